"""What is more than chance: hand-reckoned, and on made-up half hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.desk.suspecting.bursts import Report, strongest, tail, topics_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def report(number: int, *terms: str, who: str | None = None) -> Report:
    at = NOON + timedelta(minutes=number)
    return Report(number, who or f"person-{number}", at, frozenset(terms))


def burst(reports, seen=None, in_all=2000, at_this_hour=1.0, people_now=None):
    topics = topics_of(reports[-1], reports)
    counts = dict.fromkeys(topics, 0) | (seen or {})
    return strongest(topics, counts, in_all, at_this_hour, people_now or len(reports))


@pytest.mark.parametrize(
    ("count", "mean", "chance"),
    [
        (0, 1.0, 1.0),
        (1, 1.0, 0.632121),
        (3, 0.5, 0.014388),
        (3, 0.01, 1.6542e-7),
        (5, 10, 0.970747),
    ],
)
def test_the_tail_is_that_of_a_poisson_variable(count, mean, chance):
    assert tail(count, mean) == pytest.approx(chance, rel=1e-4)


@given(st.integers(1, 30), st.floats(0.001, 50))
def test_more_people_are_never_likelier(count, mean):
    assert 0 <= tail(count + 1, mean) <= tail(count, mean) + 1e-9 <= 1 + 1e-9


def test_three_people_about_what_nobody_speaks_of_stand_out():
    found = burst([report(n, "login", f"other{n}") for n in range(3)])
    assert (found.topic, found.people) == (("login",), 3)
    assert found.factor > 100


def test_two_people_never_do():
    assert burst([report(n, "login") for n in range(2)]) is None


def test_one_person_three_times_is_one_person():
    assert burst([report(n, "login", who="the same") for n in range(3)]) is None


def test_what_many_always_speak_of_does_not():
    reports = [report(n, "account") for n in range(3)]
    assert burst(reports, {("account",): 500}, people_now=12) is None


def test_two_words_together_stand_out_where_each_is_common():
    reports = [report(n, "account", "locked") for n in range(3)]
    seen = {("account",): 500, ("locked",): 400, ("account", "locked"): 3}
    assert burst(reports, seen).topic == ("account", "locked")


def test_a_busy_half_hour_asks_for_more():
    """As many others as a campaign brings: three people may well share a word."""
    reports = [report(n, "voucher") for n in range(3)]
    assert burst(reports, {("voucher",): 10}, people_now=4)
    assert burst(reports, {("voucher",): 10}, people_now=60) is None
