"""What is known of a category: how often its customers help each other, and what was decided."""

import re
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

SUBJECTS = ("ordinary", "billing", "account", "security")
#: what a category is taken for by its name until somebody says otherwise
GUESSES = {
    "billing": r"billing|bills?|invoices?|payments?|refunds?|rechnung\w*|zahlung\w*|abrechnung\w*",
    "account": r"accounts?|sign-?in|log-?in|passwords?|profile|konto|konten|anmeld\w*|passw\w*",
    "security": r"security|secure|privacy|fraud|phishing|abuse|sicherheit|datenschutz",
}


class CustomersFirst(db.Model):
    """One row a category, once it was reckoned or marked."""

    __tablename__ = "desk_customers_first"

    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), primary_key=True)
    #: one of SUBJECTS, as staff said; None: nobody said
    subject: Mapped[str | None] = mapped_column(String(10))
    #: since when questions here are left to customers first; None: they are not
    on_since: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    #: of the last eight weeks: questions, and how many a customer's accepted answer solved
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    by_customers: Mapped[int] = mapped_column(default=0, server_default="0")
    #: minutes within which three of four had a customer's answer; None: fewer have
    usual: Mapped[float | None]
    reckoned_at: Mapped[datetime] = mapped_column(default=now)


def subject_by_name(slug: str, name: str) -> str:
    """What a category is about, as far as its name tells."""
    words = f"{slug} {name}".lower()
    for subject, pattern in GUESSES.items():
        if re.search(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", words):
            return subject
    return "ordinary"
