"""Who hears of a deadline: whoever is on it, else all of us; the lead when it is late, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.desk import assigning, claiming, duties, expecting, queue
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.notifications import wishes
from community.outbox.models import Handling, OutboxEvent
from community.outbox.working import drain
from tests import mailbox
from tests.notifications.conftest import subjects

STAFF = ("sam", "mia", "admin")


@pytest.fixture
def led(cast):
    with writing():
        duties.give(cast.mia, "lead", cast.admin)


def claimed_by(forum, who: str) -> None:
    with clock.set_to(forum.time), writing():
        claiming.take(forum.thread_id, getattr(forum.cast, who))


def heard_of(heard, what: str) -> set[str]:
    return {who for who in STAFF if what in heard(who)}


def test_the_one_who_is_on_it_hears_before_the_deadline(forum, happens, heard, led):
    forum.ask()
    happens(hours=3, minutes=25)
    claimed_by(forum, "sam")
    happens(minutes=7)
    assert heard_of(heard, "due_soon") == {"sam"}
    assert "Due soon: The box blinks" in subjects("sam")


def test_nobody_is_on_it_so_all_hear_before_the_deadline(forum, happens, heard, led):
    forum.ask()
    happens(hours=3, minutes=32)
    assert heard_of(heard, "due_soon") == set(STAFF)


@pytest.mark.parametrize(
    ("to", "who"), [("mia", {"mia"}), ("Support", {"sam"}), ("nobody", set(STAFF))]
)
def test_who_it_was_given_to_hears_while_nobody_is_on_it(forum, happens, heard, to, who):
    forum.ask()
    happens(hours=3)
    with clock.set_to(forum.time), writing():
        cast = forum.cast
        if to == "mia":
            assigning.assign_to_person(forum.thread, cast.mia, cast.admin)
        elif to == "Support":
            assigning.assign_to_group(forum.thread, cast.group("support"), cast.admin)
    happens(minutes=32)
    assert heard_of(heard, "due_soon") == who


def test_who_promised_a_next_word_hears_before_it_is_due(forum, happens, heard, led):
    forum.ask()
    happens()
    forum.reply("sam", "first_word", next_word_by=forum.time + timedelta(hours=2))
    happens()
    happens(hours=1, minutes=40)
    assert heard_of(heard, "due_soon") == {"sam"}


def test_late_is_told_to_the_one_who_is_on_it_and_to_the_lead(forum, happens, heard, led):
    forum.ask()
    happens(hours=3, minutes=55)
    claimed_by(forum, "sam")
    happens(minutes=6)
    assert heard_of(heard, "late") == {"sam", "mia"}
    assert subjects("mia").count("Late: The box blinks") == 1


def test_without_a_named_lead_administrators_hear(forum, happens, heard):
    forum.ask()
    happens(hours=3, minutes=55)
    claimed_by(forum, "sam")
    happens(minutes=6)
    assert heard_of(heard, "late") == {"sam", "admin"}


@pytest.mark.parametrize("hand_back", [True, False])
def test_who_was_spared_hears_when_nobody_is_on_it_any_more(forum, happens, heard, led, hand_back):
    forum.ask()
    happens(hours=3, minutes=55)
    claimed_by(forum, "sam")
    happens(minutes=6)
    if hand_back:
        with clock.set_to(forum.time), writing():
            claiming.release(forum.thread_id, forum.cast.sam)
    happens(minutes=5)
    assert heard_of(heard, "late") == set(STAFF)
    assert [heard(who).count("late") for who in STAFF] == [1, 1, 1]


def sentence(forum) -> expecting.Expectation:
    db.session.rollback()
    with clock.set_to(forum.time):
        return expecting.expectation(forum.thread)


def test_the_asker_reads_that_the_lead_was_told_once_the_mail_has_left(forum, happens, led):
    forum.ask()
    happens(hours=4, minutes=1)
    said = sentence(forum)
    assert said.case == "late"
    assert timedelta() <= forum.time - said.lead_told < timedelta(minutes=3)


def test_no_mail_no_word_about_the_lead(forum, cast, happens, heard, led):
    with writing():
        wishes.stop(cast.people["mia"], "late", "email")
    forum.ask()
    happens(hours=4, minutes=1)
    assert "late" in heard("mia")
    assert sentence(forum).lead_told is None


def test_an_administrator_who_does_not_lead_is_not_called_the_lead(forum, happens, heard):
    forum.ask()
    happens(hours=4, minutes=1)
    assert "late" in heard("admin")
    assert sentence(forum).lead_told is None


def test_the_page_says_it_in_cares_words(forum, happens, led, browser_of):
    forum.ask()
    happens(hours=4, minutes=2)
    with clock.set_to(forum.time):
        page = browser_of("ana").get(f"/t/{forum.thread_id}-the-box-blinks").text
    assert "We are late: we aimed for" in page
    assert "The team lead was told at" in page


def test_danger_goes_to_who_is_on_call_at_night(forum, cast, happens, heard):
    with writing():
        duties.give(cast.sam, "on_call", cast.admin)
    forum.at(hours=13)  # at eleven in the evening
    forum.ask(title="The charger", source="There is smoke coming out of it, help")
    happens()
    assert [who for who in STAFF if "danger" in heard(who)] == ["sam"]
    assert "Danger? The charger" in subjects("sam")
    assert mailbox.sent("owner@example.com") == []
    assert db.session.get(DeskClock, forum.thread_id).danger


def test_with_nobody_on_call_the_owner_is_mailed_once(forum, happens, heard):
    forum.ask(source="It caught fire")
    forum.reply("ana", "addition", text="It is still on fire")
    happens()
    assert "danger" in heard("admin")
    mails = mailbox.sent("owner@example.com")
    assert [mail["Subject"] for mail in mails] == ["Danger? The box blinks"]
    happens()
    drain()
    assert len(mailbox.sent("owner@example.com")) == 1


def test_danger_does_not_rest_when_a_customer_answers(forum, happens):
    forum.ask(source="There is smoke coming out of it")
    happens()
    forum.reply("ben", "answer", text="Mine does that too")
    happens()
    with clock.set_to(forum.time):
        row, _edges = queue.item(forum.thread_id)
    assert row is not None
    assert row.band == 1


def test_what_staff_write_about_danger_pages_nobody(forum, happens, heard):
    forum.ask()
    forum.reply("sam", "answer", text="Unplug it before it is on fire")
    happens()
    assert heard_of(heard, "danger") == set()


def test_what_rested_is_told_to_open_queues_when_its_rest_is_over(forum, happens):
    forum.ask()
    forum.reply("ben", "answer")
    happens()
    db.session.rollback()
    resumes = db.session.get(DeskClock, forum.thread_id).resumes_at
    told = (
        select(Handling.due_at)
        .join(OutboxEvent, OutboxEvent.id == Handling.event_id)
        .where(OutboxEvent.name == "QueueChanged", Handling.state == "waiting")
    )
    assert resumes > forum.time
    assert set(db.session.scalars(told)) == {resumes}
