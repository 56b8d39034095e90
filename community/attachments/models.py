"""A stored picture, and who brought it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class Upload(db.Model):
    """One person brought one picture; the same picture of two people is one file."""

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("key", "uploader_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the stored file: its name, and impossible to guess
    key: Mapped[str] = mapped_column(String(64))
    ending: Mapped[str] = mapped_column(String(5))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    uploader_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def path(self) -> str:
        return f"/uploads/{self.key}.{self.ending}"
