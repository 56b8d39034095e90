"""Staff share the queue: given, put off, handed back, the next best; and no claim can get stuck."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.accounts import roles
from community.accounts.readers import reader_of
from community.desk import assigning, claiming, filters, next_best, queue, snoozing
from community.desk.models import DeskClock
from community.desk.together_models import Assignment, Snooze
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Thread
from community.outbox.working import drain
from community.search.searching import search
from tests import mailbox
from tests.desk.test_queue import NOON, listed, question
from tests.forum.conftest import rendered

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def asked(cast, who="ana") -> int:
    with writing():
        by, room = getattr(cast, who), cast.category("help")
        thread = posting.ask(by, room, "question", "Why is it so slow?", rendered("x"), "x")
        thread_id = thread.id
    drain()
    return thread_id


def answered(cast, thread_id, who, **more):
    with writing():
        thread = db.session.get(Thread, thread_id)
        posting.reply(thread, getattr(cast, who), "text", rendered("text"), **more)
    drain()


def kept(model):
    db.session.rollback()
    return db.session.query(model).filter_by(ended_at=None).all()


# ---- given ------------------------------------------------------------------


def test_an_item_is_given_to_a_colleague_with_a_note(cast, browser_of):
    thread_id = question(cast, 30 * HOUR)
    sam, mia = browser_of("sam"), browser_of("mia")
    sam.post(f"/queue/{thread_id}/claim")
    page = sam.get(f"/queue/{thread_id}/hand-over").text
    assert "Mia Moser" in page and "Whoever is free in Support" in page and "Max" not in page
    given = {"to": "@mia", "note": "she knows <b>printers</b>"}
    assert sam.post(f"/queue/{thread_id}/assignment", data=given).status_code == 303
    assert listed(cast, "mine", "mia") == [thread_id] and listed(cast, "mine", "sam") == []
    page = mia.get("/queue/mine").text
    assert "Given to you" in page and "she knows &lt;b&gt;printers&lt;/b&gt;" in page
    assert "For Mia Moser" in sam.get("/queue").text


@pytest.mark.parametrize("to", ["@ana", "@max", "@nobody", "group:Marketing", "group:", "", "x"])
def test_nobody_is_given_what_they_cannot_work_on(cast, browser_of, to):
    thread_id = question(cast, 3 * HOUR)
    given = browser_of("sam").post(f"/queue/{thread_id}/assignment", data={"to": to})
    assert given.status_code == 422
    assert kept(Assignment) == []


def test_the_verb_refuses_it_too(app, cast):
    thread_id = question(cast, 3 * HOUR)
    thread = db.session.get(Thread, thread_id)
    with pytest.raises(assigning.CannotBeGiven), writing():
        assigning.assign_to_person(thread, cast.ana, cast.sam)


def test_what_is_given_to_a_group_is_mine_if_i_belong_to_it(cast):
    thread_id = question(cast, 3 * HOUR)
    with writing():
        assigning.assign_to_group(
            db.session.get(Thread, thread_id), cast.group("support"), cast.mia
        )
    assert listed(cast, "mine", "sam") == [thread_id] and listed(cast, "mine", "mia") == []


def test_who_is_given_an_item_hears_of_it_in_the_house_and_not_by_mail(cast, browser_of):
    mailbox.empty()
    thread_id = asked(cast)
    with writing():
        assigning.assign_to_person(db.session.get(Thread, thread_id), cast.mia, cast.sam)
    drain()
    assert "Given to you: “Why is it so slow?”" in browser_of("mia").get("/notices").text
    assert "Given to you" not in browser_of("sam").get("/notices").text
    assert not any("Given to you" in mail["subject"] for mail in mailbox.sent("mia@example.com"))


def test_giving_it_on_replaces_and_an_answer_ends_it(cast):
    thread_id = asked(cast)
    with writing():
        thread = db.session.get(Thread, thread_id)
        assigning.assign_to_person(thread, cast.mia, cast.sam)
        assigning.assign_to_person(thread, cast.sam, cast.mia)
    assert [row.to_id for row in kept(Assignment)] == [cast.people["sam"]]
    answered(cast, thread_id, "sam", audience="staff")
    assert len(kept(Assignment)) == 1
    answered(cast, thread_id, "mia", intent="answer")
    assert kept(Assignment) == []


def test_handed_back_with_a_note_for_whoever_is_next(cast, browser_of):
    thread_id = question(cast, 3 * HOUR)
    sam = browser_of("sam")
    sam.post(f"/queue/{thread_id}/claim")
    back = {"_method": "DELETE", "note": "asked the lab"}
    assert sam.post(f"/queue/{thread_id}/assignment", data=back).status_code == 303
    assert claiming.standing_claim(thread_id) is None
    assert "Handed back by Sam Sato: " in browser_of("mia").get("/queue").text.replace(
        '<span dir="auto">', ""
    )
    assert listed(cast, "mine", "sam") == []


def test_all_is_handed_back_at_once(cast, browser_of):
    ids = [question(cast, n * HOUR) for n in (2, 3, 4)]
    with writing():
        claiming.take(ids[0], cast.sam)
        assigning.assign_to_person(db.session.get(Thread, ids[1]), cast.sam, cast.mia)
        claiming.take(ids[2], cast.mia)
    assert browser_of("sam").post("/queue/mine/return", data={"note": "off"}).status_code == 303
    db.session.rollback()
    assert listed(cast, "mine", "sam") == [] and listed(cast, "mine", "mia") == [ids[2]]
    assert {row.note for row in kept(Assignment)} == {"off"}


# ---- mine -------------------------------------------------------------------


def test_what_i_promised_and_what_comes_back_to_me_is_mine(cast, browser_of):
    promised, replied, other = asked(cast), asked(cast), asked(cast)
    due = NOON + 30 * HOUR
    answered(cast, promised, "sam", intent="first_word", next_word_by=due)
    answered(cast, replied, "sam", intent="answer")
    answered(cast, other, "mia", intent="answer")
    assert set(listed(cast, "mine", "sam")) == {promised}
    answered(cast, replied, "ana", intent="still_need_help")
    answered(cast, other, "ana", intent="still_need_help")
    assert set(listed(cast, "mine", "sam")) == {promised, replied}
    page = browser_of("sam").get("/queue/mine").text
    assert "You promised more" in page and "An answer to you" in page
    assert queue.counts(cast.people["sam"]).mine == 2
    found = {hit.thread_id for hit in search(filters.SAVED["mine"], reader_of(cast.sam)).hits}
    assert found == {promised, replied}


def test_what_is_due_before_i_leave_stands_first(cast, browser_of):
    today, tomorrow = question(cast, 3 * HOUR, "Soon"), question(cast, 30 * HOUR, "Not soon")
    with writing():
        claiming.take(today, cast.sam)
        claiming.take(tomorrow, cast.sam)
    page = browser_of("sam").get("/queue/mine").text
    first, then = page.index("Due before you leave at 17:00"), page.index("You are on it")
    assert first < page.index(">Soon<") < then < page.index(">Not soon<")
    with clock.set_to(datetime(2026, 11, 28, 12, tzinfo=UTC)):  # a Saturday: nobody leaves
        assert "before you leave" not in browser_of("sam").get("/queue/mine").text


# ---- put off ----------------------------------------------------------------


def put_off(cast, thread_id, until, who="sam", note=""):
    with writing():
        desk_clock = db.session.get(DeskClock, thread_id)
        return snoozing.snooze(desk_clock, getattr(cast, who), until, note)


def test_what_is_put_off_leaves_every_list_and_comes_back(cast, browser_of):
    thread_id = question(cast, 5 * HOUR)
    with writing():
        claiming.take(thread_id, cast.sam)
    later = {"until": "+120", "note": "the lab answers at two"}
    assert browser_of("sam").post(f"/queue/{thread_id}/snooze", data=later).status_code == 303
    for tab in queue.TABS:
        assert listed(cast, tab) == []
    assert queue.counts(cast.people["sam"]).open == 0
    assert search("is:queued", reader_of(cast.sam)).hits == []
    page = browser_of("sam").get("/queue/mine").text
    assert "You put off" in page and "the lab answers at two" in page
    with clock.set_to(NOON + timedelta(minutes=121)):
        assert listed(cast) == [thread_id]
        drain()
        assert kept(Snooze) == []


def test_a_colleague_still_sees_what_was_put_off_and_brings_it_back(cast, browser_of):
    thread_id = question(cast, 5 * HOUR)
    put_off(cast, thread_id, NOON + 2 * HOUR, note="the lab answers <b>at two</b>")
    mia = browser_of("mia")
    page = mia.get(f"/t/{thread_id}-why").text
    assert "Sam Sato put it off" in page and "the lab answers &lt;b&gt;at two" in page
    found = search("is:resting", reader_of(cast.mia)).hits
    assert [hit.thread_id for hit in found] == [thread_id]
    assert "put it off" not in browser_of("ana").get(f"/t/{thread_id}-why").text
    assert mia.delete(f"/queue/{thread_id}/snooze").status_code == 303
    assert listed(cast) == [thread_id]


def test_it_is_back_half_an_hour_before_it_is_due(cast):
    thread_id = question(cast, 2 * HOUR)
    assert put_off(cast, thread_id, NOON + 48 * HOUR) == NOON + timedelta(minutes=90)
    with clock.set_to(NOON + timedelta(minutes=89)):
        assert listed(cast) == []
    with clock.set_to(NOON + timedelta(minutes=91)):
        assert listed(cast) == [thread_id]


def test_a_deadline_that_came_nearer_brings_it_back(cast):
    thread_id = question(cast, 5 * HOUR)
    put_off(cast, thread_id, NOON + 3 * HOUR)
    with writing():
        db.session.get(DeskClock, thread_id).due_at = NOON + timedelta(minutes=20)
    assert listed(cast) == [thread_id]


@pytest.mark.parametrize("due_in", [timedelta(minutes=29), -HOUR, -timedelta(days=9)])
def test_nobody_late_is_put_out_of_sight(cast, browser_of, due_in):
    thread_id = question(cast, due_in)
    answer = browser_of("sam").post(f"/queue/{thread_id}/snooze", data={"until": "+60"})
    assert answer.status_code == 409 and "first word" in answer.text
    assert kept(Snooze) == []


def test_the_customers_next_post_brings_it_back(cast):
    thread_id = asked(cast)
    put_off(cast, thread_id, NOON + 2 * HOUR)
    assert listed(cast) == []
    with clock.set_to(NOON + timedelta(minutes=1)):
        answered(cast, thread_id, "mia", audience="staff")
        assert listed(cast) == []
        answered(cast, thread_id, "ana", intent="addition")
        assert listed(cast) == [thread_id]


@pytest.mark.parametrize("until", ["", "x", "-5", "+0", "+999999", "2020-01-01T00:00"])
def test_a_time_that_is_none_is_an_error_of_the_form(cast, browser_of, until):
    thread_id = question(cast, 5 * HOUR)
    answer = browser_of("sam").post(f"/queue/{thread_id}/snooze", data={"until": until})
    assert answer.status_code == 422 and kept(Snooze) == []


# ---- the next best ----------------------------------------------------------


def test_the_next_best_goes_to_one_and_the_one_after_to_the_next(cast, browser_of):
    later, soon = question(cast, 5 * HOUR, "Later"), question(cast, HOUR / 4, "Soon")
    sam, mia = browser_of("sam"), browser_of("mia")
    assert sam.post("/queue/next").headers["Location"].startswith(f"/t/{soon}")
    assert mia.post("/queue/next").headers["Location"].startswith(f"/t/{later}")
    assert sam.post("/queue/next").headers["Location"] == "/queue"
    assert claiming.standing_claim(soon).by_id == cast.people["sam"]


def test_it_leaves_what_is_meant_for_others_and_what_was_just_seen(cast):
    first, second, third = (question(cast, n * HOUR) for n in (1, 2, 3))
    with writing():
        assigning.assign_to_person(db.session.get(Thread, first), cast.mia, cast.sam)
        path = next_best.take_next(cast.sam, without=second)
    assert path.startswith(f"/t/{third}")
    with writing():
        assert next_best.take_next(cast.mia).startswith(f"/t/{first}")


@pytest.mark.parametrize("without", ["", "x", "-1", "9" * 30, "٣"])
def test_next_takes_any_nonsense_for_nothing(cast, browser_of, without):
    thread_id = question(cast, HOUR)
    answer = browser_of("sam").post("/queue/next", data={"without": without})
    assert answer.headers["Location"].startswith(f"/t/{thread_id}")


# ---- claims -----------------------------------------------------------------


def test_a_claim_is_renewed_by_the_page_in_a_few_bytes(cast, browser_of):
    thread_id, sam = question(cast, HOUR), browser_of("sam")
    sam.post(f"/queue/{thread_id}/claim")
    with clock.set_to(NOON + timedelta(minutes=9)):
        said = sam.post(f"/queue/{thread_id}/claim", headers={"X-Fragment": "1"})
        assert datetime.fromisoformat(said.json["until"]) == NOON + timedelta(minutes=19)
    with clock.set_to(NOON + timedelta(minutes=20)):
        browser_of("mia").post(f"/queue/{thread_id}/claim")
        headers = {"X-Fragment": "1", "Accept": "application/json"}
        late = sam.post(f"/queue/{thread_id}/claim", headers=headers)
        assert late.status_code == 409 and late.json["detail"] == "Mia Moser is working on this."


def lose_role(cast, thread_id):
    with writing():
        roles.revoke(cast.sam, "staff", by=cast.admin)
    drain()


ENDS = {
    "time passes": lambda cast, thread_id: None,
    "a colleague answers": lambda cast, n: answered(cast, n, "mia", intent="answer"),
    "the holder answers": lambda cast, n: answered(cast, n, "sam", intent="answer"),
    "the holder loses the role": lose_role,
    "the asker writes": lambda cast, n: answered(cast, n, "ana", intent="still_need_help"),
    "it is put off": lambda cast, n: put_off(cast, n, NOON + HOUR),
}


@pytest.mark.parametrize("how", ENDS)
def test_no_claim_gets_stuck(cast, how):
    thread_id = asked(cast)
    with writing():
        claiming.take(thread_id, cast.sam)
    ENDS[how](cast, thread_id)
    with clock.set_to(NOON + claiming.LEASE + timedelta(seconds=1)), writing():
        assert claiming.take(thread_id, cast.mia).by_id == cast.people["mia"]


def test_whoever_lost_the_role_holds_nothing_at_once(cast, browser_of):
    thread_id, other, sam = question(cast, HOUR), question(cast, 2 * HOUR), browser_of("sam")
    sam.post(f"/queue/{thread_id}/claim")
    with writing():
        assigning.assign_to_person(db.session.get(Thread, other), cast.sam, cast.mia)
    lose_role(cast, thread_id)
    db.session.rollback()
    assert claiming.standing_claim(thread_id) is None and kept(Assignment) == []
    assert sam.post(f"/queue/{other}/claim").status_code in (302, 303, 401, 403)
    assert claiming.standing_claim(other) is None


@pytest.mark.parametrize("who", ["ana", "max"])
def test_only_staff_share_the_queue(cast, browser_of, who):
    thread_id, browser = question(cast, HOUR), browser_of(who)
    for method, path in (
        ("GET", f"/queue/{thread_id}/hand-over"),
        ("POST", f"/queue/{thread_id}/assignment"),
        ("DELETE", f"/queue/{thread_id}/assignment"),
        ("POST", f"/queue/{thread_id}/snooze"),
        ("DELETE", f"/queue/{thread_id}/snooze"),
        ("POST", "/queue/next"),
        ("POST", "/queue/mine/return"),
    ):
        assert browser.open(path, method=method).status_code == 403, path
