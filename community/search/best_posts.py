"""Which post of a found thread is shown: the one that says most of what was looked for."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, and_, case, cast, func, literal, select

from community.accounts.models import User
from community.accounts.readers import Reader
from community.forum.models import Post, Thread
from community.forum.queries import posts_visible_to, standing
from community.search import highlighting, scoring
from community.search.highlighting import Marked, Marks
from community.search.ranking import SOLVED, STAFF_REPLIED
from community.search.text import Stems

LOOKED_AT = 3  # posts of a thread that are read
MOST_STEMS = 12  # the most telling ones: each costs a look through every post of the threads
PRECISION = 1000  # the database adds whole numbers
USUAL = 80.0  # words of a post
NOTHING = (Marked(Markup("")), None)


def candidates(ids: Sequence[int], marks: Marks, reader: Reader) -> Any:
    """Of each thread the posts with most of the words, the answer first among equals."""
    place = func.row_number().over(
        partition_by=Post.thread_id,
        order_by=(
            _matches(marks).desc(),
            case((Post.id == Thread.answer_post_id, 0), else_=1),
            Post.number,
        ),
    )
    chosen = (
        select(Post.id, place.label("place"))
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.thread_id.in_(ids), posts_visible_to(reader), standing())
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


def _matches(marks: Marks) -> Any:
    """A rough look by the database: which words are there at all."""
    matches: Any = literal(0)
    telling = sorted(marks.every, key=lambda stem: (-marks.weight(stem), stem))[:MOST_STEMS]
    for stem in telling:
        begun = stem[:-1] if stem.endswith("i") and len(stem) > 3 else stem  # happi: happy
        here = cast(Post.source.icontains(begun, autoescape=True), Integer)
        titled = cast(Thread.title.icontains(begun, autoescape=True), Integer)
        # what the title says already tells less about a post
        matches = matches + here * (2 - titled) * round(PRECISION * marks.weight(stem))
    return matches


def best(posts: Sequence[Any], title: str, marks: Marks, stems: Stems) -> tuple[Marked, Any]:
    """The best of these posts and the piece of it that is shown; no post: nothing."""
    named = frozenset(stems.of(title))
    marked = [(highlighting.snippet(post.html, marks, stems), post) for post in posts]
    return max(marked, key=lambda one: _worth(one[0], one[1], named, marks), default=NOTHING)


def _worth(marked: Marked, post: Any, named: frozenset[str], marks: Marks) -> float:
    """As threads are ranked: by its words, those side by side, and who says so."""
    words = sum(
        marks.weight(stem) * scoring.impact(count, marked.length, USUAL) * (2 - (stem in named))
        for stem, count in marked.counts.items()
    )
    worth = words * (1 + marked.side_by_side)
    return worth * (SOLVED if post.is_answer else STAFF_REPLIED if post.badge_role else 1)
