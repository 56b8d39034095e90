"""Pages for visitors: which may be kept, what they depend on, and how every process hears of it.

A view says what its page depends on, a verb says what it changed:

    @cached_for_visitors(lambda thread_id, **_: [f"thread:{thread_id}"])
    def show_thread(thread_id): ...

    def post_reply(...):
        caching.touch(f"thread:{thread.id}")

Inside `writing()` both `touch` and `tell_all` wait for the commit and vanish with a rollback: a
page rendered between an early touch and its commit would hold the old text under the new version.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Flask, current_app, has_app_context, make_response
from sqlalchemy import event

from community.caching import fragments
from community.caching.freshness import EVERYTHING, TOUCHED, Freshness
from community.caching.telling import Teller, Told, channel_for, hearers
from community.extensions import db

TAGS_HEADER = "X-Hearth-Tags"  # from the view to the page cache, which removes it
AFTER_COMMIT = "after_commit"

Tags = Iterable[str] | Callable[..., Iterable[str]]


def init_app(app: Flask) -> None:
    app.extensions["freshness"] = Freshness()
    app.extensions["teller"] = Teller(app, channel_for(app.config["SETTINGS"]))
    fragments.init_app(app)


def freshness_of(app: Flask) -> Freshness:
    found: Freshness = app.extensions["freshness"]
    return found


def teller_of(app: Flask) -> Teller:
    found: Teller = app.extensions["teller"]
    return found


def cached_for_visitors(tags: Tags) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The page may be kept for visitors until one of the tags is touched (10 seconds at most).

    Only for pages that are the same for every visitor of a language: no token, no flash.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def cached_view(*args: Any, **named: Any) -> Any:
            response = make_response(view(*args, **named))
            names = tags(*args, **named) if callable(tags) else tags
            response.headers[TAGS_HEADER] = ",".join([EVERYTHING, *map(str, names)])
            return response

        return cached_view

    return decorate


def touch(*tags: str) -> None:
    """What hangs on these tags has changed: kept pages go, here at once, elsewhere in 100 ms."""
    after_commit(lambda: _touch_now(list(tags)))


def tell_all(message: Told) -> None:
    """Bring `{"kind": …}` to every process, this one included (see `when_told`)."""
    after_commit(lambda: teller_of(current_app).tell(message))


def when_told(kind: str) -> Callable[[Callable[[Told], None]], Callable[[Told], None]]:
    """Mark the function that every process calls, in an app context, for messages of this kind."""

    def register(hearer: Callable[[Told], None]) -> Callable[[Told], None]:
        hearers.setdefault(kind, []).append(hearer)
        return hearer

    return register


def after_commit(act: Callable[[], None]) -> None:
    """Do it when the standing `writing()` has committed, or at once outside of one."""
    if has_app_context() and db.session.info.get("writing"):
        db.session.info.setdefault(AFTER_COMMIT, []).append(act)
    else:
        act()


@when_told(TOUCHED)
def _hear_touched(message: Told) -> None:
    freshness_of(current_app).touch(message["tags"])  # type: ignore[arg-type]


def _touch_now(tags: list[str]) -> None:
    teller_of(current_app).tell({"kind": TOUCHED, "tags": tags})  # type: ignore[arg-type]


@event.listens_for(db.session, "after_commit")
def _run_waiting(session: Any) -> None:
    if session.in_nested_transaction():  # a savepoint: the real commit is still to come
        return
    for act in session.info.pop(AFTER_COMMIT, []):
        act()


@event.listens_for(db.session, "after_transaction_end")
def _forget_waiting(session: Any, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(AFTER_COMMIT, None)
