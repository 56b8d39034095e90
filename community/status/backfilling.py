"""An incident told after it was over, for the record: in history and figures, news to nobody."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db, hold
from community.journal import note
from community.markup.result import Rendered
from community.status.events import HistoryFilled
from community.status.following import add_spell
from community.status.models import Incident
from community.status.ordering import Refused
from community.status.reporting import COMPUTED, set_impact
from community.status.telling import States, Word, say


def backfill(
    title: str,
    source: str,
    body: Rendered,
    states: States,
    by: User | None,
    began: datetime,
    ended: datetime,
    *,
    impact: str = COMPUTED,
    once: str | None = None,
) -> Incident:
    """Write it into the past. Components that run now stay as they are."""
    hold("incident", "opening")
    twin = once and db.session.scalar(select(Incident).where(Incident.once == once))
    if twin:
        return twin
    if ended <= began:
        raise Refused(_("The end must come after the start."))
    if ended > now():
        raise Refused(_("That end is still to come. If it is not over, report an incident."))
    by_id = by.id if by else None
    incident = Incident(title=title, by_id=by_id, once=once, stage="resolved", backfilled=True)
    incident.started_at = began
    db.session.add(incident)
    db.session.flush()
    set_impact(incident, impact)
    word = Word("resolved", source, body.html, by_id, states, shown_at=ended, deliver=False)
    say(incident, word)
    for component_id, state in states.items():
        add_spell(component_id, state, incident.id, began, ended)
    note("backfill", "incident", incident.id, by_id)
    outbox.record(HistoryFilled(incident.id))
    return incident
