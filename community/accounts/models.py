"""People, their organisations, their sessions, and the one-time keys they get by mail."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.clock import now
from community.extensions import db

ROLES = ("customer", "staff", "moderator", "marketing", "admin")
STAFF_ROLES = frozenset({"staff", "moderator", "admin"})  # work the queue, read internal notes
TEAM_ROLES = STAFF_ROLES | {"marketing"}  # speak for the company: wear the badge


class Organisation(db.Model):
    """A customer's company; set by the host, never by the customer."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str | None] = mapped_column(String(40))
    plan: Mapped[str | None] = mapped_column(String(40))
    products: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)


class User(db.Model):
    """A person. `User.posts` does not exist: ask the room that owns the thing."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(80))
    #: None for people who came by an import and have not claimed their account
    email: Mapped[str | None] = mapped_column(String(254))
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    #: a set of ROLES, as words between commas; changed by accounts.roles alone
    roles: Mapped[str] = mapped_column(String(80), default="customer")
    department: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[str | None] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(Text, default="")
    time_zone: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str | None] = mapped_column(String(12))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    #: customers whose answers proved good: their reply pauses the clock for longer
    trusted_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    imported_from: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    # Flask-Login asks these of a user
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return not self.is_suspended and self.closed_at is None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > now()

    @property
    def role_set(self) -> frozenset[str]:
        return _words(self.roles)

    @property
    def is_staff(self) -> bool:
        """Works the queue and reads internal notes."""
        return bool(self.role_set & STAFF_ROLES)

    @property
    def is_team(self) -> bool:
        """Speaks for the company."""
        return bool(self.role_set & TEAM_ROLES)

    @property
    def is_moderator(self) -> bool:
        return bool(self.role_set & {"moderator", "admin"})

    @property
    def is_marketing(self) -> bool:
        return bool(self.role_set & {"marketing", "admin"})

    @property
    def is_admin(self) -> bool:
        return "admin" in self.role_set

    @property
    def role_now(self) -> str:
        """The strongest role, for badges and for the rows that say in which role one acted."""
        for role in ("admin", "moderator", "staff", "marketing"):
            if role in self.role_set:
                return role
        return "trusted" if self.trusted_at else "customer"


@lru_cache(maxsize=100)
def _words(roles: str) -> frozenset[str]:
    """A page asks a dozen times what its reader may do."""
    return frozenset(roles.split(","))


Index("uq_users_username_lower", func.lower(User.username), unique=True)
Index("uq_users_email_lower", func.lower(User.email), unique=True)
Index(
    "ix_users_name_lower",
    func.lower(User.name).label("name_lower"),
    postgresql_ops={"name_lower": "text_pattern_ops"},  # for beginnings, whatever the collation
)


class UserSession(db.Model):
    """One signed-in browser. Ended on the server, so that a stolen cookie dies with it."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the key in the cookie: a leaked database opens no session
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    agent: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]
    #: why it ended: signed_out · password_changed · suspended · by_owner · closed
    ended_by: Mapped[str | None] = mapped_column(String(20))


class OneTimeKey(db.Model):
    """A secret sent by mail: works once, for one purpose, until it expires."""

    __tablename__ = "one_time_keys"
    __table_args__ = (Index("ix_one_time_keys_email", "purpose", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: reset_password · sign_in_code · sign_up · change_email · claim_account
    purpose: Mapped[str] = mapped_column(String(20))
    key_hash: Mapped[str] = mapped_column(String(64), index=True)
    email: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    #: what is to happen when the key is used: the account that waits for its confirmation
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
