"""What goes into the index: one document per thread and audience, made of what it may read.

A thread whose every post is public has one document for everybody. Private replies or notes add a
document with more in it for those who may read them, and the facets say who must not look into
which: `-public` on what visitors and other customers may not read, `-staff` where staff have a
fuller one, `own7` on what only person 7 and staff may read.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community import offload
from community.accounts.readers import VISITOR, Reader
from community.extensions import db
from community.forum.models import AUDIENCES, Post, Tag, Thread, ThreadTag
from community.forum.queries import listed, standing, visible_to
from community.search import engine, vocabulary
from community.search.engine import Document
from community.search.text import Stems, house_stems, plain

TURN_WAIT = 40.0  # seconds; the lease of a handling is 60
MOST_TEXT = 2_000_000  # characters of one thread: a thousand long posts
MARKS = {"image": "<img", "code": "<pre"}  # what our own HTML has where a post has such a thing


def index(thread_ids: Iterable[int]) -> None:
    """Bring these threads up to date in the index, as they stand in the database now."""
    ids = sorted(set(thread_ids))
    if not ids:
        return
    with engine.current().turn(TURN_WAIT):
        db.session.rollback()  # what was read before may be old by now
        texts = documents_of(ids)
        db.session.rollback()  # nothing is read while the index is written
        vocabulary.learn(put(engine.current(), texts))


def put(
    machine: engine.Engine | engine.Rebuild, texts: "dict[int, _Texts]"
) -> dict[int, vocabulary.Words]:
    """Index these threads; answers the words that everybody may read in them."""
    documents, words = offload.call(_made, texts, house_stems(), pool="index")
    engine.call(machine.index, documents, pool="index")
    return words


def _made(
    texts: "dict[int, _Texts]", stems: Stems
) -> tuple[dict[int, list[Document]], dict[int, vocabulary.Words]]:
    documents = {thread_id: one.documents() for thread_id, one in texts.items()}
    return documents, {i: one.words_for_all(documents[i], stems) for i, one in texts.items()}


def documents_of(thread_ids: Sequence[int]) -> "dict[int, _Texts]":
    """The texts of these threads, in three statements; gone and hidden ones are empty."""
    found = {thread_id: _Texts() for thread_id in thread_ids}
    for row in db.session.execute(_threads(thread_ids)):
        found[row.id].thread = row
    for thread_id, tag_id, name in db.session.execute(
        select(ThreadTag.thread_id, Tag.id, Tag.name)
        .join(Tag, Tag.id == ThreadTag.tag_id)
        .where(ThreadTag.thread_id.in_(thread_ids))
        .order_by(Tag.id)
    ):
        found[thread_id].tags[tag_id] = name
    for row in db.session.execute(_posts(thread_ids)):
        found[row.thread_id].posts[row.audience].append((row.number, row.html))
        if row.badge_role and row.number > 1 and row.audience == "public":
            found[row.thread_id].staff_replied = True
    return found


def _threads(thread_ids: Sequence[int]) -> Any:
    return select(
        Thread.id,
        Thread.title,
        Thread.audience,
        Thread.kind,
        Thread.category_id,
        Thread.author_id,
        Thread.support_state,
        Thread.created_at,
        Thread.closed_at,
        visible_to(VISITOR).label("is_for_all"),
    ).where(Thread.id.in_(thread_ids), listed())


def _posts(thread_ids: Sequence[int]) -> Any:
    return (
        select(Post.thread_id, Post.number, Post.audience, Post.html, Post.badge_role)
        .where(Post.thread_id.in_(thread_ids), standing())
        .order_by(Post.thread_id, Post.number)
    )


class _Texts:
    """One thread as read from the database; turned into documents in a native thread."""

    def __init__(self) -> None:
        self.thread: Any = None
        self.tags: dict[int, str] = {}
        self.staff_replied = False
        self.posts: dict[str, list[tuple[int, str]]] = defaultdict(list)

    def documents(self) -> list[Document]:
        """One document per audience that reads something of its own; none when it is hidden."""
        if self.thread is None:
            return []
        levels = AUDIENCES[AUDIENCES.index(self.thread.audience) :]
        own = [level for level in levels if level == self.thread.audience or self.posts.get(level)]
        return [self._document(level, own) for level in own]

    def words_for_all(self, documents: Sequence[Document], words: Stems) -> vocabulary.Words:
        """The words that visitors read; none where they may not come."""
        if self.thread is None or not self.thread.is_for_all:
            return vocabulary.NONE
        theirs = [one for one in documents if "-public" not in one.facets]
        return vocabulary.words_in("\n".join(f"{d.title}\n{d.text}" for d in theirs), words)

    def _document(self, level: str, levels: list[str]) -> Document:
        html = self._html(AUDIENCES[: AUDIENCES.index(level) + 1])
        # tags are words too: who types one that stands on a thread wants that thread
        text = "\n".join((*map(plain, html), *self.tags.values()))[:MOST_TEXT]
        facets = (*self._facets(), *self._has(html), *self._who(level, levels))
        words = "\n".join((self.thread.title, text, *facets))
        stamp = f"{zlib.crc32(words.encode('utf-8', 'replace')):08x}"
        return Document(self.thread.id, self.thread.title, text, facets, stamp)

    def _html(self, audiences: Sequence[str]) -> list[str]:
        posts = sorted(post for audience in audiences for post in self.posts.get(audience, ()))
        return [html for _number, html in posts]

    def _has(self, html: Sequence[str]) -> Iterable[str]:
        """What stands in the posts that this document's readers may read."""
        if self.staff_replied:
            yield "h:staff_reply"
        for what, mark in MARKS.items():
            if any(mark in one for one in html):
                yield f"h:{what}"

    def _facets(self) -> tuple[str, ...]:
        row = self.thread
        created: datetime = row.created_at
        states = {row.support_state, "closed" if row.closed_at else None} - {None}
        return (
            f"c{row.category_id}",
            f"a{row.author_id}",
            f"k:{row.kind}",
            f"y:{created.year}",
            f"m:{created.year}-{created.month:02}",
            *(f"s:{state}" for state in sorted(states)),
            *(f"t{tag_id}" for tag_id in self.tags),
        )

    def _who(self, level: str, levels: list[str]) -> Iterable[str]:
        if level != "public":
            yield "-public"
        if level != levels[-1]:
            yield "-staff"
        if level == "asker_and_staff":
            yield f"own{self.thread.author_id}"


def audiences_of(reader: Reader) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """(facets it needs, facets it must not have) of each search this reader gets.

    Customers get a second one over the few documents that are theirs alone.
    """
    if reader.is_staff:
        return (((), ("-staff",)),)
    everybody: tuple[tuple[str, ...], tuple[str, ...]] = ((), ("-public",))
    if reader.user_id is None:
        return (everybody,)
    return (everybody, ((f"own{reader.user_id}",), ()))
