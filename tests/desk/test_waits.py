"""How long people usually wait: percentiles that do not leave out who still waits."""

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from community.desk.coverage import parse
from community.desk.waits import LEAST, Wait, is_on, pools, rounded, usual_waits, within

OFFICE = parse("mon-fri 09:00-17:00", "UTC").week
MINUTES = st.floats(0, 10_000, allow_nan=False)
WAITS = st.lists(st.tuples(MINUTES, st.booleans()), min_size=LEAST, max_size=80)


@given(st.lists(st.tuples(MINUTES, st.booleans()), max_size=LEAST - 1))
def test_nothing_is_said_from_fewer_than_thirty(waits):
    assert within(waits, 0.9) is None


@given(st.lists(MINUTES, min_size=LEAST, max_size=200), st.sampled_from([0.6, 0.9]))
def test_when_all_are_answered_it_is_the_plain_percentile_of_one_more(waits, share):
    expected = sorted(waits)[math.ceil(round(share * (len(waits) + 1), 6)) - 1]
    assert within([(wait, True) for wait in waits], share) == expected


@given(WAITS, st.randoms(use_true_random=False))
def test_the_order_of_questions_does_not_matter(waits, chance):
    mixed = list(waits)
    chance.shuffle(mixed)
    assert within(waits, 0.9) == within(mixed, 0.9)


@given(WAITS, st.data())
def test_who_still_waits_never_makes_it_look_quicker(waits, data):
    """Than if they had been answered at the moment up to which we know them."""
    index = data.draw(st.integers(0, len(waits) - 1))
    answered = [*waits[:index], (waits[index][0], True), *waits[index + 1 :]]
    waiting = [*waits[:index], (waits[index][0], False), *waits[index + 1 :]]
    if within(answered, 0.9) is None:
        assert within(waiting, 0.9) is None
    else:
        assert (within(waiting, 0.9) or math.inf) >= within(answered, 0.9)


@given(WAITS)
def test_it_is_a_wait_that_really_was(waits):
    said = within(waits, 0.9)
    assert said is None or (said, True) in waits


def test_leaving_out_the_unanswered_would_lie():
    waits = [(10.0, True)] * 27 + [(2000.0, False)] * 9
    assert within(waits, 0.9) is None
    assert within([wait for wait in waits if wait[1]], 0.9) is None  # 27 are too few to know
    assert within(waits, 0.6) == 10


def test_days_are_pooled_with_their_like_and_mondays_and_fridays_are_their_own():
    ten_on_tuesday = 24 + 10
    own, alike, wider, widest = pools(ten_on_tuesday, OFFICE)
    assert own == (ten_on_tuesday,)
    assert alike == (34, 58, 82)
    assert set(wider) == {day * 24 + hour for day in (1, 2, 3) for hour in (9, 10, 11)}
    assert set(widest) == {day * 24 + hour for day in (1, 2, 3) for hour in (9, 10, 11, 12)}
    assert {hour // 24 for pool in pools(10, OFFICE) for hour in pool} == {0}
    assert {hour // 24 for pool in pools(4 * 24 + 10, OFFICE) for hour in pool} == {4}


def test_hours_on_duty_are_never_pooled_with_hours_off():
    for hour in range(168):
        for pool in pools(hour, OFFICE):
            assert {is_on(one, OFFICE) for one in pool} == {is_on(hour, OFFICE)}


def test_a_thin_category_borrows_from_the_others_and_a_thin_hour_is_silent():
    chance = random.Random(4)
    waits = [Wait(1, 10, chance.uniform(5, 30), True) for _one in range(60)]
    found = usual_waits([*waits, Wait(2, 10, 4000, True)], OFFICE)
    assert found[2, 10] == found[0, 10]
    assert found[1, 10].usual < 31
    assert (1, 15) not in found
    assert found[1, 11].cases == 60  # the hour beside it, on days like it


def test_numbers_are_rounded_up_as_people_say_them():
    said = [rounded(one) for one in (0, 1, 9.2, 10, 31, 55, 60, 61, 119, 235, 240, 241)]
    assert said == [10, 10, 10, 10, 40, 60, 60, 90, 120, 240, 240, None]


@given(MINUTES)
def test_rounding_never_promises_less_time(minutes):
    said = rounded(minutes)
    assert said is None or said >= minutes
