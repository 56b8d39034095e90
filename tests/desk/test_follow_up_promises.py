"""The time of follow-ups is promised once it was earned, and the promise ends itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from community import clock, outbox
from community.desk import follow_up_promises, follow_ups, promising, targeting
from community.desk.events import MeasuringDue
from community.desk.models import DeskClock, Target
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Thread
from community.journal.models import JournalEntry
from community.outbox.working import drain
from tests.desk.test_expecting import words_for
from tests.desk.test_order import say
from tests.notifications.conftest import subjects

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, on duty
MONDAY = datetime(2026, 10, 19, 9, tzinfo=UTC)  # five weeks before
PATH = "/queue/targets"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def write(cast, thread_id, who, intent, at, **more):
    with clock.set_to(at), writing():
        thread = db.session.get(Thread, thread_id)
        return posting.reply(thread, getattr(cast, who), intent=intent, **say("Hm."), **more).id


def ask(cast, at, title="Why"):
    with clock.set_to(at), writing():
        category = cast.category("help")
        return posting.ask(cast.ana, category, "question", title, **say("Since noon.")).id


def asked_again(cast, at, hours):
    """A question that was answered, and a follow-up that was replied to after so many hours."""
    thread_id = ask(cast, at)
    write(cast, thread_id, "sam", "answer", at + HOUR / 2)
    write(cast, thread_id, "ana", "still_need_help", at + HOUR)
    if hours is not None:
        write(cast, thread_id, "sam", "answer", at + HOUR + timedelta(hours=hours))
    return thread_id


def night():
    with writing():
        outbox.record(MeasuringDue(again=False))
    drain()


@pytest.fixture
def target(cast):
    with writing():
        return targeting.set_target(None, None, 240, 120, cast.people["admin"]).id


def past(cast, kept, late):
    """Follow-ups on workdays of the last weeks: answered after one hour, or after five."""
    for number in range(kept + late):
        day = MONDAY + timedelta(days=7 * (number % 5), hours=number % 3 / 4)
        asked_again(cast, day, 1 if number >= late else 5)


def row(target_id):
    db.session.rollback()
    return db.session.get(follow_up_promises.FollowUpPromise, target_id)


def test_follow_ups_are_told_again_from_the_posts(cast):
    first = asked_again(cast, MONDAY, 2)
    write(cast, first, "ana", "still_need_help", MONDAY + 9 * HOUR)
    write(cast, first, "ana", "still_need_help", MONDAY + 10 * HOUR)  # restarts nothing
    silent = ask(cast, MONDAY)
    write(cast, silent, "ana", "still_need_help", MONDAY + HOUR)  # nobody replied yet: no follow-up
    edge = MONDAY - HOUR
    found = follow_ups.follow_ups(follow_ups.said_since(edge), edge)
    assert [(one.asked_at, one.first_reply_at) for one in found] == [
        (MONDAY + HOUR, MONDAY + 3 * HOUR),
        (MONDAY + 9 * HOUR, None),
    ]
    assert {one.tier for one in found} == {"gold"}


def test_it_is_earned_by_follow_ups_alone(cast, target):
    past(cast, 9, 1)
    night()
    found = row(target)
    # of the five Mondays two are before the four weeks: they tell since when we know
    assert found.known_since == MONDAY + HOUR
    assert (found.measured, found.kept) == (6, 6)
    with writing():
        found = follow_up_promises.of_target(target)
        found.measured, found.kept = 30, 27
        follow_up_promises.promise(found, cast.people["admin"])
    assert db.session.get(Target, target).promised_at is None


@pytest.mark.parametrize(("measured", "kept"), [(29, 29), (30, 26), (None, None)])
def test_what_is_not_earned_is_not_promised(cast, target, measured, kept):
    with pytest.raises(promising.NotEarned), writing():
        found = follow_up_promises.of_target(target)
        found.measured, found.kept, found.known_since = measured, kept, MONDAY
        follow_up_promises.promise(found, cast.people["admin"])


def promised(cast, target_id):
    with writing():
        found = follow_up_promises.of_target(target_id)
        found.measured, found.kept, found.known_since = 40, 40, MONDAY
        follow_up_promises.promise(found, cast.people["admin"])
    drain()


def test_the_asker_reads_the_moment_of_their_follow_up_alone(cast, target, browser_of):
    promised(cast, target)
    thread_id = ask(cast, NOON)
    drain()
    assert "You will have a reply by" not in words_for(browser_of, "ana", thread_id)
    write(cast, thread_id, "sam", "answer", NOON)
    drain()
    write(cast, thread_id, "ana", "still_need_help", NOON)
    drain()
    clock_row = db.session.scalar(select(DeskClock).filter_by(thread_id=thread_id))
    assert (clock_row.target, clock_row.due_at) == ("follow_up", NOON + 2 * HOUR)
    said = words_for(browser_of, "ana", thread_id)
    assert "You will have a reply by" in said and ">14:00 UTC<" in said
    with writing():
        follow_up_promises.withdraw(follow_up_promises.of_target(target), cast.people["admin"])
    assert "You will have a reply by" not in words_for(browser_of, "ana", thread_id)


def test_below_eighty_it_ends_by_itself_and_the_leads_are_told(cast, target):
    promised(cast, target)
    past(cast, 6, 14)
    night()
    assert row(target).promised_at is None
    assert subjects("admin").count("A commitment was withdrawn") == 1
    acts = [one.action for one in db.session.scalars(select(JournalEntry))]
    assert acts.count("withdraw_promise") == 1


def test_other_minutes_must_be_earned_anew(cast, target):
    promised(cast, target)
    with writing():
        targeting.set_target(None, None, 240, 60, cast.people["admin"])
    assert row(target) is None
    with writing():
        targeting.remove_target(db.session.get(Target, target), cast.people["admin"])


def test_the_page_promises_each_for_itself_and_only_leads_may(cast, target, browser_of):
    with writing():
        found = follow_up_promises.of_target(target)
        found.measured, found.kept, found.known_since = 40, 38, MONDAY
    admin, place = browser_of("admin"), f"{PATH}/{target}/follow-up-promise"
    assert "95 % of 40" in admin.get(PATH).text and place in admin.get(PATH).text
    assert browser_of("sam").post(place).status_code == 403
    admin.post(place)
    assert row(target).promised_at == NOON
    assert db.session.get(Target, target).promised_at is None
    admin.delete(place)
    assert row(target).promised_at is None
