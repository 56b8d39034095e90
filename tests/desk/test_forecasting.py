"""Past weeks, replayed: without a change they are what they were; with more, never worse."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from community.desk.coverage import parse
from community.desk.forecasting import Past, Timeline, beyond, forecast, hours_of

OFFICE = parse("mon-fri 09:00-17:00", "Europe/Berlin")
SATURDAYS = parse("mon-sat 09:00-17:00", "Europe/Berlin")
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
END = MONDAY + timedelta(weeks=8)

ASKED = st.integers(0, 7 * 7 * 24 * 60)
WORK = st.integers(1, 900)
QUESTIONS = st.lists(st.tuples(ASKED, WORK), min_size=1, max_size=60)


def past(rows) -> list[Past]:
    """Each replied to by us so many covered minutes after it was asked."""
    found = []
    for asked, minutes in rows:
        at = MONDAY + timedelta(minutes=asked)
        replied = OFFICE.add(at, timedelta(minutes=minutes))
        found.append(Past(at, replied, replied))
    return found


def really_kept(questions: list[Past], target: int) -> int:
    span = timedelta(minutes=target)
    return sum(one.replied_at <= OFFICE.add(one.asked_at, span) for one in questions)


@given(QUESTIONS, st.integers(1, 1000))
@settings(deadline=None)
def test_without_a_change_it_gives_back_what_was(rows, target):
    questions = past(rows)
    said = forecast(questions, OFFICE, OFFICE, target, END)
    assert (said.questions, said.kept) == (len(questions), really_kept(questions, target))
    assert said.opened == 0


@given(QUESTIONS, st.integers(1, 500), st.integers(0, 500))
@settings(deadline=None)
def test_a_longer_target_is_never_kept_less(rows, target, more):
    questions = past(rows)
    short = forecast(questions, OFFICE, SATURDAYS, target, END)
    long = forecast(questions, OFFICE, SATURDAYS, target + more, END)
    assert long.kept >= short.kept


@given(QUESTIONS, st.integers(1, 500))
@settings(deadline=None)
def test_help_never_makes_it_worse_and_is_not_asked_for_where_it_is_kept(rows, target):
    said = forecast(past(rows), OFFICE, OFFICE, target, END)
    assert said.kept_with_help >= said.kept
    if said.share >= 0.9:
        assert said.help == {}


@given(st.integers(0, 8 * 7 * 24 * 60))
def test_a_timeline_counts_as_coverage_does(minutes):
    line = Timeline(OFFICE, MONDAY, END)
    moment = MONDAY + timedelta(minutes=minutes)
    assert line.minutes(moment) == OFFICE.between(MONDAY, moment).total_seconds() / 60


def test_open_on_saturdays_what_came_on_saturday_is_not_in_mondays_way():
    saturday = MONDAY + timedelta(days=5, hours=9)
    rows = [Past(saturday + timedelta(minutes=n), None, None) for n in range(20)]
    monday = MONDAY + timedelta(days=7, hours=7)  # nine o'clock in Berlin
    answered = [
        one._replace(replied_at=at, by_us_at=at)
        for n, one in enumerate(rows)
        for at in [monday + timedelta(minutes=20 * (n + 1))]
    ]
    own = monday + timedelta(minutes=10)
    late = monday + timedelta(minutes=420)
    answered.append(Past(own, late, late))
    closed = forecast(answered, OFFICE, OFFICE, 400, END)
    opened = forecast(answered, OFFICE, SATURDAYS, 400, END)
    assert closed.kept == 20
    assert opened.kept == 21
    assert opened.opened == 8


def test_a_peak_on_monday_morning_is_where_help_is_needed():
    rows = []
    for week in range(7):
        nine = MONDAY + timedelta(weeks=week, hours=7)
        for n in range(8):
            replied = nine + timedelta(minutes=15 * (n + 1))
            rows.append(Past(nine - timedelta(minutes=1), replied, replied))
    said = forecast(rows, OFFICE, OFFICE, 61, END)
    assert said.share < 0.9
    assert set(said.help) <= {8, 9, 10, 11}
    assert said.share_with_help >= 0.9
    assert 1 <= said.more_hours <= 4


def test_customers_who_answer_first_are_counted_and_who_gave_up_is_not():
    at = MONDAY + timedelta(hours=8)
    quick = Past(at, at + timedelta(minutes=5), None)
    left = Past(at, None, None, over_at=at + timedelta(minutes=1))
    waits = Past(at, None, None)
    said = forecast([quick, left, waits], OFFICE, OFFICE, 60, END)
    assert (said.questions, said.kept) == (2, 1)


def test_nothing_asked_is_no_question_and_no_share():
    said = forecast([], OFFICE, SATURDAYS, 60, END)
    assert (said.questions, said.share, said.more_hours) == (0, 0.0, 8.0)


def test_hours_beyond_todays_are_named_by_day():
    later = parse("mon-fri 10:00-18:00; sat 09:00-13:30", "Europe/Berlin")
    assert beyond(later, OFFICE) == [(d, 1020, 1080) for d in range(5)] + [(5, 540, 810)]
    assert hours_of(beyond(OFFICE, later)) == 5
