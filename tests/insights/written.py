"""Questions of the past for the tests of figures, straight into the tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

from community import clock
from community.extensions import db, writing
from community.forum.acts import Acceptance
from community.forum.models import Post, Thread
from community.insights import counting

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday; our hours are 9 to 17, in UTC
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def asked(
    cast: Any, at: datetime, answered: timedelta | None = None, by: str = "sam", **facts: Any
) -> int:
    """A question of Ana's, answered after so long."""
    with writing():
        return _asked(cast, at, answered, by, facts).id


def _asked(cast: Any, at: datetime, answered: Any, by: str, facts: dict[str, Any]) -> Thread:
    usual = {
        "category_id": cast.categories["help"],
        "author_id": cast.people["ana"],
        "kind": "question",
        "title": "Before",
        "slug": "before",
        "created_at": at,
        "support_state": "unanswered" if answered is None else "replied",
        "last_number": 1 if answered is None else 2,
        "state_since": at if answered is None else at + answered,
    }
    thread = Thread(**usual | facts)
    db.session.add(thread)
    db.session.flush()
    post(thread.id, 1, thread.author_id, at, None)
    if answered is not None:
        badge = "staff" if by in ("sam", "mia", "admin") else None
        post(thread.id, 2, cast.people[by], at + answered, "answer", badge_role=badge)
    return thread


def post(thread_id: int, number: int, author_id: int, at: datetime, intent: Any, **more: Any):
    one = Post(
        thread_id=thread_id,
        number=number,
        author_id=author_id,
        created_at=at,
        intent=intent,
        source="",
        html="",
        **more,
    )
    db.session.add(one)
    db.session.flush()
    return one


def solved(cast: Any, thread_id: int, at: datetime, by: str = "asker") -> None:
    """The answer is accepted."""
    with writing():
        thread = db.session.get_one(Thread, thread_id)
        answer = db.session.query(Post).filter_by(thread_id=thread_id, number=2).one()
        thread.support_state, thread.state_since = "solved", at
        thread.solved_at, thread.solved_by, thread.answer_post_id = at, by, answer.id
        who = cast.people["ana" if by == "asker" else "sam"]
        values = {"thread_id": thread_id, "post_id": answer.id, "created_at": at}
        db.session.add(Acceptance(by_id=who, role=by, **values))


def count(at: datetime = NOON) -> int:
    db.session.rollback()
    with clock.set_to(at):
        return counting.count_everything(at)
