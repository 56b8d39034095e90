"""Hours on a page: open deadlines follow, each category keeps its own, and nonsense is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.desk import expecting, queue, timing
from community.desk.coverage import parse
from community.desk.hours import reading, setting
from community.desk.hours.models import OurHours
from community.desk.measuring import reckon
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.forum import posting
from community.forum.editing import edit_thread
from community.forum.models import Thread
from community.journal.models import JournalEntry
from community.markup import render
from community.outbox.working import drain
from tests.statements import counted

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday morning
PATH = "/queue/hours"
FORM = {"category": "", "hours": "mon-fri 09:00-11:00", "zone": "UTC", "holidays": ""}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def morning(app):
    with clock.set_to(NINE):
        yield


def asked(cast, room="help") -> int:
    with writing():
        body = {"source": "Why?", "body": render("Why?")}
        thread_id = posting.ask(
            cast.ana, cast.category(room), "question", "Why is that?", **body
        ).id
    drain()
    return thread_id


def due(thread_id: int) -> datetime:
    db.session.rollback()
    return db.session.get(DeskClock, thread_id).due_at


def kept(cast, hours, room=None, zone="UTC", holidays="") -> None:
    with writing():
        category_id = cast.categories[room] if room else None
        setting.set_hours(category_id, hours, zone, holidays, cast.people["admin"])
    drain()


def test_changed_hours_move_open_deadlines_and_are_noted(cast, browser_of):
    thread_id = asked(cast)
    assert due(thread_id) == NINE + 4 * HOUR
    assert browser_of("admin").post(PATH, data=FORM).status_code == 303
    drain()
    assert due(thread_id) == NINE + timedelta(days=1, hours=2)  # two hours a day
    noted = db.session.scalar(select(JournalEntry).where(JournalEntry.action == "set_hours"))
    assert noted.detail["hours"] == FORM["hours"]
    row = db.session.scalar(select(OurHours))
    assert browser_of("admin").delete(f"{PATH}/{row.id}").status_code == 303
    drain()
    assert due(thread_id) == NINE + 4 * HOUR


def test_a_holiday_in_the_middle_moves_the_deadline_over_it(cast, browser_of):
    late = NINE + 7 * HOUR
    with clock.set_to(late):
        thread_id = asked(cast)
    assert due(thread_id) == NINE + timedelta(days=1, hours=3)
    kept(cast, "mon-fri 09:00-17:00", holidays="2026-11-26")
    assert due(thread_id) == NINE + timedelta(days=2, hours=3)
    assert "Nov 26, 2026" in browser_of("sam").get(PATH).text


def test_a_category_keeps_its_own_hours_and_a_thread_moved_there_follows(cast):
    kept(cast, "always", "talk")
    with clock.set_to(NINE + 7 * HOUR):
        here, there = asked(cast), asked(cast, "talk")
    assert due(there) == NINE + 11 * HOUR and due(here) == NINE + timedelta(days=1, hours=3)
    with writing():
        edit_thread(db.session.get(Thread, here), cast.sam, category=cast.category("talk"))
    drain()
    assert due(here) == NINE + 11 * HOUR


def test_the_asker_reads_the_hours_of_the_category(cast):
    kept(cast, "always", "talk")
    night = NINE + 12 * HOUR
    with clock.set_to(night):
        here, there = asked(cast), asked(cast, "talk")
        said = {i: expecting.expectation(db.session.get(Thread, i)).case for i in (here, there)}
    assert said == {here: "off_duty", there: "on_duty"}


def test_bands_count_the_covered_days_of_the_category(cast):
    here, there = asked(cast), asked(cast, "talk")
    kept(cast, "always", "talk")
    with clock.set_to(datetime(2026, 11, 30, 9, 30, tzinfo=UTC)):  # the Monday after
        rows = {row.id: row.band for row in queue.page(1).items}
        backlog = {row.id: row.band for row in queue.page(1, "backlog").items}
        assert rows == {here: 5} and backlog == {there: 7}
        assert (queue.counts(1).open, queue.counts(1).backlog) == (1, 1)
        assert {row.id for row in queue.page(1, "late").items} == {here}


def test_a_category_with_its_own_hours_does_not_speak_for_others():
    class Question:
        def __init__(self, category_id, day):
            self.category_id, self.asked_at = category_id, NINE - timedelta(days=day)
            self.useful_at = self.asked_at + timedelta(minutes=10)
            self.solved_at = self.closed_at = None

    office, always = parse("mon-fri 09:00-17:00", "UTC"), parse("always", "UTC")
    questions = [Question(2, 7 * (n % 8)) for n in range(60)]
    alone = reckon(questions, office, NINE, {2: always})
    assert alone and {place for place, _hour in alone} == {2}
    assert {place for place, _hour in reckon(questions, office, NINE)} == {0, 2}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hours": ""}, "at least one hour"),
        ({"hours": "never"}, "At least one hour of the week must be covered"),
        ({"hours": ";;"}, "At least one hour of the week must be covered"),
        ({"hours": "mon 17:00-09:00"}, "cannot be read"),
        ({"hours": "mon 25:00-26:00"}, "cannot be read"),
        ({"hours": "mon 09:00-09:01"}, "would take more than a year"),
        ({"zone": "Mars/Base"}, "the name of a time zone"),
        ({"zone": "../etc/passwd"}, "the name of a time zone"),
        ({"holidays": "XX"}, "Write regions"),
        ({"holidays": "2026-02-30"}, "Write regions"),
        ({"category": "99"}, "one of the list"),
    ],
)
def test_hours_nothing_can_be_reckoned_with_are_refused_in_words(cast, browser_of, wrong, said):
    answer = browser_of("admin").post(PATH, data=FORM | wrong)
    assert answer.status_code == 422 and said.lower() in answer.text.lower()
    assert db.session.scalar(select(OurHours)) is None


def test_a_target_that_does_not_fit_into_the_hours_is_refused(cast, browser_of):
    kept(cast, "mon 09:00-17:00")
    form = {"category": "", "tier": "", "first_reply": "43200", "follow_up": "60"}
    answer = browser_of("admin").post("/queue/targets", data=form)
    assert answer.status_code == 422 and "more than a year" in answer.text
    zero = browser_of("admin").post("/queue/targets", data=form | {"first_reply": "0"})
    assert zero.status_code == 422 and "one minute is the least" in zero.text


@pytest.mark.parametrize("who", ["sam", "ana", "max"])
def test_only_who_leads_sets_hours(cast, browser_of, who):
    assert browser_of(who).post(PATH, data=FORM).status_code == 403
    assert browser_of("sam").get(PATH).status_code == 200


def test_other_pages_pay_nothing_for_them(cast, browser_of):
    thread_id, sam = asked(cast), browser_of("sam")
    counts = []
    for rooms in ((), ("talk",), ("help", "members")):
        for room in rooms:
            kept(cast, "always", room)
        for path in ("/queue", f"/t/{thread_id}-why-is-that"):
            sam.get(path)  # whatever is learned once per process
        with counted() as list_sent:
            sam.get("/queue")
        with counted() as thread_sent:
            sam.get(f"/t/{thread_id}-why-is-that")
        counts.append((len(list_sent), len(thread_sent)))
    assert len(set(counts)) == 1, counts


def test_without_a_row_the_settings_hold(cast):
    assert reading.our_coverage() == reading.of_settings() == timing.our_coverage()
    kept(cast, "always", "help")
    assert reading.our_coverage() == reading.of_settings()
    assert reading.coverage_of(cast.categories["help"]).around_the_clock
