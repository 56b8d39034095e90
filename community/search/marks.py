"""How different people are told apart without keeping who they are (docs/decisions/search-log.md).

A mark is a keyed hash of an account's number, or of a visitor's network address and browser. Its
salt is random and thrown away after two weeks. Two series of salts, a week apart, stand side by
side, so that every window of seven days lies within one period of one of them.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, request
from sqlalchemy import delete, select

from community import ratelimit
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.adding import add_once
from community.search.crawlers import is_crawler
from community.search.log_models import Search, SearchSalt

WEEK = timedelta(days=7)  # the window in which people are counted
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Searcher:
    """Who searched. `identity` lives in memory until the next write, a second at most."""

    identity: str
    #: person · team · crawler
    who: str
    user_id: int | None = None


def searcher_of(user: User | None) -> Searcher:
    """Who sent this request."""
    agent = request.user_agent.string
    if user:
        return Searcher(f"account {user.id}", "team" if user.is_team else "person", user.id)
    who = "crawler" if is_crawler(agent) else "person"
    return Searcher(f"visitor {ratelimit.address()} {agent[:300]}", who)


def key_of(searcher: Searcher, stems: str, filters: str) -> str:
    """Names this person's search of today; a stranger cannot guess it. It is made before the
    salts are at hand, so it is kept for two days only."""
    day = now().date().isoformat()
    return _hash(_secret("key"), "\n".join([searcher.identity, day, stems, filters]))


def mark_for_thread(searcher: Searcher, thread_id: int) -> str:
    """The same person and thread have the same mark for ever; two threads never share one."""
    return _hash(_secret("thread"), f"{thread_id}\n{searcher.identity}")


class Marker:
    """Makes marks with the two salts in force. Inside writing()."""

    def __init__(self) -> None:
        self._salts = [_salt(period, ends_at) for period, ends_at in _periods(now())]

    def marks(self, searcher: Searcher) -> tuple[str, str]:
        first, second = (_hash(salt, searcher.identity) for salt in self._salts)
        return first, second


def mark_in_window(moment: datetime) -> Any:
    """The column whose salt was the same throughout the seven days up to this moment."""
    return Search.mark if _week(moment) % 2 else Search.second_mark


def throw_away_old_salts() -> None:
    """Inside writing()."""
    db.session.execute(delete(SearchSalt).where(SearchSalt.ends_at < now()))


def _periods(moment: datetime) -> list[tuple[str, datetime]]:
    """Name and end of the two periods a moment lies in: weeks 0-1, 2-3 …, and weeks 1-2, 3-4 …"""
    week = _week(moment)
    first, second = week - week % 2, week - (week + 1) % 2
    return [
        (f"a{first}", _START + WEEK * (first + 2)),
        (f"b{second}", _START + WEEK * (second + 2)),
    ]


def _week(moment: datetime) -> int:
    return (moment - _START) // WEEK


def _salt(period: str, ends_at: datetime) -> bytes:
    wanted = select(SearchSalt.salt).where(SearchSalt.period == period)
    found = db.session.scalar(wanted)
    if found is None:
        add_once(SearchSalt, period=period, salt=secrets.token_bytes(32), ends_at=ends_at)
        found = db.session.scalar(wanted)
    assert found is not None
    return found


def _secret(purpose: str) -> bytes:
    return f"search {purpose}:{current_app.config['SECRET_KEY']}".encode()


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
