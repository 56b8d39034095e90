"""The same act on several items: each has its own outcome, and what was done can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.exceptions import Conflict, HTTPException

from community.accounts.models import User
from community.clock import now
from community.desk import assigning, bulk_sharing, claiming, snoozing
from community.desk.bulk_models import Bulk
from community.desk.models import DeskClock
from community.desk.rota import load
from community.extensions import db, writing
from community.forum import closing, policy
from community.forum.editing import edit_thread
from community.forum.models import Category, Thread
from community.forum.posting import Refused
from community.forum.tagging import tags_of

AT_ONCE = 200  # four pages of the queue; more are done in slices, and nobody waits for them
STEP = 20  # items in one transaction: others get their turn between
OUTCOMES = (
    *("done", "already", "taken", "gone", "forbidden", "undone", "changed"),
    *("due", "unable", "full"),  # too late to rest; cannot take it; has enough
)


@dataclass(frozen=True)
class Wish:
    """What shall happen to each."""

    verb: str
    category: Category | None = None
    tag: str = ""
    #: whom it is given to: a person or a group
    to_id: int | None = None
    group_id: int | None = None
    #: until when it rests
    until: datetime | None = None
    note: str = ""


def act(wish: Wish, thread_ids: Sequence[int], by: User) -> int:
    """Do it to each; the number of the row that tells of it. Outside writing()."""
    results: list[dict[str, Any]] = []
    for first in range(0, len(thread_ids), STEP):
        with writing():
            results += [do(wish, n, by) for n in thread_ids[first : first + STEP]]
    with writing():
        row = Bulk(by_id=by.id, verb=wish.verb, items=results)
        db.session.add(row)
        db.session.flush()
        return row.id


def undo(row: Bulk, by: User) -> None:
    """Take back what was done, where nobody changed it since. Outside writing()."""
    verb, items, row_id = row.verb, [dict(one) for one in row.items], row.id
    for first in range(0, len(items), STEP):
        with writing():
            for one in items[first : first + STEP]:
                take_back(verb, one, by)
    with writing():
        kept = db.session.get_one(Bulk, row_id)
        kept.items, kept.undone_at = items, now()


def take_back(verb: str, one: dict[str, Any], by: User) -> None:
    """What was done to one item. Inside writing()."""
    if one["outcome"] == "done":
        thread = db.session.get(Thread, one["id"])
        taken_back = thread is not None and _UNDOING[verb](thread, one["before"], by)
        one["outcome"] = "undone" if taken_back else "changed"


def do(wish: Wish, thread_id: int, by: User) -> dict[str, Any]:
    """To one item, and what became of it. Inside writing()."""
    thread = db.session.get(Thread, thread_id)
    if thread is None or thread.hidden_at:
        return {"id": thread_id, "title": "", "outcome": "gone", "before": None}
    told = {"id": thread_id, "title": thread.title, "before": None}
    if not policy.can_close(by, thread):
        return told | {"outcome": "forbidden"}
    try:
        with db.session.begin_nested():
            before = _DOING[wish.verb](thread, wish, by)
    except snoozing.DueTooSoon:
        return told | {"outcome": "due"}
    except assigning.CannotBeGiven:
        return told | {"outcome": "unable"}
    except load.Full:
        return told | {"outcome": "full"}
    except Conflict:
        return told | {"outcome": "taken"}
    except (Refused, HTTPException):
        return told | {"outcome": "forbidden"}
    if before is None:
        return told | {"outcome": "already"}
    return told | {"outcome": "done", "before": before}


# Each answers what it was before, or None where nothing had to be done.


def _claim(thread: Thread, wish: Wish, by: User) -> Any:
    standing = claiming.standing_claim(thread.id)
    mine = standing is not None and standing.by_id == by.id and standing.until > now()
    if db.session.get(DeskClock, thread.id) is None:
        return None
    claiming.take(thread.id, by)
    return None if mine else True


def _close(thread: Thread, wish: Wish, by: User) -> Any:
    if thread.closed_at:
        return None
    closing.close(thread, by)
    return True


def _move(thread: Thread, wish: Wish, by: User) -> Any:
    assert wish.category is not None
    before = thread.category_id
    if before == wish.category.id:
        return None
    edit_thread(thread, by, category=db.session.get(Category, wish.category.id))
    return [before, wish.category.id]


def _tag(thread: Thread, wish: Wish, by: User) -> Any:
    before = tags_of(thread.id)
    if wish.tag in before:
        return None
    edit_thread(thread, by, tags=[*before, wish.tag])
    return wish.tag if wish.tag in tags_of(thread.id) else None


# Each answers whether it could be taken back.


def _hand_back(thread: Thread, _before: Any, by: User) -> bool:
    standing = claiming.standing_claim(thread.id)
    claiming.release(thread.id, by)
    return standing is not None and standing.by_id == by.id


def _reopen(thread: Thread, _before: Any, by: User) -> bool:
    if not thread.closed_at:
        return False
    closing.reopen(thread, by)
    return True


def _move_back(thread: Thread, before: Any, by: User) -> bool:
    was, became = before
    category = db.session.get(Category, was)
    if thread.category_id != became or category is None:
        return False
    edit_thread(thread, by, category=category)
    return True


def _untag(thread: Thread, tag: Any, by: User) -> bool:
    tags = tags_of(thread.id)
    if tag not in tags:
        return False
    edit_thread(thread, by, tags=[one for one in tags if one != tag])
    return True


_DOING: dict[str, Callable[[Thread, Wish, User], Any]] = {
    "assign": bulk_sharing.assign,
    "claim": _claim,
    "close": _close,
    "move": _move,
    "snooze": bulk_sharing.snooze,
    "tag": _tag,
}
_UNDOING: dict[str, Callable[[Thread, Any, User], bool]] = {
    "assign": bulk_sharing.give_back,
    "claim": _hand_back,
    "close": _reopen,
    "move": _move_back,
    "snooze": bulk_sharing.wake,
    "tag": _untag,
}
VERBS = tuple(_DOING)
