"""The words of what everybody may read: what typing mistakes are compared with."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import db

LONGEST_TERM = 32  # letters; longer words are nobody's typing mistake
EDGE = 3  # letters of a word's beginning and end that are looked up


class SearchTerm(db.Model):
    """A word as it is written, folded, with the number of public threads that have it."""

    __tablename__ = "search_terms"
    __table_args__ = (
        Index("ix_search_terms_beginning", "beginning", "length"),
        Index("ix_search_terms_ending", "ending", "length"),
    )

    word: Mapped[str] = mapped_column(String(LONGEST_TERM), primary_key=True)
    threads: Mapped[int]
    length: Mapped[int]
    beginning: Mapped[str] = mapped_column(String(EDGE))
    ending: Mapped[str] = mapped_column(String(EDGE))


class ThreadTerms(db.Model):
    """Which words one thread was counted with, packed: an edit takes back what it took away."""

    __tablename__ = "search_thread_terms"

    thread_id: Mapped[int] = mapped_column(
        ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    packed: Mapped[bytes] = mapped_column(LargeBinary)
