"""Real incidents of seven years, told afterwards: pages, feeds, API and bars hold them."""

import json
from datetime import datetime, timedelta

import pytest
from defusedxml import ElementTree
from markupsafe import escape

from community import clock
from community.extensions import db, writing
from community.markup.result import Rendered
from community.status import backfilling
from community.status.history import bars_of
from community.status.models import Component, Incident
from tests.paths import shared

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
STATES = {"minor": "degraded_performance", "major": "partial_outage", "critical": "major_outage"}
LAST = "2026-08-21"


@pytest.fixture
def told(app, cast) -> list[dict]:
    """All that were not planned and have a length, as somebody would type them in."""
    lines = shared("statuspage", "githubstatus-history-mrshu", "incidents.jsonl").read_text()
    rows = [json.loads(line) for line in lines.splitlines()]
    rows = [row for row in rows if row["started_at"] < row["resolved_at"]]
    rows = [row for row in rows if row["impact"] != "maintenance"]
    names = sorted({name for row in rows for name in row.get("components", [])})
    with writing():
        parts = {name: Component(name=name[:80]) for name in names}
        db.session.add_all(parts.values())
        db.session.flush()
        for part in parts.values():
            part.created_at = datetime.fromisoformat("2019-01-01T00:00:00+00:00")
        for row in rows:
            text = row["updates"][-1]["message"] if row["updates"] else row["title"]
            states = {
                parts[name].id: STATES.get(row["impact"], "degraded_performance")
                for name in row.get("components", [])
            }
            backfilling.backfill(
                row["title"][:200],
                text,
                Rendered(f"<p>{escape(text)}</p>", text[:200]),
                states,
                cast.sam,
                datetime.fromisoformat(row["started_at"]),
                datetime.fromisoformat(row["resolved_at"]),
            )
    return rows


def test_seven_years_are_readable(told, client):
    assert len(told) > 600
    assert db.session.query(Incident).count() == len(told)
    busy = max({row["started_at"][:7] for row in told}, key=lambda m: months(told)[m])
    page = client.get(f"/status/history/{busy}").text
    assert page.count("data-incident=") == months(told)[busy]
    assert len(client.get("/api/v2/incidents.json").json["incidents"]) == 50
    feed = ElementTree.fromstring(client.get("/status/history.atom").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 25
    assert "data-banner" not in client.get("/status").text


def months(rows) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        month = row["started_at"][:7]
        counts[month] = counts.get(month, 0) + 1
    return counts


def test_the_bars_agree_with_a_plain_count(told):
    """The days with trouble of each part, counted from the file alone."""
    end = datetime.fromisoformat(f"{LAST}T23:00:00+00:00")
    with clock.set_to(end):
        parts = db.session.query(Component).all()
        bars = bars_of(parts)
    since = end.replace(hour=0) - timedelta(days=89)
    seen = 0
    for part in parts:
        days = set()
        for row in told:
            if part.name in row.get("components", []):
                began = max(datetime.fromisoformat(row["started_at"]), since)
                ended = min(datetime.fromisoformat(row["resolved_at"]), end)
                while began < ended:
                    days.add(began.date())
                    began = began.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        assert {one.day for one in bars[part.id].troubled} == days, part.name
        seen += len(days)
    assert seen > 30
