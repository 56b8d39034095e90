"""Groups of staff: who belongs to them, what they are given, and how one falls out of them."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts import roles
from community.accounts.models import User
from community.accounts.readers import reader_of
from community.desk import assigning, duties, hearing, queue
from community.desk.groups import keeping, reading
from community.desk.together_models import Assignment
from community.extensions import db, writing
from community.forum.models import Thread
from community.outbox.working import drain
from community.search.searching import search
from tests.desk.test_queue import NOON, listed, question
from tests.statements import counted

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def made(cast, name="Second line", members=("sam", "mia"), leads=(), categories=()) -> int:
    ids = cast.people
    wish = keeping.Wish(
        name,
        "",
        frozenset(ids[who] for who in members),
        frozenset(ids[who] for who in leads),
        frozenset(cast.categories[slug] for slug in categories),
    )
    with writing():
        group_id = keeping.make(wish, cast.admin).id
    return group_id


def given(cast, thread_id, handle, by="admin"):
    with writing():
        thread = db.session.get(Thread, thread_id)
        assigning.assign_to_group(thread, cast.group(handle), getattr(cast, by), "look")
    drain()


def standing() -> list[Assignment]:
    db.session.rollback()
    return db.session.query(Assignment).filter_by(ended_at=None).all()


# ---- the page ---------------------------------------------------------------


def test_a_lead_makes_a_group_and_fills_it(cast, browser_of):
    admin, ids = browser_of("admin"), cast.people
    there = admin.post("/queue/groups", data={"name": "Second line", "about": "the lab"})
    assert there.status_code == 303
    group = reading.by_handle("second-line")
    ticked = {
        "name": "Second line",
        "member": [ids["sam"], ids["mia"]],
        "lead": [ids["mia"]],
        "category": [cast.categories["help"]],
    }
    assert admin.post(f"/queue/groups/{group.id}", data=ticked).status_code == 303
    page = browser_of("sam").get("/queue/groups").text
    assert "Second line" in page and "Looks after: Help" in page and "Make it" not in page
    told = next(one for one in reading.told() if one.id == group.id)
    assert [(p.username, p.leads) for p in told.members] == [("mia", True), ("sam", False)]


def test_who_leads_the_group_changes_it_and_others_do_not(cast, browser_of):
    group_id = made(cast, leads=("mia",))
    path, ticked = f"/queue/groups/{group_id}", {"name": "Lab", "member": [cast.people["sam"]]}
    assert browser_of("sam").post(path, data=ticked).status_code == 403
    assert browser_of("sam").get(path).status_code == 200
    assert browser_of("ana").get(path).status_code == 403
    assert browser_of("mia").post(path, data=ticked).status_code == 303
    assert [person.id for person in reading.members(group_id)] == [cast.people["sam"]]
    assert browser_of("mia").delete(path).status_code == 403


def test_customers_cannot_be_put_into_a_group(cast, browser_of):
    group_id = made(cast)
    ticked = {"name": "Second line", "member": [cast.people["ana"], cast.people["sam"]]}
    answer = browser_of("admin").post(f"/queue/groups/{group_id}", data=ticked)
    assert answer.status_code == 422 and "Ana Alves does not work the queue" in answer.text
    assert len(reading.members(group_id)) == 2


@pytest.mark.parametrize("name", ["SUPPORT", "!!!", "me", ""])
def test_a_name_that_is_taken_or_cannot_be_found_is_refused(cast, browser_of, name):
    assert browser_of("admin").post("/queue/groups", data={"name": name}).status_code == 422


def test_pages_ask_the_same_for_two_and_for_ten_groups(cast, browser_of):
    admin = browser_of("admin")
    admin.get("/queue/groups")
    with counted() as few:
        admin.get("/queue/groups")
    for number in range(8):
        made(cast, f"Group {number}", categories=("help", "talk"))
    admin.get("/queue/groups")  # the badge comes from memory, for a while
    with counted() as many:
        assert admin.get("/queue/groups").status_code == 200
    assert len(few) == len(many) <= 6


# ---- what they are given ----------------------------------------------------


def test_each_member_hears_once_and_who_gave_it_does_not(cast, browser_of):
    made(cast, members=("sam", "mia", "admin"))
    thread_id = question(cast, 3 * HOUR, "It hums")
    given(cast, thread_id, "second-line", by="mia")
    for who, times in (("sam", 1), ("admin", 1), ("mia", 0)):
        page = browser_of(who).get("/notices").text
        assert page.count("Given to your group: “It hums”") == times, who


def test_it_stands_on_their_list_and_is_found_by_the_name(cast):
    made(cast)
    ours, other = question(cast, 3 * HOUR, "Ours"), question(cast, 4 * HOUR, "Other")
    given(cast, ours, "second-line")
    given(cast, other, "support")
    assert listed(cast, "mine", "mia") == [ours]
    assert set(listed(cast, "mine", "sam")) == {ours, other}
    for words in ("for:second-line", "for:Second-Line is:queued"):
        found = [hit.thread_id for hit in search(words, reader_of(cast.mia)).hits]
        assert found == [ours], words
    assert [hit.thread_id for hit in search("for:@sam", reader_of(cast.mia)).hits] != []


def test_a_group_without_anybody_is_refused_in_words(cast, browser_of):
    group_id = made(cast, members=())
    thread_id = question(cast, 3 * HOUR)
    answer = browser_of("sam").post(
        f"/queue/{thread_id}/assignment", data={"to": f"group:{group_id}", "note": "keep me"}
    )
    assert answer.status_code == 422 and "keep me" in answer.text
    assert "Nobody in Second line works the queue now" in answer.text
    assert standing() == []


def test_who_looks_after_a_category_hears_of_its_deadlines_before_everybody(cast):
    made(cast, members=("mia",), categories=("help",))
    here = question(cast, 3 * HOUR)
    assert hearing.those_on_it(here) == [cast.people["mia"]]
    given(cast, here, "support")
    assert hearing.those_on_it(here) == [cast.people["sam"]]


def test_the_lead_of_the_group_hears_when_it_is_late(cast):
    made(cast, leads=("mia",))
    here = question(cast, 3 * HOUR)
    assert cast.people["mia"] not in hearing.leads_for(here)
    given(cast, here, "second-line")
    assert hearing.leads_for(here) == sorted({cast.people["mia"], *duties.leads()})


# ---- falling out ------------------------------------------------------------


def revoke(cast, who):
    with writing():
        person = db.session.get(User, cast.people[who])
        for role in ("staff", "moderator", "admin"):
            roles.revoke(person, role)
    drain()


def test_who_lost_the_role_is_in_no_group_and_what_they_had_is_everybodys(cast):
    group_id = made(cast, members=("sam",))
    theirs, own = question(cast, 3 * HOUR), question(cast, 4 * HOUR)
    given(cast, theirs, "second-line")
    with writing():
        assigning.assign_to_person(db.session.get(Thread, own), cast.sam, cast.mia)
    revoke(cast, "sam")
    assert reading.members(group_id) == [] and standing() == []
    assert set(listed(cast, "open", "mia")) == {theirs, own}
    assert queue.counts(cast.people["sam"]).mine == 0


def test_others_of_the_group_keep_what_it_was_given(cast):
    made(cast)
    thread_id = question(cast, 3 * HOUR)
    given(cast, thread_id, "second-line")
    revoke(cast, "sam")
    assert [row.thread_id for row in standing()] == [thread_id]
    assert listed(cast, "mine", "mia") == [thread_id]


def test_ending_a_group_gives_back_what_it_had_and_frees_its_name(cast, browser_of):
    group_id = made(cast)
    thread_id = question(cast, 3 * HOUR)
    given(cast, thread_id, "second-line")
    assert browser_of("admin").delete(f"/queue/groups/{group_id}").status_code == 303
    assert standing() == [] and listed(cast, "mine", "mia") == []
    assert browser_of("sam").get(f"/queue/groups/{group_id}").status_code == 404
    assert made(cast) != group_id
