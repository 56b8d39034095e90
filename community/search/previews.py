"""Similar questions with what was asked and what solved it, to be read without leaving the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, func, or_, select

from community.accounts.models import User
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Post, Thread
from community.forum.queries import posts_visible_to, standing
from community.search import similar
from community.search.suggesting import Suggestion

LEAST = 8  # characters: a shorter title says nothing yet
TITLE_OF_BODY = 150
SHORT = 1500  # characters of HTML that are shown whole; of longer answers the beginning


@dataclass(frozen=True)
class Answer:
    """The accepted answer, else one that staff gave or verified."""

    author: str
    accepted: bool
    #: our own safe HTML, whole; None: `excerpt` is the beginning
    html: Markup | None
    excerpt: str


@dataclass(frozen=True)
class Preview:
    """What `search/_preview.html` shows."""

    thread_id: int
    title: str
    path: str
    support_state: str | None
    asked: str
    #: the reader's own question is not for "I have this too"
    own: bool
    #: nor is what others may not read, and nothing of it solves what somebody else asks
    private: bool
    answer: Answer | None


def similar_to_draft(title: str, body: str, reader: Reader) -> list[Preview]:
    """Questions like one that is being written; a text without a title speaks for itself."""
    title = title.strip() or body.strip()[:TITLE_OF_BODY]
    if len(title) < LEAST:
        return []
    return previews(similar.similar(title, body, reader), reader)


def previews(found: Sequence[Suggestion], reader: Reader) -> list[Preview]:
    """The same questions in the same order, with the posts this reader may read."""
    if not found:
        return []
    posts = select(
        Post.thread_id,
        Post.number,
        Post.author_id,
        Post.html,
        Post.excerpt,
        User.name,
        (Thread.audience != "public").label("private"),
        (Post.id == func.coalesce(Thread.answer_post_id, 0)).label("accepted"),
    )
    wanted = (
        posts.join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(
            Thread.id.in_([one.thread_id for one in found]),
            or_(Post.number == 1, Post.id == Thread.answer_post_id, _by_staff()),
            posts_visible_to(reader),
            standing(),
        )
        .order_by("accepted", Post.verified_at.is_not(None), Post.number)  # the last one stays
    )
    openings: dict[int, Any] = {}
    answers: dict[int, Any] = {}
    for post in db.session.execute(wanted):
        (openings if post.number == 1 else answers)[post.thread_id] = post
    return [
        _preview(one, openings[one.thread_id], answers.get(one.thread_id), reader)
        for one in found
        if one.thread_id in openings
    ]


def _by_staff() -> ColumnElement[bool]:
    """Condition over Post: an answer by staff, or one they say is right."""
    return or_(
        and_(Post.intent == "answer", Post.badge_role.is_not(None)), Post.verified_at.is_not(None)
    )


def _preview(one: Suggestion, opening: Any, answer: Any, reader: Reader) -> Preview:
    return Preview(
        one.thread_id,
        one.title,
        one.path,
        one.support_state,
        asked=opening.excerpt,
        own=opening.author_id == reader.user_id,
        private=opening.private,
        answer=_answer(answer) if answer else None,
    )


def _answer(post: Any) -> Answer:
    """Its HTML is ours: cleaned when it was written."""
    whole = Markup(post.html) if len(post.html) <= SHORT else None
    return Answer(post.name, post.accepted, whole, post.excerpt)
