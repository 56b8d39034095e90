"""Categories, tags, threads and posts: columns and small facts about one record."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import User
from community.clock import now
from community.extensions import db

KINDS = ("question", "discussion", "idea", "guide")
AUDIENCES = ("public", "asker_and_staff", "staff")
SUPPORT_STATES = ("unanswered", "needs_reply", "replied", "needs_info", "solved", "closed")
PAGE_POSTS = 20  # posts a page, by fixed numbers: page 3 always holds 41 to 60


def where(condition: str) -> dict[str, Any]:
    """The rows an index is limited to, in the words of both databases."""
    return {
        "sqlite_where": text(condition.format(place="instr")),
        "postgresql_where": text(condition.format(place="strpos")),
    }


class Category(db.Model):
    """A room of the forum, with who may see it and who may open threads in it."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(String(400), default="")
    position: Mapped[int] = mapped_column(default=0)
    #: everyone · members · staff
    who_may_see: Mapped[str] = mapped_column(String(10), default="everyone")
    #: members · staff
    who_may_post: Mapped[str] = mapped_column(String(10), default="members")
    #: the kind a new thread has unless its author chooses another
    default_kind: Mapped[str] = mapped_column(String(12), default="question")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Tag(db.Model):
    """A word that threads share across categories."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class ThreadTag(db.Model):
    __tablename__ = "thread_tags"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)


class Thread(db.Model):
    """A conversation in one category. Support columns are derived by supporting.recompute."""

    __tablename__ = "threads"
    __table_args__ = (
        Index("ix_threads_category_active", "category_id", "public_active_at", "id"),
        Index("ix_threads_active", "public_active_at", "id"),
        Index("ix_threads_author", "author_id", "id"),
        Index("ix_threads_state_active", "support_state", "public_active_at", "id"),
        Index(
            "ix_threads_category_state_active",
            "category_id",
            "support_state",
            "public_active_at",
            "id",
        ),
        Index("ix_threads_category_kind_active", "category_id", "kind", "public_active_at", "id"),
        Index("ix_threads_waiting", "support_state", "waiting_since"),
        # the orders of a search without words
        Index("ix_threads_created", "created_at", "id"),
        Index("ix_threads_state_created", "support_state", "created_at", "id"),
        Index("ix_threads_category_created", "category_id", "created_at", "id"),
        Index("ix_threads_staff_active", "staff_active_at", "id"),
        Index("ix_threads_held", "id", **where("held_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(12))
    audience: Mapped[str] = mapped_column(String(16), default="public")
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: came by an import or a seed: nobody waits for us, no clock, no bells
    imported: Mapped[bool] = mapped_column(default=False)
    #: the author spoke for the company: such questions are not waited for
    by_team: Mapped[bool] = mapped_column(default=False)
    pinned_at: Mapped[datetime | None]
    #: no more replies by customers; who and why stands in closures
    closed_at: Mapped[datetime | None]
    #: staff · clock (the asker opens it again by writing)
    closed_by: Mapped[str | None] = mapped_column(String(10))
    #: why it waits unseen (None: it does not); who and why in the moderation room
    held_at: Mapped[datetime | None]
    #: softly deleted; who and why stands in hidings
    hidden_at: Mapped[datetime | None]

    # counted by supporting.recount: what all readers of the thread may read, and what staff may
    public_posts: Mapped[int] = mapped_column(default=0)
    public_active_at: Mapped[datetime] = mapped_column(default=now)
    staff_posts: Mapped[int] = mapped_column(default=0)
    staff_active_at: Mapped[datetime] = mapped_column(default=now)
    #: the highest number given so far; numbers are never reused
    last_number: Mapped[int] = mapped_column(default=0)
    me_too: Mapped[int] = mapped_column(default=0)

    # derived by supporting.recompute from the visible posts; None where kind is no question
    support_state: Mapped[str | None] = mapped_column(String(12))
    state_since: Mapped[datetime | None]
    #: since when the company is waited for (asked, or the asker's first unanswered post); stays
    #: while a customer's answer pauses the clock, ends with staff's answer or verification
    waiting_since: Mapped[datetime | None]
    #: first_reply · follow_up: which of the two targets counts
    waiting_for: Mapped[str | None] = mapped_column(String(12))
    #: who gave the standing reply: staff · trusted · customer
    replied_by: Mapped[str | None] = mapped_column(String(10))
    replied_at: Mapped[datetime | None]
    #: while it waited, answers of customers that proved wrong let our clock rest: from, until, who
    rests: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    first_reply_at: Mapped[datetime | None]
    first_staff_reply_at: Mapped[datetime | None]
    #: a person's promise: "next word by"
    next_word_by: Mapped[datetime | None]
    info_asked_at: Mapped[datetime | None]
    added_detail_at: Mapped[datetime | None]
    #: a trusted customer says that only the company can help
    needs_company_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    #: asker · staff
    solved_by: Mapped[str | None] = mapped_column(String(10))
    reopened_at: Mapped[datetime | None]
    answer_post_id: Mapped[int | None]  # the standing acceptance, for lists

    author: Mapped[User] = relationship(lazy="raise")
    category: Mapped[Category] = relationship(lazy="raise")

    @property
    def is_question(self) -> bool:
        return self.kind == "question"

    @property
    def path(self) -> str:
        return thread_path(self.id, self.slug)


class Post(db.Model):
    """One message in a thread, numbered from 1; its HTML is made once, at saving."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("author_id", "once"),
        Index("ix_posts_author", "author_id", "id"),
        Index("ix_posts_held", "thread_id", **where("held_at IS NOT NULL")),
        # of opening posts, for the score of a thread; search asks in these very words
        Index("ix_posts_opening_score", "score", "thread_id", **where("number = 1")),
        Index("ix_posts_with_image", "thread_id", **where("{place}(html, '<img') > 0")),
        Index("ix_posts_with_code", "thread_id", **where("{place}(html, '<pre') > 0")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    audience: Mapped[str] = mapped_column(String(16), default="public")
    #: what it does for the question, chosen by its author; None for the opening post
    intent: Mapped[str | None] = mapped_column(String(16))
    #: with intent first_word: by when the next word comes
    next_word_by: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(300), default="")
    render_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    reply_to: Mapped[int | None]  # a number in the same thread
    #: bot, automatic text, import, seed: never counts for a clock
    automatic: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]  # staff say a customer's answer is right
    refuted_at: Mapped[datetime | None]  # or that it is wrong
    #: key against double submission, unique per author
    once: Mapped[str | None] = mapped_column(String(40))

    # the staff badge, frozen when posting: what the author was then; None for customers
    badge_role: Mapped[str | None] = mapped_column(String(12))
    badge_department: Mapped[str | None] = mapped_column(String(60))
    badge_title: Mapped[str | None] = mapped_column(String(60))
    #: a trusted customer when posting (its answer pauses the clock for longer)
    by_trusted: Mapped[bool] = mapped_column(default=False)

    thread: Mapped[Thread] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")

    @property
    def by_team(self) -> bool:
        return self.badge_role is not None

    @property
    def is_opening(self) -> bool:
        return self.number == 1

    @property
    def page(self) -> int:
        return page_of(self.number)


def page_of(number: int) -> int:
    """The page of its thread that holds the post of this number."""
    return (number - 1) // PAGE_POSTS + 1


def thread_path(thread_id: int, slug: str) -> str:
    """The path of a thread below PUBLIC_URL's own path."""
    return f"/t/{thread_id}-{slug}" if slug else f"/t/{thread_id}"


def post_path(thread_id: int, slug: str, number: int) -> str:
    page = page_of(number)
    query = f"?page={page}" if page > 1 else ""
    return f"{thread_path(thread_id, slug)}{query}#p{number}"
