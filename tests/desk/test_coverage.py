"""Covered time: weekends, holidays, and the days on which clocks change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.desk.coverage import BadCoverage, parse

OFFICE = parse("mon-fri 09:00-17:00", "Europe/Berlin")
SPLIT = parse("mon-thu 08:00-12:00; mon-thu 13:00-17:00; sat 10:00-14:00", "America/New_York")
ALWAYS = parse("always", "UTC")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_question_on_friday_evening_is_due_on_monday():
    friday = at("2026-11-20T16:30+01:00")
    assert OFFICE.add(friday, timedelta(hours=4)) == at("2026-11-23T12:30+01:00")


def test_off_duty_ends_when_duty_begins():
    assert not OFFICE.is_on(at("2026-11-21T12:00+01:00"))
    assert OFFICE.next_on(at("2026-11-21T12:00+01:00")) == at("2026-11-23T09:00+01:00")
    assert OFFICE.next_on(at("2026-11-23T10:00+01:00")) == at("2026-11-23T10:00+01:00")


def test_holidays_rest():
    hours = parse("mon-fri 09:00-17:00", "Europe/Berlin", "DE")
    before = at("2026-12-24T16:00+01:00")  # Friday the 25th is a holiday
    assert hours.add(before, timedelta(hours=2)) == at("2026-12-28T10:00+01:00")
    assert OFFICE.add(before, timedelta(hours=2)) == at("2026-12-25T10:00+01:00")


def test_the_night_the_clock_springs_forward_is_an_hour_shorter():
    nights = parse("sun 00:00-24:00", "Europe/Berlin")
    start, end = at("2026-03-29T00:00+01:00"), at("2026-03-30T00:00+02:00")
    assert nights.between(start, end) == timedelta(hours=23)


def test_one_covered_day_is_a_working_day():
    assert OFFICE.day == timedelta(hours=8)
    assert ALWAYS.day == timedelta(days=1)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.integers(1, 5000),
    st.sampled_from([OFFICE, SPLIT, ALWAYS]),
)
def test_adding_and_measuring_agree(moment, minutes, hours):
    start = moment.replace(tzinfo=UTC)
    span = timedelta(minutes=minutes)
    end = hours.add(start, span)
    assert hours.between(start, end) == span
    assert hours.between(hours.subtract(start, span), start) == span


@pytest.mark.parametrize("text", ["", "mon", "mon-fri 17:00-09:00", "xyz 09:00-10:00", "mon 9-17"])
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(BadCoverage):
        parse(text, "UTC")


NIGHTS = "mon-sun 00:00-02:30; mon-sun 01:00-02:45; mon-sun 03:00-05:00; mon-sun 22:00-24:00"
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.integers(1, 3000),
    st.sampled_from(ZONES),
)
def test_hours_in_the_night_the_clock_changes_count_as_long_as_they_are(moment, minutes, zone):
    hours = parse(NIGHTS, zone)
    start = moment.replace(tzinfo=UTC)
    span = timedelta(minutes=minutes)
    end = hours.add(start, span)
    assert hours.between(start, end) == span
    assert hours.between(hours.subtract(start, span), start) == span
    begun = hours.next_on(start)
    assert begun >= start
    assert hours.is_on(begun)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.integers(0, 4000),
    st.integers(0, 4000),
    st.sampled_from(ZONES),
)
def test_covered_time_is_the_sum_of_its_parts(moment, first, second, zone):
    hours = parse(NIGHTS, zone, "DE 12-24 2026-10-26")
    start = moment.replace(tzinfo=UTC)
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    whole = hours.between(start, end)
    assert whole == hours.between(start, middle) + hours.between(middle, end)
    assert whole <= end - start


def test_a_time_the_clock_skipped_begins_where_it_lands():
    hours = parse("sun 01:00-02:30; sun 03:00-04:00", "Europe/Berlin")
    day = at("2026-03-29T00:00+01:00")
    assert hours.between(day, at("2026-03-29T23:00+02:00")) == timedelta(hours=2)


def test_hours_that_overlap_count_once():
    assert parse("mon 09:00-12:00; mon-fri 10:00-17:00", "UTC").week[0] == ((540, 1020),)


def test_own_days_off_stand_beside_public_holidays():
    hours = parse("mon-fri 09:00-17:00", "Europe/Berlin", "de-by, 12-24; 2026-11-30")
    assert hours.next_on(at("2026-12-24T08:00+01:00")) == at("2026-12-28T09:00+01:00")
    assert hours.next_on(at("2027-12-24T08:00+01:00")) == at("2027-12-27T09:00+01:00")
    assert hours.next_on(at("2026-11-30T08:00+01:00")) == at("2026-12-01T09:00+01:00")
    assert hours.next_on(at("2026-01-06T08:00+01:00")) == at("2026-01-07T09:00+01:00")  # of Bavaria


def test_two_regions_rest_on_the_holidays_of_both():
    hours = parse("mon-fri 09:00-17:00", "Europe/Berlin", "DE, FR")
    assert hours.next_on(at("2026-07-14T08:00+02:00")) == at("2026-07-15T09:00+02:00")


@pytest.mark.parametrize("text", ["XX", "DE-ZZ", "2026-13-01", "02-30", "<b>"])
def test_holidays_nobody_knows_are_refused_by_name(text):
    with pytest.raises(BadCoverage, match=text):
        parse("mon 09:00-10:00", "UTC", text)
