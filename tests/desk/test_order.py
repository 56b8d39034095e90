"""Need and tier raise an item within its band; nights leave answers to check."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.accounts.models import Organisation, User
from community.desk import needs, nights, queue, weights
from community.desk.coverage import parse
from community.desk.distress import words_of_distress
from community.desk.models import DeskClock
from community.desk.reasons import why
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Thread
from community.markup import render
from community.outbox.working import drain
from config import BadSettings
from tests.desk.test_queue import NOON, listed, question

HOUR = timedelta(hours=1)
WEEKDAYS = parse("mon-fri 09:00-17:00", "UTC")


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def mark(thread_id, **facts):
    with writing():
        for name, value in facts.items():
            kind = Thread if hasattr(Thread, name) else DeskClock
            setattr(db.session.get(kind, thread_id), name, value)
    return thread_id


def sentence(thread_id):
    item, edges = queue.item(thread_id)
    return why(item, edges)


def test_the_one_who_waits_longest_stands_first_in_its_band(cast):
    later = mark(question(cast, 2 * HOUR), since=NOON - HOUR)
    longer = mark(question(cast, 3 * HOUR), since=NOON - 5 * HOUR)
    assert listed(cast) == [longer, later]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"first_time": True}, "Their first question here."),
        ({"distress": True}, "The customer sounds distressed."),
        ({"needs_company_at": NOON}, "A trusted customer says this needs the company."),
        ({"me_too": 2}, "2 more people have this."),
        ({"searched_by": 6}, "6 people searched for this in 7 days."),
    ],
)
def test_need_raises_an_item_and_is_said(cast, facts, said):
    plain = question(cast, 2 * HOUR)
    needy = mark(question(cast, 2 * HOUR), **facts)
    assert listed(cast) == [needy, plain]
    assert said in sentence(needy)
    assert said not in sentence(plain)


def test_the_company_says_what_its_tiers_weigh(app, cast):
    settings = app.config["SETTINGS"]
    plain = mark(question(cast, 2 * HOUR), first_time=True)
    gold = question(cast, 2 * HOUR)
    with writing():
        person = db.session.get(User, cast.people["ben"])
        _join(person)
        db.session.get(Thread, gold).author_id = person.id
    assert listed(cast) == [plain, gold]
    app.config["SETTINGS"] = replace(settings, tier_points="free 0, PLATINUM 50")
    try:
        assert listed(cast) == [gold, plain]
        assert sentence(gold).endswith("Tier: Platinum.")
    finally:
        app.config["SETTINGS"] = settings


def _join(person):
    row = Organisation(external_id="lumen", name="Lumen", tier="Platinum")
    db.session.add(row)
    db.session.flush()
    person.organisation_id = row.id


def test_only_the_two_strongest_reasons_are_named(cast):
    thread_id = mark(
        question(cast, 2 * HOUR), first_time=True, distress=True, me_too=1, needs_company_at=NOON
    )
    assert sentence(thread_id) == (
        "First reply is due in 2 h. A trusted customer says this needs the company. "
        "The customer sounds distressed."
    )


@pytest.mark.parametrize("text", ["gold", "gold ten", "gold 5, 7", "gold -1", "gold 99999"])
def test_tier_points_that_cannot_be_read_stop_the_start(text):
    with pytest.raises(BadSettings):
        weights.of_tiers(text)


def say(text):
    return {"source": text, "body": render(text)}


def ask(cast, text, who="ana"):
    with writing():
        thread = posting.ask(
            getattr(cast, who), cast.category("help"), "question", "Broken", **say(text)
        )
    drain()
    return thread.id


def test_what_the_asker_writes_is_weighed(cast):
    first = ask(cast, "It does not work.")
    second = ask(cast, "I am desperate, it does not work.")
    clocks = [db.session.get(DeskClock, thread_id) for thread_id in (first, second)]
    assert [clock.first_time for clock in clocks] == [True, False]
    assert [clock.distress for clock in clocks] == [False, True]


def test_a_later_word_of_distress_counts_too(cast):
    thread_id = ask(cast, "It does not work.")
    with writing():
        thread = db.session.get(Thread, thread_id)
        posting.reply(thread, cast.ana, intent="addition", **say("I am at my wits' end."))
    drain()
    assert db.session.get(DeskClock, thread_id).distress
    with writing():
        assert needs.note_needs(thread_id) is False


@pytest.mark.parametrize(
    "text",
    ["urgent!", "> I am desperate\n\nWhat?", "`desperate` is undefined", "the despair.js file"],
)
def test_everyday_words_are_no_distress(text):
    assert words_of_distress(text) is None


@pytest.mark.parametrize(
    "text", ["I’m in tears", "Ich bin VERZWEIFELT", "we are losing our customers"]
)
def test_words_of_distress_are_found(text):
    assert words_of_distress(text)


# ---- Nights -------------------------------------------------------------------------------


def answered(cast, at, resumes=NOON + 20 * HOUR, **facts):
    thread_id = question(cast, 30 * HOUR)
    facts = {"support_state": "replied", "replied_by": "customer", "replied_at": at} | facts
    return mark(thread_id, resumes_at=resumes, **facts)


def test_an_answer_of_the_night_stands_to_be_checked_behind_outages_only(cast):
    soon = question(cast, timedelta(minutes=10))
    night = answered(cast, NOON - 10 * HOUR)
    danger = mark(question(cast, 50 * HOUR), danger=True)
    assert listed(cast) == [danger, night, soon]
    assert sentence(night) == "A customer answered while we were away. Is it right?"
    assert queue.counts(cast.people["sam"]).open == 3


@pytest.mark.parametrize("hours_ago", [1, 30])
def test_an_answer_while_we_were_there_rests(cast, hours_ago):
    answered(cast, NOON - hours_ago * HOUR)
    assert listed(cast) == []


def test_staff_answers_are_not_checked(cast):
    answered(cast, NOON - 10 * HOUR, replied_by="staff")
    assert listed(cast) == []


def test_nobody_checks_while_nobody_is_there(cast):
    answered(cast, NOON - 10 * HOUR)
    with clock.set_to(NOON + 10 * HOUR):
        assert listed(cast) == []


def test_the_weekend_is_one_night():
    monday = datetime(2026, 11, 30, 10, tzinfo=UTC)
    friday = datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert list(nights.nights(monday, WEEKDAYS)) == [(friday, monday - HOUR)]
    assert list(nights.nights(friday + HOUR, WEEKDAYS)) == []


def test_around_the_clock_there_are_no_nights():
    assert list(nights.nights(NOON, parse("always", "UTC"))) == []
