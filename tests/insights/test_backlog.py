"""What waited at the end of each day: by hand, and always as many as the list behind it."""

import random
from datetime import timedelta

import pytest

from community import clock
from community.accounts.readers import reader_of
from community.extensions import db, writing
from community.forum import closing, posting, telling
from community.forum.models import Thread
from community.insights import asking, lists, showing
from community.insights.reckoning import STATES
from tests.forum.conftest import rendered
from tests.insights.written import DAY, HOUR, NOON, asked, count


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def backlog(cast, **args) -> dict[str, dict[str, int]]:
    view = asking.view_of(args, reader_of(cast.sam))
    told = showing.figures_of(view)
    moments = dict(view.days)
    for day, bands in told.days[-8:] + told.days[::7]:
        for band, number in bands.items():
            behind = lists.waiting(view, moments[day], band, reader_of(cast.sam))
            assert lists.count(behind) == number, (day, band)
        everything = lists.waiting(view, moments[day], "all", reader_of(cast.sam))
        assert lists.count(everything) == sum(bands.values()) - bands["needs_info"]
    return {day: {b: n for b, n in bands.items() if n} for day, bands in told.days}


def reply(cast, thread_id: int, who: str, intent: str, at) -> None:
    with clock.set_to(at), writing():
        thread = db.session.get(Thread, thread_id)
        posting.reply(thread, getattr(cast, who), "Yes", rendered("Yes"), intent=intent)


def test_a_wait_begins_ends_and_begins_again(cast):
    monday = NOON - 2 * DAY
    thread_id = asked(cast, monday)
    reply(cast, thread_id, "sam", "answer", monday + 1 * HOUR)
    reply(cast, thread_id, "ana", "still_need_help", monday + 20 * HOUR)  # Tuesday, 8:00
    count()
    said = backlog(cast)
    assert said["2026-11-23"] == {}  # answered within the hour
    assert said["2026-11-24"] == {"day": 1}  # 16 hours
    assert said["2026-11-25"] == {"days": 1}  # 28 hours, as of noon


def test_it_grows_older_from_band_to_band(cast):
    asked(cast, NOON - 30 * DAY)
    count()
    said = backlog(cast, weeks="26")
    assert said["2026-10-25"] == {}
    assert said["2026-10-26"] == {"day": 1}
    assert said["2026-10-27"] == {"days": 1}
    assert said["2026-10-29"] == {"week": 1}
    assert said["2026-11-02"] == {"weeks": 1}
    assert said["2026-11-23"] == {"older": 1}
    assert len(said) == 26 * 7


def test_waiting_for_details_stands_apart(cast):
    thread_id = asked(cast, NOON - 3 * DAY)
    reply(cast, thread_id, "sam", "need_info", NOON - 2 * DAY)
    reply(cast, thread_id, "ana", "addition", NOON - HOUR)
    count()
    said = backlog(cast)
    assert said["2026-11-22"] == {"day": 1}
    assert said["2026-11-23"] == said["2026-11-24"] == {"needs_info": 1}
    assert said["2026-11-25"] == {"day": 1}  # since the details came


def test_what_was_asked_long_ago_and_waits_still_is_there(cast):
    asked(cast, NOON - 800 * DAY)
    count()
    assert {str(bands) for bands in backlog(cast, weeks="26").values()} == {"{'older': 1}"}


def test_any_past_gives_lists_as_long_as_the_figures(cast):
    chance = random.Random(5)
    for _one in range(25):
        at = NOON - timedelta(minutes=chance.randrange(40 * 1440))
        thread_id = asked(cast, at, category_id=cast.categories[chance.choice(["help", "crew"])])
        for _act in range(chance.randrange(4)):
            at += timedelta(minutes=chance.randrange(9 * 1440))
            if at >= NOON:
                break
            act(cast, chance, thread_id, at)
    count()
    everywhere, crew = backlog(cast), backlog(cast, category="crew")
    assert any(everywhere.values()) and everywhere != crew
    backlog(cast, tier="gold", weeks="4")


def act(cast, chance, thread_id, at) -> None:
    what = chance.choice(["answer", "need_info", "still", "close", "works"])
    if what in ("answer", "need_info"):
        reply(cast, thread_id, "sam", what, at)
        return
    with clock.set_to(at), writing():
        thread = db.session.get(Thread, thread_id)
        if what == "close" and not thread.closed_at:
            closing.close(thread, cast.sam, "")
        elif what == "still":
            telling.say_still_broken(thread, cast.ana)
        elif what == "works":
            telling.say_works(thread, cast.ana)


def test_every_band_has_a_name_on_the_page(cast, browser_of):
    asked(cast, NOON - DAY)
    count()
    page = browser_of("sam").get("/insights").text
    assert all(f"bar-box--{state}" in page for state in STATES)
    assert 'data-day="2026-11-25"' in browser_of("sam").get("/insights/days").text
