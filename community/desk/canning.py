"""Canned replies are proposed by any of us, approved by a lead, changed, removed, counted."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from community import journal
from community.accounts.models import User
from community.clock import now
from community.desk import duties
from community.desk.canned_filling import Unfit, check
from community.desk.canned_models import CannedReply, CannedUse
from community.extensions import db, hold

MOST = 1_000  # canned replies: nobody finds one among more
KEY = "canned"


class ChangedMeanwhile(Exception):
    """Somebody else changed or removed it since it was shown."""


def propose(title: str, source: str, by: User, replaces: CannedReply | None = None) -> CannedReply:
    """A new one; a moderator's own serves at once. Inside writing()."""
    check(source)
    hold(KEY)
    same = select(CannedReply).where(CannedReply.title == title, CannedReply.source == source)
    found = db.session.scalars(same).first()
    if found:
        return found
    if (db.session.scalar(select(func.count()).select_from(CannedReply)) or 0) >= MOST:
        raise Unfit(_("There are %(count)d canned replies: remove some first.", count=MOST))
    made = CannedReply(title=title, source=source, written_by_id=by.id)
    made.replaces_id = replaces.id if replaces else None
    db.session.add(made)
    db.session.flush()
    journal.note("propose", "canned_reply", made.id, by.id, title=title)
    if may_approve(by):
        return approve(made.id, by) or made
    return made


def change(canned_id: int, version: int, title: str, source: str, by: User) -> CannedReply:
    """Moderators change what serves, and everybody their own proposal; else it is a proposal."""
    check(source)
    hold(KEY)
    canned = db.session.get(CannedReply, canned_id)
    if canned is None or canned.version != version:
        raise ChangedMeanwhile
    if (canned.title, canned.source) == (title, source):
        return canned
    if not may_change(by, canned):
        return propose(title, source, by, replaces=canned)
    before = {"title": canned.title, "source": canned.source}
    canned.title, canned.source, canned.changed_at = title, source, now()
    canned.version += 1
    journal.note("edit", "canned_reply", canned.id, by.id, before=before)
    return canned


def may_approve(user: User | None) -> bool:
    """Moderators, and who leads the desk."""
    if user is None or not user.is_staff:
        return False
    return user.is_moderator or duties.holds(user.id, "lead")


def may_change(user: User, canned: CannedReply) -> bool:
    """At once, without a proposal; the same people may remove it."""
    return may_approve(user) or (canned.approved_at is None and canned.written_by_id == user.id)


def approve(canned_id: int, by: User) -> CannedReply | None:
    """It serves from now on; a proposal to change another one takes its place, and its count."""
    hold(KEY)
    canned = db.session.get(CannedReply, canned_id)
    if canned is None or canned.approved_at:
        return canned
    journal.note("approve", "canned_reply", canned.id, by.id, title=canned.title)
    replaced = db.session.get(CannedReply, canned.replaces_id) if canned.replaces_id else None
    if replaced is None:
        canned.approved_at, canned.approved_by_id = now(), by.id
        canned.replaces_id = None
        return canned
    replaced.title, replaced.source = canned.title, canned.source
    replaced.written_by_id, replaced.changed_at = canned.written_by_id, now()
    replaced.approved_at, replaced.approved_by_id = now(), by.id
    replaced.version += 1
    db.session.delete(canned)
    return replaced


def remove(canned_id: int, by: User) -> None:
    """What is gone already is gone."""
    hold(KEY)
    canned = db.session.get(CannedReply, canned_id)
    if canned is None:
        return
    for proposal in db.session.scalars(select(CannedReply).filter_by(replaces_id=canned.id)):
        proposal.replaces_id = None
    for use in db.session.scalars(select(CannedUse).filter_by(canned_id=canned.id)):
        db.session.delete(use)
    db.session.flush()
    db.session.delete(canned)
    journal.note("remove", "canned_reply", canned_id, by.id, title=canned.title)


def count_use(canned_id: int, thread_id: int, by: User) -> None:
    """It was put into a reply; the same once more counts no second time."""
    hold(KEY, canned_id, by.id)
    mine = {"canned_id": canned_id, "thread_id": thread_id, "by_id": by.id}
    if db.session.scalar(select(CannedUse.id).filter_by(**mine)) is None:
        db.session.add(CannedUse(**mine))
