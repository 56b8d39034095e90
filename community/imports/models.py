"""Which record of another system became which of ours, so that an import can be repeated."""

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import db


class ExternalId(db.Model):
    """One record of a source: `("quantum", "post", "18")` is our post 341."""

    __tablename__ = "external_ids"
    __table_args__ = (
        UniqueConstraint("source", "kind", "external_id"),
        Index("ix_external_ids_local", "kind", "local_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(60))
    #: person · thread · post
    kind: Mapped[str] = mapped_column(String(10))
    external_id: Mapped[str] = mapped_column(String(80))
    local_id: Mapped[int]
