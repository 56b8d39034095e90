"""The search log: what was looked for, what it led to, and the marks that tell people apart."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class Search(db.Model):
    """One person's search for the same words on one day; no account, no network address."""

    __tablename__ = "searches"
    __table_args__ = (
        Index("ix_searches_stems", "stems", "searched_at"),
        Index("ix_searches_thread", "thread_id", "searched_at"),
        Index("ix_searches_at", "searched_at"),
        Index("ix_searches_mark", "mark", "searched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    searched_at: Mapped[datetime] = mapped_column(default=now)
    #: as typed, folded, without addresses, numbers and secrets (search/masking.py)
    words: Mapped[str] = mapped_column(String(120))
    stems: Mapped[str] = mapped_column(String(120))
    #: keys, and values that are words of ours
    filters: Mapped[str] = mapped_column(String(120), default="")
    #: readable hits, at most 100; of what was typed, not of a correction
    results: Mapped[int]
    #: person · team · crawler; only people count
    who: Mapped[str] = mapped_column(String(8))
    #: page · typing (fragments that were never sent: they count only if something was opened)
    way: Mapped[str] = mapped_column(String(8))
    #: tells people apart, for two weeks (search/marks.py)
    mark: Mapped[str] = mapped_column(String(32))
    #: the same with a salt that changes a week later; goes when no window needs it
    second_mark: Mapped[str | None] = mapped_column(String(32))
    #: by which a click is known to belong here; goes after two days
    key: Mapped[str | None] = mapped_column(String(32), unique=True)
    #: the hit that was opened last; no foreign key: the log outlives what it led to
    thread_id: Mapped[int | None]
    place: Mapped[int | None]  # of that hit, from 1
    #: that thread had no answer then, and was somebody else's
    unanswered: Mapped[bool] = mapped_column(default=False)
    #: nothing · opened · asked · solved (a question avoided)
    led_to: Mapped[str] = mapped_column(String(8), default="nothing")


class SearchSalt(db.Model):
    """A random salt for the marks of two weeks, thrown away at their end: nobody, we included,
    can tell afterwards whose mark it was."""

    __tablename__ = "search_salts"

    period: Mapped[str] = mapped_column(String(12), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime]


class SearchDay(db.Model):
    """What stays of old searches: counts by day and phrase. Words that fewer than five people
    looked for are not kept: they stand together as ''."""

    __tablename__ = "search_days"
    __table_args__ = (UniqueConstraint("day", "stems"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    stems: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(String(120))
    searches: Mapped[int]
    people: Mapped[int]
    without_result: Mapped[int]
    opened: Mapped[int]
    asked: Mapped[int]


class QuestionAvoided(db.Model):
    """Somebody who was about to ask found it solved, or said "I have this too" instead.

    The mark is made of thread and person together: it keeps the same person from counting twice
    for one thread, and ties nothing to nobody across threads.
    """

    __tablename__ = "questions_avoided"
    __table_args__ = (UniqueConstraint("thread_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int]
    mark: Mapped[str] = mapped_column(String(32))
    #: solved · me_too
    how: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
