"""Which post of a found thread is shown: the one that says most of what was looked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)

from community import offload
from community.accounts.models import User
from community.accounts.prepared import prepared
from community.accounts.readers import Reader
from community.extensions import is_sqlite
from community.forum.models import Post, Thread
from community.forum.queries import posts_visible_to, standing
from community.search import highlighting, scoring
from community.search.highlighting import Marked, Marks
from community.search.ranking import SOLVED, STAFF_REPLIED
from community.search.text import Stems

LOOKED_AT = 3  # posts of a thread that are read
POSTS_AT_ONCE = 50  # that the database looks through
MOST_STEMS = 12  # the most telling ones: each costs a look through every post of the threads
PRECISION = 1000  # the database adds whole numbers
USUAL = 80.0  # words of a post
NOTHING = (Marked(Markup("")), None)


def candidates(
    threads: Mapping[int, int], marks: Marks, reader: Reader
) -> dict[int, list[Row[Any]]]:
    """Of each thread, given with how many posts it has, those with most of the words, the answer
    first among equals."""
    telling = sorted(marks.every, key=lambda stem: (-marks.weight(stem), stem))[:MOST_STEMS]
    words: dict[str, Any] = {}
    for at, stem in enumerate(telling):
        words[f"stem{at}"] = _begun(stem)
        words[f"weight{at}"] = round(PRECISION * marks.weight(stem))
    found: dict[int, list[Row[Any]]] = {}
    for ids in _pieces(threads):
        offload.breathe()
        for post in _best_of(reader, len(telling), ids=ids, **words):
            found.setdefault(post.thread_id, []).append(post)
    return found


def _pieces(threads: Mapping[int, int]) -> Iterator[list[int]]:
    """So many threads at a time that not too many posts are looked through."""
    ids: list[int] = []
    posts = 0
    for thread_id, count in sorted(threads.items(), key=lambda one: one[1]):
        if ids and posts + count > POSTS_AT_ONCE:
            yield ids
            ids, posts = [], 0
        ids.append(thread_id)
        posts += count
    if ids:
        yield ids


def _begun(stem: str) -> str:
    """What a text with this stem is like."""
    begun = stem[:-1] if stem.endswith("i") and len(stem) > 3 else stem  # happi: happy
    for sign in "/%_":
        begun = begun.replace(sign, f"/{sign}")
    return f"%{begun}%"


@prepared
def _best_of(reader: Reader, count: int) -> Any:
    place = func.row_number().over(
        partition_by=Post.thread_id,
        order_by=(
            _matches(count).desc(),
            case((Post.id == Thread.answer_post_id, 0), else_=1),
            Post.number,
        ),
    )
    among = Post.thread_id.in_(bindparam("ids", expanding=True))
    chosen = (
        select(Post.id, place.label("place"))
        .join(Thread, Thread.id == Post.thread_id)
        .where(among, posts_visible_to(reader), standing())
        .subquery()
    )
    return (
        select(
            Post.thread_id,
            Post.number,
            Post.html,
            Post.badge_role,
            User.name.label("author_name"),
            (Post.id == func.coalesce(Thread.answer_post_id, 0)).label("is_answer"),
        )
        .join(chosen, and_(chosen.c.id == Post.id, chosen.c.place <= LOOKED_AT))
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .order_by(Post.thread_id, chosen.c.place)
    )


def _matches(count: int) -> Any:
    """A rough look by the database: which words are there at all."""
    matches: Any = literal(0)
    for at in range(count):
        here = cast(_like(Post.source, at), Integer)
        titled = cast(_like(Thread.title, at), Integer)
        # what the title says already tells less about a post
        matches = matches + here * (2 - titled) * bindparam(f"weight{at}", type_=Integer)
    return matches


def _like(column: Any, at: int) -> ColumnElement[bool]:
    """Whatever the case. SQLite's LIKE is so by itself; lower() for it would cost twice as much."""
    like = column.like if is_sqlite() else column.ilike
    found: ColumnElement[bool] = like(bindparam(f"stem{at}", type_=String), escape="/")
    return found


def best(posts: Sequence[Any], title: str, marks: Marks, stems: Stems) -> tuple[Marked, Any]:
    """The best of these posts and the piece of it that is shown; no post: nothing."""
    named = frozenset(stems.of(title))
    marked = []
    for post in posts:
        offload.breathe()
        marked.append((highlighting.snippet(post.html, marks, stems), post))
    return max(marked, key=lambda one: _worth(one[0], one[1], named, marks), default=NOTHING)


def _worth(marked: Marked, post: Any, named: frozenset[str], marks: Marks) -> float:
    """As threads are ranked: by its words, those side by side, and who says so."""
    words = sum(
        marks.weight(stem) * scoring.impact(count, marked.length, USUAL) * (2 - (stem in named))
        for stem, count in marked.counts.items()
    )
    worth = words * (1 + marked.side_by_side)
    return worth * (SOLVED if post.is_answer else STAFF_REPLIED if post.badge_role else 1)
