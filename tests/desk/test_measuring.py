"""What askers may expect is reckoned from what was kept; a commitment is earned and ends itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from community import clock
from community.desk import duties, measuring, promising, targeting, timing
from community.desk.models import Target, UsualWait
from community.extensions import db, writing
from community.forum.models import Post, Thread
from community.journal.models import JournalEntry
from community.outbox.models import OutboxEvent
from community.outbox.working import drain
from tests import mailbox
from tests.desk.test_expecting import words_for
from tests.desk.test_queue import question

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
EVENING = datetime(2026, 11, 24, 20, tzinfo=UTC)
PATH = "/queue/targets"


def past(cast, count: int, minutes: float | None, at: datetime = NOON, **facts) -> list[int]:
    """So many questions on workdays before, at this hour; `minutes` until Ben answered."""
    ids = []
    with writing():
        for number in range(count):
            day = at - timedelta(days=1 + number % 45)
            while day.weekday() > 3:
                day -= timedelta(days=1)
            asked = day - timedelta(days=7) if day > NOON - timedelta(days=1) else day
            ids.append(_written(cast, asked, minutes, facts))
    return ids


def _written(cast, asked: datetime, minutes: float | None, facts: dict) -> int:
    replied = None if minutes is None else asked + timedelta(minutes=minutes)
    usual = {
        "category_id": cast.categories["help"],
        "author_id": cast.people["ana"],
        "kind": "question",
        "title": "Before",
        "slug": "before",
        "support_state": "unanswered" if replied is None else "replied",
        "created_at": asked,
        "waiting_since": asked if replied is None else None,
        "first_reply_at": replied,
    }
    thread = Thread(**usual | facts)
    db.session.add(thread)
    db.session.flush()
    posts = [{"number": 1, "author_id": thread.author_id, "created_at": asked, "intent": None}]
    if replied:
        answer = {"number": 2, "author_id": cast.people["ben"], "created_at": replied}
        posts.append({**answer, "intent": "answer"})
    rest = {"thread_id": thread.id, "source": "", "html": ""}
    db.session.execute(insert(Post), [post | rest for post in posts])
    return thread.id


def measure(at: datetime = NOON) -> None:
    with clock.set_to(at):
        measuring.measure(measuring.MeasuringDue(again=False))


def asked_now(cast, browser_of, at: datetime = NOON, waited: int = 0, due: int = 240) -> str:
    with clock.set_to(at):
        thread_id = question(cast, at - NOON + timedelta(minutes=due))
        with writing():
            since = at - timedelta(minutes=waited)
            thread = db.session.get(Thread, thread_id)
            thread.waiting_since = since
            clock_row = db.session.get(timing.DeskClock, thread_id)
            clock_row.since = clock_row.resumes_at = since
        return words_for(browser_of, "ana", thread_id)


def test_on_duty_it_says_what_is_usual_at_this_time(app, cast, browser_of):
    past(cast, 40, 33)
    measure()
    said = asked_now(cast, browser_of)
    assert "Someone usually answers within 40 minutes at this time of day." in said
    assert said.startswith('"usual" data-lasts="2400"')


@pytest.mark.parametrize(("minutes", "words"), [(75, "1 and a half hours"), (110, "2 hours")])
def test_longer_waits_are_said_in_hours(app, cast, browser_of, minutes, words):
    past(cast, 40, minutes)
    measure()
    assert words in asked_now(cast, browser_of)


def test_more_than_four_hours_are_today_only_while_somebody_works(app, cast, browser_of):
    past(cast, 40, 280)
    past(cast, 40, 280, at=NOON - timedelta(hours=2))
    measure()
    early = asked_now(cast, browser_of, NOON - timedelta(hours=2), due=500)
    assert "Someone usually answers today." in early
    assert "Our team answers here" in asked_now(cast, browser_of, NOON + timedelta(minutes=30))


def test_from_fewer_than_thirty_only_the_hours_are_said(app, cast, browser_of):
    past(cast, 29, 33)
    measure()
    assert "Our team answers here" in asked_now(cast, browser_of)


def test_who_still_waits_is_counted(app, cast, browser_of):
    past(cast, 40, 33)
    past(cast, 10, None)
    measure()
    assert "Our team answers here" in asked_now(cast, browser_of)


@pytest.mark.parametrize(
    "facts", [{"by_team": True}, {"imported": True}, {"hidden_at": NOON}, {"kind": "discussion"}]
)
def test_what_never_counts_tells_nothing(app, cast, browser_of, facts):
    past(cast, 40, 33, **facts)
    measure()
    assert db.session.scalar(select(func.count()).select_from(UsualWait)) == 0


def test_who_waited_longer_than_is_usual_is_not_told_so(app, cast, browser_of):
    past(cast, 40, 33)
    measure()
    assert "Our team answers here" in asked_now(cast, browser_of, waited=41)


def test_off_duty_customers_replies_are_told_if_there_were_enough(app, cast, browser_of):
    past(cast, 40, 100, at=EVENING)
    measure(EVENING)
    said = asked_now(cast, browser_of, EVENING, due=3000)
    assert "Our team is back on" in said
    assert "at this hour 6 of 10 had a reply within 2 hours." in said


def test_off_duty_nothing_is_said_of_customers_who_do_not_answer(app, cast, browser_of):
    past(cast, 40, 16 * 60, at=EVENING)  # by us, the next day
    measure(EVENING)
    said = asked_now(cast, browser_of, EVENING, due=3000)
    assert "Our team is back on" in said
    assert "around the clock" not in said


def test_it_is_reckoned_anew_every_night(app, cast):
    past(cast, 40, 33)
    with clock.set_to(NOON):
        measuring.begin(app)
        measuring.begin(app)
        drain()
    with clock.set_to(NOON + timedelta(days=1)):
        drain()
    name = OutboxEvent.name == "MeasuringDue"
    assert db.session.scalar(select(func.count()).where(name)) == 3
    assert db.session.scalar(select(func.count()).select_from(UsualWait)) > 0


@pytest.fixture
def target(app, cast) -> int:
    with clock.set_to(NOON), writing():
        kept = targeting.set_target(None, None, 60, 120, cast.people["admin"])
        return kept.id


def stands(target_id: int) -> Target:
    db.session.rollback()
    return db.session.get(Target, target_id)


def promised(cast, target_id: int) -> bool:
    with clock.set_to(NOON), writing():
        try:
            promising.promise(stands_in_writing(target_id), cast.people["admin"])
        except promising.NotEarned:
            return False
    return True


def stands_in_writing(target_id: int) -> Target:
    return db.session.get(Target, target_id)


def test_it_is_earned_after_four_weeks_at_ninety_of_a_hundred(cast, target):
    past(cast, 60, 30)
    measure()
    assert promised(cast, target)


def test_eighty_nine_of_a_hundred_do_not_do(cast, target):
    past(cast, 53, 30)
    past(cast, 12, 90)
    measure()
    assert not promised(cast, target)


def test_three_weeks_do_not_do(cast, target):
    ids = past(cast, 60, 30)
    with writing():
        for thread in db.session.scalars(select(Thread).where(Thread.id.in_(ids))):
            if thread.created_at < NOON - timedelta(days=21):
                thread.imported = True
    measure()
    assert not promised(cast, target)


def test_unanswered_and_overdue_questions_count_as_not_kept(cast, target):
    past(cast, 60, 30)
    past(cast, 15, None)
    measure()
    assert not promised(cast, target)
    assert stands(target).measured > stands(target).kept


def test_the_asker_reads_the_moment_while_it_is_promised(cast, target, browser_of):
    past(cast, 60, 30)
    measure()
    assert promised(cast, target)
    with clock.set_to(NOON):
        thread_id = question(cast, timedelta(hours=1))
        with writing():
            timing.set_clock(thread_id)
        said = words_for(browser_of, "ana", thread_id)
        assert "You will have a reply by" in said
        assert 'datetime="2026-11-25T12:00:00Z">12:00 UTC' in said


def test_below_eighty_it_ends_by_itself_and_the_leads_are_told(cast, target):
    past(cast, 60, 30)
    measure()
    assert promised(cast, target)
    mailbox.empty()
    with writing():
        duties.give(cast.mia, "lead", cast.admin)
    past(cast, 30, 90)
    measure()
    with clock.set_to(NOON):
        drain()
    assert stands(target).promised_at is None
    entry = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert (entry.action, entry.by_id) == ("withdraw_promise", None)
    assert [m["Subject"] for m in mailbox.sent("mia@example.com")] == ["A commitment was withdrawn"]


def test_other_minutes_must_be_earned_anew(cast, target):
    past(cast, 60, 30)
    measure()
    assert promised(cast, target)
    with clock.set_to(NOON), writing():
        targeting.set_target(None, None, 30, 120, cast.people["admin"])
    assert stands(target).promised_at is None


def test_only_leads_promise_and_what_is_missing_is_said(cast, target, browser_of):
    path = f"{PATH}/{target}/promise"
    assert browser_of("sam").post(path).status_code == 403
    admin = browser_of("admin")
    assert admin.post(path).status_code == 303
    assert "measured for four weeks" in admin.get(PATH).text
    assert stands(target).promised_at is None
    assert admin.delete(path).status_code == 303
    assert admin.post(f"{PATH}/999/promise").status_code == 404
