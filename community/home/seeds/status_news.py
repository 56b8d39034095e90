"""The demo's status page and news: parts of the service, two outages that are over, three
announcements. None stands as a banner but the newest news: a stranger should see a calm house."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from community import clock
from community.accounts.models import User
from community.extensions import db
from community.forum.naming import slug_of
from community.markup import Rendered
from community.news import announcing
from community.status import reporting
from community.status.models import Component, ComponentGroup

GROUPS = {
    "At home": [
        ("Wallbox cloud", "Starting, stopping and scheduling a charge"),
        ("Firmware updates", "New versions for wallboxes"),
    ],
    "On the phone": [("App", "Android and iOS"), ("Sign-in", "Accounts and two-step codes")],
    "For developers": [("Fleet API", "api.lumen.example"), ("Webhooks", "")],
}


@dataclass(frozen=True)
class Word:
    """One update: after how many minutes, in which stage, with which states."""

    after: int
    stage: str
    text: str
    states: dict[str, str]


@dataclass(frozen=True)
class Outage:
    title: str
    ago: timedelta
    words: tuple[Word, ...]


OUTAGES = (
    Outage(
        "Charges could not be started from the app",
        timedelta(days=9, hours=3),
        (
            Word(
                0,
                "investigating",
                "Starting a charge in the app fails for some people. **The button on the wallbox "
                "works.** We are looking for the cause.",
                {"Wallbox cloud": "partial_outage", "App": "degraded_performance"},
            ),
            Word(
                24,
                "identified",
                "A certificate between app and cloud has expired. We are putting a new one in.",
                {"Wallbox cloud": "partial_outage", "App": "degraded_performance"},
            ),
            Word(
                41,
                "monitoring",
                "The new certificate is in place and charges start again. We keep watching.",
                {"Wallbox cloud": "operational", "App": "operational"},
            ),
            Word(
                95,
                "resolved",
                "This is over. Schedules that fell into these 41 minutes ran late, none was lost. "
                "Certificates now warn us three weeks ahead.",
                {},
            ),
        ),
    ),
    Outage(
        "Webhooks arrive late",
        timedelta(days=4, hours=7),
        (
            Word(
                0,
                "identified",
                "Webhooks are up to 20 minutes late. Nothing is lost; they keep their order.",
                {"Webhooks": "degraded_performance"},
            ),
            Word(70, "resolved", "Webhooks are on time again.", {}),
        ),
    ),
)

NEWS = (
    (
        timedelta(days=34),
        "Wallbox 2 now charges on solar surplus alone",
        """From firmware **5.2** on, Wallbox 2 can follow what your roof gives:

- *Sun only* starts at 1.4 kW of surplus and pauses below it.
- *Sun first* fills up with power from the grid until your departure time.

You find both under **Charging → Mode**. Wallbox 1 stays as it is: it cannot change phases.""",
        0,
    ),
    (
        timedelta(days=12),
        "The Fleet API gets a higher limit in December",
        """On **1 December** the Fleet API's limit rises from 60 to 300 calls a minute for everybody
on a team plan. The headers stay the same, so clients that read `RateLimit-Remaining` need no
change.""",
        0,
    ),
    (
        timedelta(days=2, hours=5),
        "App 4.13 is out: schedules for every day of the week",
        """Version **4.13** is in both stores.

1. A schedule of its own for each weekday.
2. The widget shows the running charge.
3. Signing in once is enough again on most phones; the rest follows in 4.13.1.

Tell us in *The Lumen app* how it works for you.""",
        6,
    ),
)


def sources() -> list[str]:
    return [word.text for outage in OUTAGES for word in outage.words] + [row[2] for row in NEWS]


def settle(texts: dict[str, Rendered], today: datetime) -> None:
    """Inside writing(), muted: all of it lies in the past."""
    parts = _components(today - timedelta(days=400))
    sam = db.session.scalars(select(User).where(User.username == "sam")).one()
    for outage in OUTAGES:
        _play(outage, parts, texts, today, sam)
    author = db.session.scalars(select(User).where(User.username == "max")).one()
    for ago, title, text, days in NEWS:
        with clock.set_to(today - ago):
            until = clock.now() + timedelta(days=days) if days else None
            announcing.announce(
                title, slug_of(title), text, texts[text], author, banner_until=until
            )


def _components(since: datetime) -> dict[str, int]:
    found = {}
    for position, (name, members) in enumerate(GROUPS.items()):
        group = ComponentGroup(name=name, position=position)
        db.session.add(group)
        db.session.flush()
        for place, (part, what) in enumerate(members):
            row = Component(
                name=part,
                description=what,
                group_id=group.id,
                position=place,
                created_at=since,
                updated_at=since,
            )
            db.session.add(row)
            db.session.flush()
            found[part] = row.id
    return found


def _play(
    outage: Outage, parts: dict[str, int], texts: dict[str, Rendered], today: datetime, by: User
) -> None:
    incident = None
    for word in outage.words:
        states = {parts[name]: state for name, state in word.states.items()}
        with clock.set_to(today - outage.ago + timedelta(minutes=word.after)):
            body = texts[word.text]
            if incident is None:
                incident = reporting.open_incident(
                    outage.title, word.text, body, states, by, word.stage
                )
            else:
                reporting.update_incident(incident, word.stage, word.text, body, states, by)
