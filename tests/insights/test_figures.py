"""Every figure is the length of the list behind it, and counts only what may count."""

import random
from datetime import timedelta

import pytest
from flask import Flask

from community import clock
from community.accounts.readers import Reader, reader_of
from community.desk import measuring
from community.extensions import db, writing
from community.forum import closing
from community.forum.models import Post, Thread
from community.insights import asking, lists, showing
from community.insights.asking import Wanted
from community.insights.figures import DUTIES, FIGURES, OF_NOW
from community.insights.models import EVERY, QuestionFact, Reckoning
from community.insights.periods import SPANS
from tests.insights.written import DAY, HOUR, MINUTE, NOON, asked, count, post, solved


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def many(cast, number: int = 150, weeks: int = 60, seed: int = 3) -> None:
    """Questions at any hour, some unanswered, closed, solved by this or that, in two categories
    and by people with and without a tier."""
    chance = random.Random(seed)
    for one in range(number):
        at = NOON - timedelta(minutes=chance.randrange(60, weeks * 7 * 1440))
        took = None if one % 5 == 0 else chance.randrange(5, 9000) * MINUTE
        took = None if took is None or at + took >= NOON else took
        state = {"support_state": "needs_info"} if took is None and one % 3 == 0 else {}
        if took is None and one % 4 == 0:
            state = {"support_state": "closed", "closed_at": min(at + 2 * DAY, NOON)}
        by = chance.choice(["sam", "mia", "ben"])
        who = chance.choice([{}, {"author_id": cast.people["max"]}])
        room = {"category_id": cast.categories[chance.choice(["help", "crew"])]}
        thread_id = asked(cast, at, took, by=by, **state, **who, **room)
        if took is not None and one % 3 == 0:
            when = min(at + took + chance.randrange(9000) * MINUTE, NOON - MINUTE)
            solved(cast, thread_id, when, chance.choice(["asker", "staff"]))


def view(who, **args) -> asking.View:
    return asking.view_of(args, reader_of(who))


def figures(cast, **args) -> tuple[asking.View, showing.Figures]:
    seen = view(cast.sam, **args)
    return seen, showing.figures_of(seen)


def test_each_number_is_the_length_of_its_list(cast):
    many(cast)
    count()
    told_of, reader = 0, reader_of(cast.sam)
    for args in ({}, {"weeks": "4"}, {"weeks": "26", "category": "crew"}, {"tier": "gold"}):
        seen, told = figures(cast, **args)
        for figure in FIGURES:
            for when in ("now",) if figure in OF_NOW else ("now", "before"):
                for duty in ("all", *DUTIES):
                    wanted = Wanted(figure, when, "" if duty == "all" else duty, ())
                    number = told.count(figure, when, duty)
                    assert number == lists.count(lists.behind(seen, wanted, reader)), wanted
                    told_of += number
    assert told_of > 500


def test_what_came_first_adds_up_and_so_do_the_duties(cast):
    many(cast)
    count()
    for weeks in SPANS:
        _view, told = figures(cast, weeks=str(weeks))
        assert sum(told.count(figure) for figure in showing.FIRST) == told.asked
        assert sum(told.count(figure) for figure in showing.SAID) == told.count("solved")
        assert sum(told.count("asked", duty=duty) for duty in DUTIES) == told.asked
        assert told.wait()[0] == told.asked


@pytest.mark.parametrize(
    "facts",
    [
        {"by_team": True},
        {"imported": True},
        {"hidden_at": NOON},
        {"held_at": NOON},
        {"kind": "discussion"},
    ],
)
def test_what_never_counts_is_nowhere(cast, facts):
    asked(cast, NOON - DAY, 5 * MINUTE, **facts)
    assert count() == 0
    assert db.session.query(QuestionFact).count() == 0
    _view, told = figures(cast)
    assert (told.asked, told.waiting_now) == (0, 0)


@pytest.mark.parametrize(
    "facts",
    [{"automatic": True}, {"audience": "staff"}, {"hidden_at": NOON}, {"refuted_at": NOON}],
)
def test_what_is_no_useful_reply_answers_nothing(cast, facts):
    thread_id = asked(cast, NOON - DAY)
    with writing():
        post(thread_id, 2, cast.people["ben"], NOON - 23 * HOUR, "answer", **facts)
        post(thread_id, 3, cast.people["sam"], NOON - 22 * HOUR, "first_word", badge_role="staff")
        post(thread_id, 4, cast.people["ana"], NOON - 21 * HOUR, "answer")
    count()
    _view, told = figures(cast)
    assert (told.asked, told.count("waiting")) == (1, 1)


def test_the_first_useful_reply_is_that_of_the_expectation(cast):
    many(cast, 60, 8)
    count()
    expected = {one.id: one.useful_at for one in measuring.asked_since(NOON - timedelta(weeks=8))}
    facts = db.session.query(QuestionFact).filter(QuestionFact.thread_id.in_(expected))
    assert {one.thread_id: one.useful_at for one in facts} == expected
    assert any(expected.values()) and not all(expected.values())


def test_who_answered_first_and_whose_answer_solved_it_are_told_apart(cast):
    by_us = asked(cast, NOON - 3 * DAY, HOUR, by="sam")
    by_ben = asked(cast, NOON - 3 * DAY, HOUR, by="ben")
    said_by_us = asked(cast, NOON - 3 * DAY, HOUR, by="ben")
    for thread_id, by in ((by_us, "asker"), (by_ben, "asker"), (said_by_us, "staff")):
        solved(cast, thread_id, NOON - DAY, by)
    works = asked(cast, NOON - 3 * DAY, HOUR)
    with writing():
        thread = db.session.get(Thread, works)
        thread.support_state, thread.solved_at, thread.solved_by = "solved", NOON - DAY, "asker"
        verified = db.session.query(Post).filter_by(thread_id=by_ben, number=2).one()
        verified.verified_at = NOON - DAY
    count()
    _view, told = figures(cast)
    wanted = {
        "by_staff": 2,
        "by_customers": 2,
        "solved": 4,
        "accepted": 2,
        "works": 1,
        "staff_say": 1,
        "staff_solved": 1,
        "customers_solved": 2,
        "verified": 1,
    }
    assert {figure: told.count(figure) for figure in wanted} == wanted


def test_the_weeks_before_stand_as_they_stood_at_their_end(cast):
    at = NOON - timedelta(weeks=14)  # 12 weeks: in the period before
    in_time, too_late = asked(cast, at, DAY), asked(cast, at, timedelta(weeks=3))
    solved(cast, in_time, at + 2 * DAY)
    solved(cast, too_late, at + timedelta(weeks=4))
    count()
    _view, told = figures(cast)
    assert told.count("asked", "before") == 2
    assert told.count("by_staff", "before") == 1
    assert told.count("solved", "before") == 1


def test_nothing_of_it_moves_until_the_next_count(cast):
    thread_id = asked(cast, NOON - DAY)
    count()
    with writing():
        post(thread_id, 2, cast.people["sam"], NOON, "answer", badge_role="staff")
        closing.close(db.session.get(Thread, thread_id), cast.sam, "")
    seen, told = figures(cast)
    behind = lists.behind(seen, Wanted("waiting", "now", "", ()), reader_of(cast.sam))
    assert (told.count("waiting"), lists.count(behind)) == (1, 1)
    count(NOON + MINUTE)
    _view, told = figures(cast)
    assert (told.count("waiting"), told.count("by_staff")) == (0, 1)


def test_a_count_that_was_killed_is_not_shown(cast):
    asked(cast, NOON - DAY)
    count()
    with writing():
        db.session.add(Reckoning(moment=NOON + HOUR))
    _view, told = figures(cast)
    assert told.asked == 1


def test_per_person_only_to_that_person(cast):
    asked(cast, NOON - DAY, HOUR, by="sam")
    other = asked(cast, NOON - DAY, HOUR, by="mia")
    solved(cast, other, NOON - HOUR)
    count()
    seen = view(cast.sam)
    assert showing.own_figures(seen, reader_of(cast.sam)) == {"mine": 1, "mine_solved": 0}
    assert showing.own_figures(seen, reader_of(cast.mia)) == {"mine": 1, "mine_solved": 1}
    assert showing.own_figures(seen, reader_of(cast.admin)) == {"mine": 0, "mine_solved": 0}


def test_who_may_not_see_a_category_gets_no_figure_of_it_nor_of_all(app: Flask, cast):
    crew, help_ = cast.categories["crew"], cast.categories["help"]
    asked(cast, NOON - DAY, category_id=crew)
    asked(cast, NOON - DAY, category_id=help_)
    count()
    reader = Reader(cast.people["ben"])  # all staff may see all: this is who may not
    seen = asking.view_of({}, reader)
    assert not seen.sees_all and seen.category_id not in (EVERY, crew)
    with pytest.raises(Exception, match="404"):
        asking.view_of({"category": "crew"}, reader)
    own = asking.view_of({"category": "help"}, reader)
    assert showing.figures_of(own).asked == 1
    assert asking.view_of({}, reader_of(cast.sam)).sees_all
