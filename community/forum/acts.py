"""States as rows: who accepted, hid, closed, voted, followed, read, edited, and when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

STANDING = text("withdrawn_at IS NULL")


class Acceptance(db.Model):
    """A post marked as what solved it. Withdrawing ends the row, choosing another adds one."""

    __tablename__ = "acceptances"
    __table_args__ = (
        Index(
            "uq_acceptances_standing",
            "thread_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_acceptances_post", "post_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # None: came by an import
    #: asker · staff · import
    role: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Verification(db.Model):
    """Staff say that a customer's answer is right."""

    __tablename__ = "verifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


class Refutation(db.Model):
    """Staff say that a customer's answer is wrong: the question waits for us again."""

    __tablename__ = "refutations"
    __table_args__ = (
        Index(
            "uq_refutations_standing",
            "post_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


class Hiding(db.Model):
    """A thread (post_id None) or a post softly deleted: who, why, and restored when."""

    __tablename__ = "hidings"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    restored_at: Mapped[datetime | None]
    restored_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Privacy(db.Model):
    """A public post that staff made private: who and when, and public again when."""

    __tablename__ = "privacies"
    __table_args__ = (
        Index(
            "uq_privacies_standing",
            "post_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Closure(db.Model):
    """A thread that takes no more replies: who, why, and reopened when."""

    __tablename__ = "closures"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # None: by the clock
    reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    reopened_at: Mapped[datetime | None]
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class AskersWord(db.Model):
    """The asker said "it works" without choosing a post, or "this did not solve it"."""

    __tablename__ = "askers_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    #: works · still_broken · needs_company (by a trusted customer)
    word: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Nudge(db.Model):
    """The asker was asked about a post by the clock: each round once, however often it rings."""

    __tablename__ = "nudges"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    #: 0: did this answer help? · 1, 2: we still need to know
    round: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Vote(db.Model):
    """A reader found this post helpful; on post 1 it is me-too."""

    __tablename__ = "votes"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Following(db.Model):
    """A person who wants to hear of a thread; unfollowing keeps the row, so that nothing
    automatic signs them up again."""

    __tablename__ = "followings"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Reading(db.Model):
    """How far a person has read a thread: the highest number seen."""

    __tablename__ = "readings"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    number: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime] = mapped_column(default=now)


class Revision(db.Model):
    """What a post said before an edit."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    title: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))  # who replaced it
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Mention(db.Model):
    """A person named in a post."""

    __tablename__ = "mentions"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class ThreadLink(db.Model):
    """Two threads that belong together: a duplicate of the other, or related to it."""

    __tablename__ = "thread_links"
    __table_args__ = (UniqueConstraint("thread_id", "to_thread_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    to_thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    #: duplicate · related
    kind: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=now)


class UnconfirmedQuestion(db.Model):
    """A question written before signing in: it waits unseen until the mail link is used."""

    __tablename__ = "unconfirmed_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    once: Mapped[str | None] = mapped_column(String(40), unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    kind: Mapped[str] = mapped_column(String(12))
    audience: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    published_thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
