"""A thread to act on, with words for what people do to it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from community import clock
from community.extensions import db, writing
from community.forum import accepting, closing, hiding, posting, refuting, telling, verifying
from community.forum.models import Post, Thread
from community.markup import Rendered
from tests.cast import Cast

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 10 o'clock, in coverage and by day


def rendered(text: str) -> Rendered:
    html = re.sub(r"@(\w+)", r'<a class="mention" href="/u/\1">@\1</a>', text)
    return Rendered(f"<p>{html}</p>", text)


class Forum:
    """People doing things to one thread, each a few minutes after the one before."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.time = MONDAY
        self.thread_id = 0

    @property
    def thread(self) -> Thread:
        return db.session.get_one(Thread, self.thread_id, populate_existing=True)

    def at(self, **span: float) -> "Forum":
        """Later by this span."""
        self.time += timedelta(**span)
        return self

    def act(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One verb in one transaction; answers the id of what it gives back."""
        with clock.set_to(self.time), writing():
            made = verb(*args, **kwargs)
            made_id = getattr(made, "id", None)
        self.time += timedelta(minutes=1)
        return made_id

    def ask(self, who: str = "ana", **kwargs: Any) -> int:
        values = {"kind": "question", "title": "The box blinks", "source": "Red light", **kwargs}
        category = self.cast.category(values.pop("category", "help"))
        self.thread_id = self.act(
            lambda: posting.ask(
                getattr(self.cast, who), category, body=rendered(values["source"]), **values
            )
        )
        return self.thread_id

    def reply(self, who: str, intent: str | None = None, text: str = "Text", **kw: Any) -> int:
        if intent == "first_word":
            kw.setdefault("next_word_by", self.time + timedelta(hours=2))
        return self.act(
            lambda: posting.reply(
                self.thread, getattr(self.cast, who), text, rendered(text), intent=intent, **kw
            )
        )

    def post(self, post_id: int) -> Post:
        return db.session.get_one(Post, post_id, populate_existing=True)

    def accept(self, post_id: int, who: str = "ana") -> None:
        self.act(lambda: accepting.accept(self.post(post_id), getattr(self.cast, who)))

    def withdraw(self, who: str = "ana") -> None:
        self.act(lambda: accepting.withdraw(self.thread, getattr(self.cast, who)))

    def verify(self, post_id: int, who: str = "sam") -> None:
        self.act(lambda: verifying.verify(self.post(post_id), getattr(self.cast, who)))

    def refute(self, post_id: int, who: str = "sam") -> None:
        self.act(lambda: refuting.refute(self.post(post_id), getattr(self.cast, who)))

    def hide(self, post_id: int, who: str = "mia") -> None:
        self.act(lambda: hiding.hide_post(self.post(post_id), getattr(self.cast, who), "why"))

    def restore(self, post_id: int, who: str = "mia") -> None:
        self.act(lambda: hiding.restore_post(self.post(post_id), getattr(self.cast, who)))

    def close(self, who: str | None = "sam") -> None:
        by = getattr(self.cast, who) if who else None
        self.act(lambda: closing.close(self.thread, by, "why"))

    def says_works(self) -> None:
        self.act(lambda: telling.say_works(self.thread, self.cast.ana))

    def says_still_broken(self) -> None:
        self.act(lambda: telling.say_still_broken(self.thread, self.cast.ana))

    def trust(self, who: str) -> None:
        with writing():
            getattr(self.cast, who).trusted_at = MONDAY - timedelta(days=30)


@pytest.fixture
def forum(cast: Cast) -> Forum:
    return Forum(cast)
