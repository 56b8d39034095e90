"""Turn what people do into reports. Staff, imports and seeds do not count."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.desk.suspecting.bursts import WINDOW
from community.desk.suspecting.events import TroubleReported
from community.desk.suspecting.models import TroubleReport, TroubleTerm
from community.extensions import db
from community.forum.acts import Vote
from community.forum.adding import add_once
from community.forum.models import Post, Thread
from community.search.log_models import Search
from community.search.marks import Marker, Searcher
from community.search.searching import house_stems
from community.status.models import Component

READ = 600  # characters of a question: what is wrong stands in its first sentences
MOST = 24  # terms of a report
SHORTEST = 2
AT_ONCE = 60  # searches, every half minute: nobody else can write meanwhile


def report_question(thread: Thread) -> None:
    """Inside writing(), like all of these. A question of a customer, when it is there to read."""
    if not _counts(thread) or thread.created_at < now() - WINDOW:
        return
    mark = _mark_of(thread.author_id)
    _keep("question", f"thread:{thread.id}", thread.created_at, mark, terms_of(thread), thread.id)


def report_votes(thread: Thread) -> None:
    """ "I have this too" of the last half hour."""
    if not _counts(thread):
        return
    votes = db.session.execute(
        select(User, Vote.created_at)
        .join(Vote, Vote.user_id == User.id)
        .join(Post, Post.id == Vote.post_id)
        .where(Post.thread_id == thread.id, Post.number == 1, Vote.created_at > now() - WINDOW)
    ).all()
    customers = [(person.id, at) for person, at in votes if not person.is_team]
    terms = terms_of(thread) if customers else set()
    for user_id, at in customers:
        ref = f"vote:{thread.id}:{user_id}"
        _keep("me_too", ref, at, _mark_of(user_id), terms, thread.id)


def report_tap(component_id: int | None, searcher: Searcher) -> bool:
    """ "I have this too" on the status page; once an hour and person for each part."""
    mark, moment = Marker().marks(searcher)[0], now()
    ref = f"tap:{component_id or 0}:{mark}:{moment:%d%H}"
    terms = {part_term(component_id)} if component_id else {"part:any"}
    return _keep("tap", ref, moment, mark, terms)


def report_searches() -> None:
    """What people looked for in the last half hour. A search that found what it wanted is one
    too: of an outage people look for others who have it."""
    known = select(TroubleReport.ref).where(
        TroubleReport.way == "search", TroubleReport.at > now() - 2 * WINDOW
    )
    refs = set(db.session.scalars(known))
    fresh = db.session.execute(
        select(Search.id, Search.searched_at, Search.mark, Search.words)
        .where(
            Search.searched_at > now() - WINDOW,
            Search.who == "person",
            Search.way == "page",
            Search.words != "",
        )
        .order_by(Search.id.desc())
        .limit(AT_ONCE)
    )
    parts = _parts()
    for one in fresh:
        ref = f"search:{one.id}"
        if ref not in refs:
            _keep("search", ref, one.searched_at, one.mark, _terms(one.words, parts))


def terms_of(thread: Thread) -> set[str]:
    """Of the title and the first sentences."""
    opening = select(Post.excerpt).where(Post.thread_id == thread.id, Post.number == 1)
    excerpt = db.session.scalar(opening) or ""
    return _terms(f"{thread.title}\n{excerpt}"[:READ], _parts())


def part_term(component_id: int) -> str:
    return f"part:{component_id}"


def _terms(text: str, parts: Iterable[tuple[int, frozenset[str]]]) -> set[str]:
    """Telling stems in the order of the text, and the parts of the service it names."""
    stems = house_stems()
    said = [stem for stem in stems.of(text) if len(stem) >= SHORTEST and not stem.isdigit()]
    telling = list(dict.fromkeys(stem for stem in said if stem not in stems.soft_stems))
    named = {part_term(part_id) for part_id, name in parts if name and name <= set(said)}
    return {*telling[:MOST], *named}


def _parts() -> list[tuple[int, frozenset[str]]]:
    stems = house_stems()
    rows = db.session.execute(select(Component.id, Component.name))
    return [(row.id, frozenset(stems.of(row.name))) for row in rows]


def _counts(thread: Thread) -> bool:
    hidden = thread.hidden_at or thread.held_at
    return thread.is_question and not (thread.by_team or thread.imported or hidden)


def _mark_of(user_id: int) -> str:
    """As the search log tells accounts apart, so that a search and a question are one person."""
    return Marker().marks(Searcher(f"account {user_id}", "person"))[0]


def _keep(
    way: str, ref: str, at: datetime, mark: str, terms: set[str], thread_id: int | None = None
) -> bool:
    """Whether it is new."""
    if not terms:
        return False
    values = {"way": way, "ref": ref, "at": at, "mark": mark, "thread_id": thread_id}
    if not add_once(TroubleReport, **values):
        return False
    report_id = db.session.scalar(select(TroubleReport.id).where(TroubleReport.ref == ref))
    assert report_id is not None
    rows = [{"report_id": report_id, "term": term, "at": at} for term in sorted(terms)]
    db.session.execute(insert(TroubleTerm), rows)
    outbox.record(TroubleReported(report_id))
    return True
