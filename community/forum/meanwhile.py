"""What a colleague answered while one was writing: two answers side by side help nobody."""

from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.models import User
from community.extensions import db
from community.forum.models import Post, Thread
from community.forum.queries import standing


@dataclass(frozen=True)
class Meanwhile:
    """A colleague's post since the page was made."""

    number: int
    by: str
    excerpt: str


class AnsweredMeanwhile(Exception):
    """A colleague was quicker; what was typed is still there, and sending again sends it."""

    def __init__(self, posts: list[Meanwhile]) -> None:
        super().__init__()
        self.posts = posts


def check(thread: Thread, author: User, seen: int | None, audience: str) -> None:
    """Raise where one of us wrote to the customer after the last number this author has seen.
    Inside writing(), behind the lock of the thread: of two at once the second one hears."""
    if seen is None or not author.is_staff or audience == "staff":
        return
    found = [Meanwhile(*row) for row in _since(thread, author, seen)]
    if found:
        raise AnsweredMeanwhile(found)


def _since(thread: Thread, author: User, seen: int) -> list[tuple[int, str, str]]:
    statement = (
        select(Post.number, User.name, Post.excerpt)
        .join(User, User.id == Post.author_id)
        .where(
            Post.thread_id == thread.id,
            Post.number > seen,
            Post.badge_role.is_not(None),
            Post.author_id != author.id,
            Post.audience != "staff",
            standing(),
        )
        .order_by(Post.number)
        .limit(5)
    )
    return [(number, name, excerpt) for number, name, excerpt in db.session.execute(statement)]
