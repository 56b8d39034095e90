"""Time to the first useful reply: hours of the week, off-hours apart, thin hours together."""

from datetime import timedelta

import pytest

from community import caching, clock
from community.accounts.readers import reader_of
from community.desk.coverage import parse
from community.desk.hours import reading
from community.desk.hours.models import OurHours
from community.extensions import db, writing
from community.insights import asking, lists, showing
from community.insights.asking import Wanted
from community.insights.gathering import Calendar
from community.insights.periods import Period
from community.insights.reckoning import Waits, ladder, wait_in
from community.insights.tallying import Question
from tests.insights.written import DAY, HOUR, MINUTE, NOON, asked, count

WEEK = parse("mon-fri 09:00-17:00", "UTC").week
SATURDAY = NOON + 3 * DAY - 7 * DAY
LATE = NOON - DAY + 8 * HOUR  # Tuesday, 20:00


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def figures(cast, **args):
    view = asking.view_of(args, reader_of(cast.sam))
    return view, showing.figures_of(view)


def test_the_unlucky_are_not_left_out(cast):
    """12 questions: 6 answered after 10 to 60 minutes, 6 wait since 3 hours. By hand: after 60
    minutes 6 of 12 still wait, so the median is 60; of the answered alone it would be 30."""
    for minutes in (10, 20, 30, 40, 50, 60):
        asked(cast, NOON - 3 * HOUR, minutes * MINUTE)
        asked(cast, NOON - 3 * HOUR)
    count()
    _view, told = figures(cast)
    assert told.wait() == [12, 60.0, None, 60.0, None]
    assert told.wait("on") == told.wait()


def test_of_fewer_than_ten_nothing_is_said_and_nine_of_ten_only_of_thirty(cast):
    waits = Waits()
    for one in range(9):
        waits.add(one, one, True)
    assert waits.told() == [None] * 4
    waits.add(9, 9, True)
    assert waits.told() == [4, None, 4, None]
    for one in range(10, 30):
        waits.add(one, one, True)
    assert waits.told() == [14, 26, 14, 26]


def test_covered_time_stands_beside_the_clock(cast):
    """Asked on Tuesday at 20:00, answered on Wednesday at 9:30: 13.5 hours, 30 covered minutes."""
    for _one in range(10):
        asked(cast, LATE, 13 * HOUR + 30 * MINUTE)
    count()
    _view, told = figures(cast)
    assert told.wait("night") == [10, 810.0, None, 30.0, None]


def test_nights_weekends_and_holidays_stand_apart():
    hours = parse("mon-fri 09:00-17:00", "UTC", "2026-11-24")
    calendar = Calendar(hours, NOON)
    assert calendar.everywhere.at(NOON) == "on"
    assert calendar.everywhere.at(NOON + 6 * HOUR) == "night"
    assert calendar.everywhere.at(SATURDAY) == "day_off"
    assert calendar.everywhere.at(NOON - DAY) == "day_off"  # the holiday
    assert Calendar(parse("always", "UTC"), NOON).everywhere.at(SATURDAY) == "on"


def test_a_closed_question_counts_as_waiting_until_then():
    calendar = Calendar(parse("always", "UTC"), NOON)
    period = Period(NOON - 7 * DAY, NOON)
    start = NOON - 2 * DAY
    closed = Question(1, "-", 0, "on", start, None, start + HOUR)
    assert wait_in(closed, period, calendar) == (60.0, 60.0, False)
    earlier = Period(NOON - 7 * DAY, start + 30 * MINUTE)  # as it stood then
    assert wait_in(closed, earlier, calendar) == (30.0, 30.0, False)
    answered = closed._replace(useful_at=start + 2 * HOUR)
    assert wait_in(answered, period, calendar) == (120.0, 120.0, True)
    assert wait_in(answered, earlier, calendar) == (30.0, 30.0, False)


def test_an_hour_with_enough_questions_speaks_for_itself(cast):
    for one in range(30):
        asked(cast, NOON - DAY * 7 + one * MINUTE, (one + 1) * MINUTE)
    count()
    view, told = figures(cast, weeks="4")
    cell = told.cells[2 * 24 + 12]
    assert (cell.own, cell.told_from, cell.together, cell.on_duty) == (30, 30, [], True)
    assert (cell.median, cell.most) == (15.0, 27.0)
    wanted = Wanted("asked", "now", "", (cell.hour,))
    assert lists.count(lists.behind(view, wanted, reader_of(cast.sam))) == 30


def test_a_thin_hour_is_told_with_hours_like_it_and_the_list_has_them_all(cast):
    """Ten each on Tuesday, Wednesday and Thursday at 10; Monday is another kind of day."""
    for back in (1, 6, 7):  # Tuesday; Thursday and Wednesday of the week before
        for one in range(10):
            asked(cast, NOON - back * DAY - 2 * HOUR + one * MINUTE, 30 * MINUTE)
    count()
    view, told = figures(cast, weeks="4")
    cell = told.cells[1 * 24 + 10]
    assert (cell.own, cell.told_from, cell.together) == (10, 30, [34, 58, 82])
    assert cell.median == 30.0
    wanted = Wanted("asked", "now", "", tuple(cell.together))
    assert lists.count(lists.behind(view, wanted, reader_of(cast.sam))) == 30
    monday, far = told.cells[10], told.cells[2 * 24 + 3]
    assert (monday.told_from, monday.median, far.told_from) == (0, None, 0)


def test_every_hour_is_told_with_hours_that_are_covered_as_it_is():
    for hour in range(168):
        for pool in ladder(hour, WEEK):
            assert hour in pool
            on = {one // 24 < 5 and 9 <= one % 24 < 17 for one in pool}
            assert len(on) == 1


def test_before_a_week_has_passed_there_is_no_before(cast, browser_of):
    for one in range(12):
        asked(cast, NOON - one * HOUR - HOUR, 30 * MINUTE)
    count()
    _view, told = figures(cast)
    assert told.wait("all", "before") == [0, None, None, None, None]
    page = browser_of("sam").get("/insights").text
    assert "30 min" in page and "before –" in page


def test_a_category_with_hours_of_its_own_is_told_by_them(cast):
    """Help works on Saturdays too: what is asked there then is asked on duty, and its covered
    time runs."""
    with writing():
        words = {"hours": "mon-sat 09:00-17:00", "zone": "UTC", "holidays": ""}
        db.session.add(OurHours(category_id=cast.categories["help"], **words))
        caching.touch(reading.TAG)
    for one in range(10):
        asked(cast, SATURDAY + one * MINUTE, 50 * MINUTE)
        asked(cast, SATURDAY, HOUR, category_id=cast.categories["talk"])
    count()
    _view, told = figures(cast)
    assert told.wait("on") == [10, 50.0, None, 50.0, None]
    assert told.wait("day_off") == [10, 60.0, None, 0.0, None]
    _view, told = figures(cast, category="help")
    assert told.duties == ["on"]
    assert told.cells[5 * 24 + 12].on_duty


def test_daylight_saving_moves_no_hour(cast):
    """An hour of the week is that of our clock, whatever the offset was then."""
    hours = parse("mon-fri 09:00-17:00", "Europe/Berlin")
    calendar = Calendar(hours, NOON)
    summer, winter = NOON - timedelta(weeks=10), NOON
    assert calendar.everywhere.at(summer.replace(hour=7)) == "on"  # 9:00 by our clock
    assert calendar.everywhere.at(winter.replace(hour=7)) == "night"  # 8:00
