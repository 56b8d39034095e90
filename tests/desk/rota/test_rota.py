"""The rota: who is on duty, on call, away; what it means for hearing; and where it has holes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.accounts import roles
from community.desk import assigning, duties, hearing
from community.desk.coverage import BadCoverage
from community.desk.hours import setting
from community.desk.rota import keeping, reading
from community.desk.rota.intervals import common, joined, without
from community.desk.rota.showing import week_of
from community.desk.rota.weeks import Change, Person, parse_week
from community.extensions import db, writing
from community.forum.models import Thread
from community.outbox.working import drain
from tests.desk.test_queue import NOON, question
from tests.statements import counted

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):  # a Wednesday, our hours are Monday to Friday 9 to 17
        yield


def week(cast, who, hours="", on_call="", zone="UTC", limit=None):
    with writing():
        keeping.set_week(getattr(cast, who), zone, hours, on_call, limit, cast.admin)


def away(cast, who, first, last=None, hours=""):
    with writing():
        keeping.change_days(getattr(cast, who), first, last or first, hours, "", "", cast.admin)


def names(cast, ids):
    return {who for who, number in cast.people.items() if number in ids}


def person(hours="", on_call="", zone="UTC", changes=()):
    return Person(1, "Sam", "sam", zone, hours, on_call, changes)


# ---- weeks ------------------------------------------------------------------


def test_hours_go_over_midnight():
    works = person("fri 22:00-06:00").works(MONDAY, MONDAY + 7 * DAY)
    assert works == [(MONDAY + 4 * DAY + 22 * HOUR, MONDAY + 5 * DAY + 6 * HOUR)]
    sunday = person("sun 22:00-00:00").works(MONDAY, MONDAY + 7 * DAY)
    assert sunday == [(MONDAY + 6 * DAY + 22 * HOUR, MONDAY + 7 * DAY)]


def test_a_week_is_the_persons_own_time_over_the_change_of_clocks():
    sunday = datetime(2026, 10, 25, tzinfo=UTC)  # clocks go back in Berlin
    works = person("sat-mon 09:00-10:00", zone="Europe/Berlin").works(
        sunday - DAY, sunday + 2 * DAY
    )
    assert [start.hour for start, _end in works] == [7, 8, 8]


def test_the_last_said_of_a_day_holds():
    thursday = date(2026, 11, 26)
    holiday = Change(thursday, thursday + DAY)
    back = Change(thursday, thursday, hours="thu 10:00-12:00")
    one = person("mon-fri 09:00-17:00", changes=[holiday, back])
    works = one.works(MONDAY + 3 * DAY, MONDAY + 5 * DAY)
    assert works == [(MONDAY + 3 * DAY + 10 * HOUR, MONDAY + 3 * DAY + 12 * HOUR)]
    assert not one.is_away(MONDAY + 3 * DAY) and one.is_away(MONDAY + 4 * DAY)


@pytest.mark.parametrize("text", ["soon", "mon 9-17", "mon 25:00-26:00", "xyz 09:00-10:00"])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(BadCoverage):
        parse_week(text, "UTC")


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(
        lambda pair: (MONDAY + pair[0] * HOUR, MONDAY + (pair[0] + pair[1]) * HOUR)
    ),
    max_size=6,
)


@given(SPANS, SPANS)
def test_what_is_common_and_what_is_left_make_the_whole(spans, others):
    parts = joined([*common(spans, others), *without(spans, others)])
    assert parts == joined(spans)
    assert common(without(spans, others), others) == []


# ---- on duty ----------------------------------------------------------------


def test_without_a_rota_everybody_counts_as_on_duty(cast):
    assert reading.on_duty() is None
    assert reading.preferred([3, 4]) == [3, 4]


def test_who_works_now_is_on_duty_and_only_in_our_hours(cast):
    week(cast, "sam", "mon-fri 09:00-13:00; sat 09:00-20:00")
    week(cast, "mia", "mon-fri 13:00-17:00")
    assert names(cast, reading.on_duty()) == {"sam"}
    assert names(cast, reading.on_duty(NOON + 2 * HOUR)) == {"mia"}
    assert reading.on_duty(NOON + 3 * DAY) == set()  # a Saturday: Sam is there, our hours are not
    with writing():
        setting.set_hours(cast.categories["talk"], "sat 10:00-14:00", "UTC", "", None)
    assert names(cast, reading.on_duty(NOON + 3 * DAY)) == {"sam"}


def test_a_holiday_is_no_duty_whatever_the_rota_says(cast):
    week(cast, "sam", "mon-fri 09:00-17:00")
    with writing():
        setting.set_hours(None, "mon-fri 09:00-17:00", "UTC", "2026-11-26", None)
    assert reading.on_duty(NOON + DAY) == set()
    shown = week_of(reading.people(), MONDAY.date())[3]
    assert [shift.kind for shift in shown.shifts] == ["outside"] and shown.hours == []


def test_who_lost_the_role_is_on_no_rota(cast):
    week(cast, "sam", "mon-fri 09:00-17:00", "mon-fri 00:00-24:00")
    with writing():
        roles.revoke(cast.sam, "staff")
    drain()
    assert reading.people() == [] and duties.on_call() == []


# ---- who hears --------------------------------------------------------------


def test_of_a_group_those_on_duty_hear_of_a_deadline(cast):
    from tests.desk.groups.test_groups import made

    made(cast, members=("sam", "mia"), categories=("help",))
    thread_id = question(cast, 3 * HOUR)
    assert names(cast, hearing.those_on_it(thread_id)) == {"sam", "mia"}
    week(cast, "mia", "mon-fri 09:00-17:00")
    assert names(cast, hearing.those_on_it(thread_id)) == {"mia"}
    with clock.set_to(NOON + 6 * HOUR):  # nobody is there: all of them, as before
        assert names(cast, hearing.those_on_it(thread_id)) == {"sam", "mia"}


def test_what_was_given_to_somebody_away_is_heard_by_who_works(cast):
    thread_id = question(cast, 3 * HOUR)
    week(cast, "sam", "mon-fri 09:00-17:00")
    week(cast, "mia", "mon-fri 09:00-17:00")
    with writing():
        assigning.assign_to_person(db.session.get(Thread, thread_id), cast.sam, cast.mia)
    assert names(cast, hearing.those_on_it(thread_id)) == {"sam"}
    away(cast, "sam", NOON.date())
    assert names(cast, hearing.those_on_it(thread_id)) == {"sam", "mia"}


def test_the_lead_on_duty_hears_before_the_others(cast):
    thread_id = question(cast, 3 * HOUR)
    with writing():
        duties.give(cast.sam, "lead", cast.admin)
        duties.give(cast.mia, "lead", cast.admin)
    week(cast, "mia", "mon-fri 09:00-17:00")
    assert names(cast, hearing.leads_for(thread_id)) == {"mia"}
    with clock.set_to(NOON + 6 * HOUR):
        assert names(cast, hearing.leads_for(thread_id)) == {"sam", "mia"}


def test_on_call_is_whom_the_rota_names_else_who_always_is(cast):
    with writing():
        duties.give(cast.sam, "on_call", cast.admin)
    week(cast, "mia", on_call="mon-fri 17:00-09:00")
    assert names(cast, duties.on_call()) == {"sam"}
    with clock.set_to(NOON + 8 * HOUR):
        assert names(cast, duties.on_call()) == {"mia"}
    away(cast, "sam", NOON.date())
    assert duties.on_call() == []


# ---- holes ------------------------------------------------------------------


def test_an_hour_of_ours_without_anybody_is_said_in_red(cast, browser_of):
    week(cast, "sam", "mon-fri 09:00-12:00")
    week(cast, "mia", "mon-fri 13:00-17:00")
    days = week_of(reading.people(), MONDAY.date())
    assert [day.nobody for day in days[:5]] == [["12:00 to 13:00"]] * 5
    assert [day.nobody for day in days[5:]] == [[], []]
    page = browser_of("sam").get("/queue/rota?week=2026-11-23").text
    assert page.count("Nobody: 12:00 to 13:00") == 5


def test_nights_without_anybody_on_call_are_said_where_duties_are_named(cast, browser_of):
    week(cast, "mia", on_call="mon-fri 00:00-24:00")
    page = browser_of("sam").get("/queue/targets").text
    assert "In the next seven days nobody is on call:" in page and "Sat 28 Nov, 0:00" in page
    with writing():
        duties.give(cast.sam, "on_call", cast.admin)
    assert "nobody is on call" not in browser_of("sam").get("/queue/targets").text
    away(cast, "sam", date(2026, 11, 28))
    page = browser_of("sam").get("/queue/targets").text
    assert "Sat 28 Nov, 0:00 to Sun 29 Nov, 0:00" in page


def test_customers_never_read_the_rota(cast, browser_of):
    week(cast, "sam", "always")
    assert browser_of("ana").get("/queue/rota").status_code == 403
    with clock.set_to(NOON + 8 * HOUR):
        thread_id = question(cast, 30 * HOUR)
        page = browser_of("ana").get(f"/t/{thread_id}-why").text
    assert "Our team is back on" in page  # our hours, whoever is there


# ---- the pages --------------------------------------------------------------


def test_a_lead_sets_a_week_and_a_colleague_notes_their_own_days(cast, browser_of):
    path = f"/queue/rota/{cast.people['sam']}"
    form = {
        "hours": "mon-thu 09:00-17:00",
        "zone": "Europe/Lisbon",
        "on_call": "",
        "load_limit": "3",
    }
    assert browser_of("sam").post(path, data=form).status_code == 403
    assert browser_of("admin").post(path, data=form).status_code == 303
    days = {"first": "2026-12-24", "last": "2026-12-31", "note": "skiing"}
    assert browser_of("mia").post(f"{path}/changes", data=days).status_code == 403
    assert browser_of("sam").post(f"{path}/changes", data=days).status_code == 303
    page = browser_of("sam").get("/queue/rota?week=2026-12-21").text
    assert "skiing" in page and page.count("away") >= 5
    change = reading.people()[0].changes[0]
    assert browser_of("mia").delete(f"/queue/rota/changes/{change.id}").status_code == 403
    assert browser_of("sam").delete(f"/queue/rota/changes/{change.id}").status_code == 303
    assert reading.people()[0].changes == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hours": "whenever"}, "cannot be read"),
        ({"on_call": "mon"}, "cannot be read"),
        ({"zone": "Nowhere"}, "name of a time zone"),
        ({"load_limit": "0"}, "a number from 1"),
        ({"load_limit": "many"}, "a number from 1"),
    ],
)
def test_a_week_that_cannot_be_read_comes_back_with_what_was_typed(cast, browser_of, wrong, said):
    form = {"hours": "", "zone": "UTC", "on_call": "", "load_limit": ""} | wrong
    answer = browser_of("admin").post(f"/queue/rota/{cast.people['sam']}", data=form)
    assert answer.status_code == 422 and said in answer.text
    assert next(iter(wrong.values())) in answer.text


@pytest.mark.parametrize(
    "days",
    [
        {"first": ""},
        {"first": "someday"},
        {"first": "2026-12-24", "last": "2026-12-20"},
        {"first": "2026-12-24", "last": "2029-12-20"},
        {"first": "1926-12-24"},
        {"first": "2026-12-24", "hours": "late"},
    ],
)
def test_days_that_cannot_be_are_refused(cast, browser_of, days):
    path = f"/queue/rota/{cast.people['sam']}/changes"
    assert browser_of("sam").post(path, data=days).status_code == 422


def test_only_staff_have_a_place_on_it(cast, browser_of):
    admin = browser_of("admin")
    for who in ("ana", "max"):
        assert admin.get(f"/queue/rota/{cast.people[who]}").status_code == 404


def test_the_page_asks_the_same_for_one_and_for_three_people(cast, browser_of):
    week(cast, "sam", "mon-fri 09:00-17:00")
    admin = browser_of("admin")
    counts = []
    for who in ("sam", "mia", "admin"):
        week(cast, who, "mon-fri 09:00-17:00", "always")
        admin.get("/queue/rota")
        with counted() as sent:
            assert admin.get("/queue/rota").status_code == 200
        counts.append(len(sent))
    assert len(set(counts)) == 1 and counts[0] <= 8, counts
