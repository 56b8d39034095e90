"""Named limits: how often one person or address may do a thing. In memory, or in Redis."""

from ipaddress import IPv6Address, IPv6Network
from typing import NoReturn

from flask import Flask, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from community import clock

#: name: the limit. A limit is spent per key (a person's id or a network address).
LIMITS = {
    "sign_in": "10 per 5 minutes",  # wrong tries per address and mail address: slows guessing
    "sign_in_anyone": "300 per 5 minutes",  # per address: slows trying one password on many
    "sign_up": "60 per hour",
    "mail_key": "10 per hour",  # codes and links sent to one address
    "mail_key_anyone": "100 per hour",  # asked for by one network address, for whomever
    "code": "10 per 15 minutes",  # wrong ones for one mail address
    "ask": "10 per 10 minutes",
    "ask_visitor": "5 per hour",
    "post": "20 per 2 minutes",
    "post_team": "120 per 2 minutes",  # who clears the queue by keys needs seconds for an answer
    "vote": "60 per minute",
    "search": "60 per minute",
    "search_visitor": "240 per minute",  # per address: a whole office may stand behind one
    "suggest": "300 per minute",  # one a pause in typing
    "suggest_visitor": "900 per minute",
    "click": "120 per minute",
    "preview": "60 per minute",
    "slow_text": "6 per 10 minutes",  # each takes a helper for two seconds, and others wait
    "upload": "30 per 5 minutes",
    "wrong_signature": "60 per 5 minutes",  # per address: slows guessing; right ones cost nothing
}

_parsed: dict[str, RateLimitItem] = {name: parse(text) for name, text in LIMITS.items()}
_limiter = MovingWindowRateLimiter(MemoryStorage())


def init_app(app: Flask) -> None:
    global _limiter
    url = app.config["SETTINGS"].redis_url
    storage = storage_from_string(url) if url else MemoryStorage()
    _limiter = MovingWindowRateLimiter(storage)  # type: ignore[arg-type]


def spend(name: str, *key: object) -> None:
    """Count one use; raises TooManyRequests (429 with Retry-After) past the limit."""
    if not _limiter.hit(_parsed[name], name, *map(str, key)):
        _refuse(name, *key)


def look(name: str, *key: object) -> None:
    """Raise as `spend` does, but count nothing: for limits that only failures use up."""
    if not _limiter.test(_parsed[name], name, *map(str, key)):
        _refuse(name, *key)


def _refuse(name: str, *key: object) -> NoReturn:
    reset = _limiter.get_window_stats(_parsed[name], name, *map(str, key)).reset_time
    raise TooManyRequests(retry_after=max(1, int(reset - clock.now().timestamp()) + 1))


def address() -> str:
    """The network address of the request, as the proxies (as many as we trust) say. Of IPv6 the
    half that says whose it is: the other half is its owner's to change with every request."""
    text = request.remote_addr or "unknown"
    try:
        found = IPv6Address(text.partition("%")[0])
    except ValueError:
        return text
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))
