"""The posts of a page from memory, where everybody who may open the thread reads the same ones.

Who may open it, and whether every post on the page is plainly public, is asked of the database at
each request, in the one statement that thread_page needs anyway (`summed`). Only where all are
plain, and nothing in the sums differs from when the posts were read, does memory answer: a post
that was hidden, held, made private, edited, checked or added changes the sums in every process
at once.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from flask import current_app
from markupsafe import Markup
from sqlalchemy import ColumnElement, String, Subquery, and_, bindparam, cast, func, null, select

from community.accounts.readers import Reader
from community.caching import fragments, freshness_of
from community.caching.freshness import EVERYTHING, Freshness
from community.forum.acts import Vote
from community.forum.listing import COMMA
from community.forum.models import PAGE_POSTS, Post
from community.forum.post_rows import PostRow, post_html
from community.forum.touching import tags_of_thread

KEPT = 250  # pages of posts: about 10 MB; the oldest goes first
LIVES = 10.0  # seconds: a word of another process about a person's new name may be lost

#: the columns of `summed` that change with what the posts show
CHANGES = ("newest", "score", "edits", "edited_at", "checks", "checked_at")

Key = tuple[int, int]  # thread, page


class Sums(NamedTuple):
    """How many posts stand on the page, how many of them are plainly public, and what changes
    with what they show."""

    posts: int
    plain: int
    changes: tuple[Any, ...]


class Item(NamedTuple):
    """A post as an item of the list, cut where two words may say what is the reader's."""

    post_id: int
    author_id: int
    start: str
    rest: str


class PagePosts(Sequence[PostRow]):
    """Posts in order, each with its HTML; nothing in them is the reader's."""

    def __init__(self, rows: Iterable[PostRow]) -> None:
        self._rows = tuple(rows)
        self._items: dict[str, list[Item]] = {}

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def items(self) -> list[Item]:
        """In the language of this answer."""
        language = fragments.language()
        made = self._items.get(language)
        if made is None:
            made = self._items[language] = [_item(row) for row in self._rows]
        return made


def _item(row: PostRow) -> Item:
    start = f'<li class="thread__item" data-item="{row.id}"'
    return Item(row.id, row.author_id, start, f">\n{post_html(row)!s}\n")


class Memory:
    """Pages of posts with what they hang on."""

    def __init__(self) -> None:
        self._pages: dict[Key, tuple[Sums, PagePosts, int, float, list[str]]] = {}

    def find(self, key: Key, sums: Sums, fresh: Freshness) -> PagePosts | None:
        kept = self._pages.get(key)
        if kept is None:
            return None
        same, posts, moment, made_at, tags = kept
        young = time.monotonic() - made_at < LIVES
        return posts if same == sums and young and fresh.unchanged_since(moment, tags) else None

    def keep(self, key: Key, sums: Sums, posts: PagePosts, moment: int) -> None:
        authors = sorted({f"user:{row.author_id}" for row in posts})
        tags = [EVERYTHING, *tags_of_thread(key[0]), *authors]
        self._pages.pop(key, None)
        self._pages[key] = (sums, posts, moment, time.monotonic(), tags)
        while len(self._pages) > KEPT:
            self._pages.pop(next(iter(self._pages)), None)


def remembered(key: Key, sums: Sums, read: Callable[[], Iterable[PostRow]]) -> PagePosts:
    """The posts of this thread and page from memory, or what `read` answers."""
    if sums.posts == 0 or sums.plain != sums.posts:
        return PagePosts(read())
    memory: Memory = current_app.extensions.setdefault("page_posts", Memory())
    fresh = freshness_of(current_app)
    moment = fresh.moment  # before reading: a touch meanwhile must count
    found = memory.find(key, sums, fresh)
    if found is None:
        found = PagePosts(read())
        if len(found) == sums.posts:
            memory.keep(key, sums, found, moment)
    return found


def on_page(number: int) -> dict[str, int]:
    """The values of `first` and `last`; page 3 always holds the numbers 41 to 60."""
    first = (number - 1) * PAGE_POSTS + 1
    return {"first": first, "last": first + PAGE_POSTS - 1}


def numbered() -> ColumnElement[bool]:
    """Condition over Post: it stands on the page."""
    return and_(
        Post.thread_id == bindparam("thread_id"),
        Post.number.between(bindparam("first"), bindparam("last")),
    )


def summed() -> Subquery:
    """One row about all posts of the page, whoever may read them."""
    plain = and_(Post.audience == "public", Post.hidden_at.is_(None), Post.held_at.is_(None))
    columns: dict[str, ColumnElement[Any]] = {
        "posts": func.count(Post.id),
        "plain": func.count(Post.id).filter(plain),
        "newest": func.max(Post.id),
        "score": func.sum(Post.score),
        "edits": func.count(Post.edited_at),
        "edited_at": func.max(Post.edited_at),
        "checks": func.count(Post.verified_at) - func.count(Post.refuted_at),
        "checked_at": func.max(func.coalesce(Post.verified_at, Post.refuted_at)),
    }
    labelled = [column.label(name) for name, column in columns.items()]
    return select(*labelled).where(numbered()).subquery("here")


def voted(reader: Reader) -> ColumnElement[Any]:
    """The posts of the page this reader voted for, as ids with commas."""
    if reader.is_visitor:
        return null()
    ids = func.aggregate_strings(cast(Vote.post_id, String), COMMA)
    mine = and_(Vote.post_id == Post.id, Vote.user_id == reader.user_id)
    return select(ids).join(Post, mine).where(numbered()).scalar_subquery()


def items_html(posts: PagePosts, user_id: int | None, voted: frozenset[int], below: str) -> Markup:
    """The posts as the items of their list; `below` stands under the first one."""
    pieces: list[str] = []
    for item in posts.items():
        mine = " data-mine" if item.author_id == user_id else ""
        theirs = " data-voted" if item.post_id in voted else ""
        pieces += (item.start, mine, theirs, item.rest, below, "</li>\n")
        below = ""
    return Markup("".join(pieces))
