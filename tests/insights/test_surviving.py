"""Kaplan-Meier against examples reckoned by hand."""

import pytest

from community.insights.surviving import quantiles


def test_without_anybody_waiting_it_is_the_plain_quantile():
    # 10 answers after 1 to 10 minutes: after the fifth, 5 of 10 still wait; after the ninth 1
    assert quantiles(list(range(1, 11)), []) == [5, 9]


def test_the_example_of_the_textbook():
    # Remission of leukaemia under 6-MP (Freireich and others, 1963), the example that nearly
    # every textbook reckons: 21 patients, 9 relapses, 12 censored; the median is 23 weeks.
    answered = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    waiting = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    assert quantiles(answered, waiting) == [23, None]
    # the curve, by hand: 6: 18/21 = .857; 7: *16/17 = .807; 10: *14/15 = .753; 13: *11/12 = .690;
    # 16: *10/11 = .627; 22: *6/7 = .538; 23: *5/6 = .448
    shares = [1 - s for s in (0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448)]
    found = quantiles(answered, waiting, [share - 0.001 for share in shares])
    assert found == [6, 7, 10, 13, 16, 22, 23]


def test_who_still_waits_moves_the_median_up():
    # 3 answered after 10, 20, 30; 2 wait since 15 minutes. S: 10: 4/5; 20: 4/5*1/2 = .4
    assert quantiles([10, 20, 30], [15, 15]) == [20, 30]
    # without those two the median would be 20 as well; with five of them nobody knows it:
    # 10: 7/8; 20: 7/8*1/2 = .4375
    assert quantiles([10, 20, 30], [15] * 5) == [20, 30]
    # they wait longer than anybody was answered: 10: 7/8, 20: 6/8, 30: 5/8
    assert quantiles([10, 20, 30], [60] * 5) == [None, None]


def test_who_waits_since_the_same_moment_was_at_risk():
    # 10: one of two answered, one waits since 10: S = 1/2, so the median is 10
    assert quantiles([10], [10]) == [10, None]


def test_a_half_that_is_reached_exactly_is_reached():
    assert quantiles([1, 2, 3, 4], [9, 9, 9, 9]) == [4, None]
    assert quantiles([3, 3, 3], [3, 3, 3]) == [3, None]


@pytest.mark.parametrize("waiting", [[], [5.0, 6.0]])
def test_of_nobody_nothing_is_known(waiting):
    assert quantiles([], waiting) == [None, None]
