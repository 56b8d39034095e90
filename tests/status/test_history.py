"""The bars of 90 days: days of the company, the worst state of each, uptime that never flatters."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from community import clock
from community.extensions import db, writing
from community.status import history
from community.status.following import add_spell
from community.status.history import Spell, worst_seconds
from community.status.models import Component
from community.status.moments import LeftOut, read_local
from tests.status.test_reporting import parts

__all__ = ["parts"]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


def bars(parts, *spells, listed=NOON - 400 * DAY):
    with clock.set_to(NOON):
        with writing():
            login = db.session.get(Component, parts["Login"])
            login.created_at = listed
            for state, began, ended in spells:
                add_spell(login.id, state, None, began, ended)
        login = db.session.get(Component, parts["Login"])
        return history.bars_of([login])[login.id]


def test_a_calm_time_is_one_line(parts):
    found = bars(parts)
    assert found.states == ["operational"] * 90
    assert found.paths == [("operational", "M0 12h360")]
    assert found.uptime == 100.0 and found.troubled == []


def test_a_day_shows_its_worst_state_and_how_long(parts):
    found = bars(
        parts,
        ("degraded_performance", NOON - 2 * DAY, NOON - 2 * DAY + 3 * HOUR),
        ("major_outage", NOON - 2 * DAY + HOUR, NOON - 2 * DAY + 2 * HOUR),
    )
    assert found.states[-3] == "major_outage"
    assert found.troubled[0].minutes == 180
    assert dict(found.paths)["major_outage"] == "M348 12h4"


def test_a_spell_over_midnight_is_in_both_days_and_one_that_runs_ends_now(parts):
    found = bars(parts, ("partial_outage", NOON - 13 * HOUR, None))
    assert found.states[-2:] == ["partial_outage", "partial_outage"]
    assert [day.minutes for day in found.troubled] == [12 * 60, 60]


def test_days_before_it_was_listed_are_unknown(parts):
    found = bars(parts, listed=NOON - 10 * DAY)
    assert found.states[0] == "unknown" and found.states[-1] == "operational"
    assert found.states.count("operational") == 11


def test_uptime_weighs_as_the_formula_says_and_is_cut_off(parts):
    ten = NOON - 10 * DAY
    found = bars(parts, ("major_outage", NOON - HOUR, NOON), listed=ten)
    assert found.uptime == 99.58  # 100 - 1/240: 99.5833…
    found = bars(parts, ("partial_outage", NOON - 11 * HOUR, NOON - HOUR), listed=ten)
    assert found.uptime == pytest.approx(98.33)  # three of those ten hours more
    assert bars(parts, listed=NOON).uptime is None


def test_maintenance_and_slowness_cost_no_uptime(parts):
    found = bars(
        parts,
        ("under_maintenance", NOON - 5 * HOUR, NOON),
        ("degraded_performance", NOON - 9 * HOUR, NOON - 5 * HOUR),
    )
    assert found.uptime == 100.0 and found.states[-1] == "degraded_performance"


def test_overlapping_spells_count_once():
    def spell(state, first, last):
        return Spell(state, NOON + first * HOUR, NOON + last * HOUR)

    spells = [
        spell("partial_outage", 0, 4),
        spell("partial_outage", 2, 6),
        spell("major_outage", 3, 5),
    ]
    seconds = worst_seconds(spells, NOON, NOON + 5.5 * HOUR)
    assert seconds == {"partial_outage": 3.5 * 3600, "major_outage": 2 * 3600}


def test_percentages_stand_only_where_they_are_switched_on(parts, client, whole_app, monkeypatch):
    from dataclasses import replace

    assert "% uptime" not in client.get("/status").text
    settings = replace(whole_app.config["SETTINGS"], status_uptime=True)
    monkeypatch.setitem(whole_app.config, "SETTINGS", settings)
    assert "100.0 % uptime" in client.get("/status?page=2").text


def test_a_day_of_a_clock_change_has_its_own_length(parts, whole_app, monkeypatch):
    from dataclasses import replace

    settings = replace(whole_app.config["SETTINGS"], time_zone="Europe/Berlin")
    monkeypatch.setitem(whole_app.config, "SETTINGS", settings)
    edges = history._edges(BERLIN, NOON)
    lengths = {b - a for a, b in pairwise(edges)}
    assert lengths == {24 * HOUR, 25 * HOUR}  # 25 October 2026
    found = bars(parts, ("major_outage", datetime(2026, 10, 24, 22, tzinfo=UTC), NOON - 25 * DAY))
    assert max(day.minutes for day in found.troubled) == 25 * 60


def test_an_hour_that_does_not_exist_is_refused():
    with pytest.raises(LeftOut):
        read_local("2026-03-29T02:30", BERLIN)


def test_an_hour_that_comes_twice_begins_first_and_ends_last():
    begins = read_local("2026-10-25T02:30", BERLIN)
    ends = read_local("2026-10-25T02:30", BERLIN, second=True)
    assert ends - begins == HOUR


def test_work_over_a_clock_change_lasts_as_long_as_was_announced(parts):
    """Two to four at night, while the clocks go back at three: three hours, and none is lost."""
    begins = read_local("2026-10-25T02:00", BERLIN)
    ends = read_local("2026-10-25T04:00", BERLIN, second=True)
    assert ends - begins == 3 * HOUR
    assert (
        read_local("2026-03-29T04:00", BERLIN) - read_local("2026-03-29T01:00", BERLIN) == 2 * HOUR
    )
