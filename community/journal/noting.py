"""Add one line to the journal, in the transaction of the act."""

from typing import Any

from community.extensions import db
from community.journal.models import JournalEntry


def note(
    action: str, subject: str, subject_id: int | None, by_id: int | None, **detail: Any
) -> None:
    """`note("hide", "post", 7, by_id=3, reason="spam")`."""
    db.session.add(
        JournalEntry(
            action=action, subject=subject, subject_id=subject_id, by_id=by_id, detail=detail
        )
    )
