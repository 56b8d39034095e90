"""What the asker reads: one sentence, true for its reader's clock, and for nobody else."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community import clock
from community.desk import claiming, expecting
from community.desk.models import DeskClock
from community.desk.reasons import moment_words
from community.extensions import db, writing
from community.forum import waiting
from community.forum.models import Thread
from tests.desk.test_queue import question
from tests.forum.written import written_thread

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, on duty
EVENING = datetime(2026, 11, 20, 20, tzinfo=UTC)  # a Friday, off duty until Monday
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def noon(app):
    with clock.set_to(NOON):
        yield


def words_for(browser_of, who: str, thread_id: int) -> str:
    page = browser_of(who).get(f"/t/{thread_id}-why").text
    _before, _mark, rest = page.partition("data-expectation=")
    return rest.partition("</section>")[0]


def live_in(cast, who: str, zone: str) -> None:
    with writing():
        getattr(cast, who).time_zone = zone


def test_on_duty_it_names_the_hours(noon, cast, browser_of):
    thread_id = question(cast, timedelta(hours=2))
    assert "Our team answers here Monday to Friday, 9:00 to 17:00." in words_for(
        browser_of, "ana", thread_id
    )


def test_off_duty_it_names_the_morning_in_the_readers_zone(app, cast, browser_of):
    live_in(cast, "ana", "Europe/Berlin")
    with clock.set_to(NOON):
        thread_id = question(cast, timedelta(days=9))
    with clock.set_to(EVENING + timedelta(days=7)):
        words = words_for(browser_of, "ana", thread_id)
    assert 'datetime="2026-11-30T09:00:00Z">Monday at 10:00</time>' in words
    assert "<span data-yours>, your time</span>" in words


def test_a_reader_without_a_zone_is_told_whose_time_it_is(app, cast, browser_of):
    with clock.set_to(NOON):
        thread_id = question(cast, timedelta(days=9))
    with clock.set_to(EVENING + timedelta(days=7)):
        words = words_for(browser_of, "ana", thread_id)
    assert "Monday at 9:00 UTC</time>" in words
    assert "<span data-yours hidden>" in words


def test_late_is_said_with_the_moment_we_aimed_for(noon, cast, browser_of):
    thread_id = question(cast, timedelta(minutes=-55))
    words = words_for(browser_of, "ana", thread_id)
    assert "We are late: we aimed for" in words and "11:05 UTC" in words
    assert "Next word" not in words


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"])
def test_what_is_said_about_closing_is_when_it_closes(noon, cast, zone):
    live_in(cast, "ana", zone)
    asked = NOON - timedelta(days=1, hours=8)
    thread_id = written_thread(cast, support_state="needs_info", info_asked_at=asked)
    expected = expecting.expectation(db.session.get(Thread, thread_id))
    assert expected.at == waiting.closes_at(asked, ZoneInfo(zone))


def test_only_the_asker_their_organisation_and_staff_read_it(noon, cast, browser_of):
    thread_id = question(cast, timedelta(hours=2))
    with writing():
        cast.max.organisation_id = cast.ana.organisation_id
    read = {who: bool(words_for(browser_of, who, thread_id)) for who in ("ana", "max", "sam")}
    assert read == {"ana": True, "max": True, "sam": True}
    assert not words_for(browser_of, "ben", thread_id)


@pytest.mark.parametrize(
    ("moment", "due_in", "case", "until"),
    [
        (NOON, 120, "on_duty", NOON + timedelta(hours=2)),  # then it is late
        (NOON, 600, "on_duty", NOON + timedelta(hours=5)),  # then nobody works
        (EVENING, 9000, "off_duty", EVENING + timedelta(days=2, hours=13)),  # then we are back
    ],
)
def test_a_sentence_knows_how_long_it_lasts(app, cast, moment, due_in, case, until):
    with clock.set_to(moment):
        thread_id = question(cast, moment - NOON + timedelta(minutes=due_in))
        with writing():
            db.session.get(DeskClock, thread_id).resumes_at = moment - timedelta(hours=1)
        said = expecting.expectation(db.session.get(Thread, thread_id))
    assert (said.case, said.until) == (case, until)


def test_what_is_being_handled_lasts_as_long_as_the_claim(noon, cast):
    thread_id = question(cast, timedelta(hours=2))
    with writing():
        claiming.take(thread_id, cast.sam)
    said = expecting.expectation(db.session.get(Thread, thread_id))
    assert (said.case, said.until) == ("handled", NOON + claiming.LEASE)


def test_a_colleague_of_the_asker_follows_it_on_the_open_page(noon, cast, browser_of):
    thread_id = question(cast, timedelta(hours=2))
    with writing():
        cast.ben.organisation_id = cast.ana.organisation_id
    for who, follows in (("ben", True), ("max", False)):
        page = browser_of(who).get(f"/t/{thread_id}-why").text
        assert ('data-follows-state="expectation"' in page) is follows


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON + timedelta(hours=2), "15:00"),
        (NOON - timedelta(hours=8), "5:00"),
        (NOON + timedelta(hours=11), "Thursday at 0:00"),
        (NOON + timedelta(days=5), "Monday at 13:00"),
        (NOON + timedelta(days=8), "3 December"),
    ],
)
def test_moments_are_said_as_people_do(app, moment, words):
    with app.test_request_context():
        assert moment_words(moment, BERLIN, NOON) == words
