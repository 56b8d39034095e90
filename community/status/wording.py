"""What is said again and again, worded while nothing was on fire: ours, and the staff's own."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from community.accounts.models import User
from community.clock import now
from community.extensions import db, hold
from community.journal import note
from community.status.models import IncidentTemplate
from community.status.ordering import Refused


@dataclass(frozen=True)
class Wording:
    name: str
    stage: str
    body: str


def standard() -> list[Wording]:
    """One for each stage, as people know them from other status pages."""
    return [
        Wording(
            _("We are looking"),
            "investigating",
            _("We are looking into this and will write again as soon as we know more."),
        ),
        Wording(
            _("We found it"), "identified", _("We found the cause and are working on a remedy.")
        ),
        Wording(
            _("Mended"),
            "monitoring",
            _("We have mended this. We keep watching to be sure that it stays so."),
        ),
        Wording(_("Over"), "resolved", _("This is over. Thank you for your patience.")),
        Wording(
            _("What happened"),
            "postmortem",
            _("**What happened**\n\n**Why**\n\n**What we do so that it does not happen again**"),
        ),
        Wording(
            _("Planned work"),
            "scheduled",
            _("We are going to do some work. Meanwhile this does not work: … All else goes on."),
        ),
        Wording(_("It has begun"), "in_progress", _("The planned work has begun.")),
        Wording(
            _("We are checking"),
            "verifying",
            _("The work is done. We are checking that everything runs as it should."),
        ),
        Wording(
            _("Finished"), "completed", _("The planned work is finished. Thank you for waiting.")
        ),
        Wording(
            _("Called off"),
            "cancelled",
            _("We do not do this work at the time announced. We will tell you the new one."),
        ),
    ]


def offered(stages: tuple[str, ...]) -> list[Wording]:
    """The staff's own first, then ours, for these stages."""
    own = select(IncidentTemplate).order_by(IncidentTemplate.name)
    rows = [Wording(row.name, row.stage or "", row.body) for row in db.session.scalars(own)]
    return [one for one in rows + standard() if one.stage in ("", *stages)]


def keep(
    row: IncidentTemplate | None, name: str, stage: str, body: str, by: User
) -> IncidentTemplate:
    """Write a new one, or change one that is there."""
    hold("incident_template", name.lower())
    twin = db.session.scalar(select(IncidentTemplate).where(IncidentTemplate.name == name))
    if twin is not None and twin is not row:
        raise Refused(_("There is one of this name already."))
    row = row or IncidentTemplate(name=name)
    row.name, row.stage, row.body, row.by_id, row.updated_at = (
        name,
        stage or None,
        body,
        by.id,
        now(),
    )
    db.session.add(row)
    db.session.flush()
    note("change", "incident_template", row.id, by.id)
    return row


def remove(row: IncidentTemplate, by: User) -> None:
    note("remove", "incident_template", row.id, by.id)
    db.session.delete(row)
