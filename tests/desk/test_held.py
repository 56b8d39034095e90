"""Held posts stand in the queue until one of us approves or hides them."""

import pytest

from community import clock
from community.accounts import roles
from community.desk import claiming, queue
from community.desk.models import HELD
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Post, Thread
from community.outbox.working import drain
from tests.desk.test_order import HOUR, ask, question, say
from tests.desk.test_queue import NOON


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


@pytest.fixture(autouse=True)
def judged():
    def judge(draft):
        return "why" if "held" in draft.source else None

    posting.judges.append(judge)
    yield
    posting.judges.remove(judge)


def kinds(cast, tab="open"):
    return [(row.kind, row.id) for row in queue.page(cast.people["sam"], tab).items]


def reply_held(cast, thread_id, who="ben"):
    with writing():
        thread = db.session.get(Thread, thread_id)
        post_id = posting.reply(thread, getattr(cast, who), **say("held")).id
    drain()
    return post_id


def test_a_held_first_question_stands_before_what_is_due_soon(cast):
    soon = question(cast, HOUR / 6)
    held = ask(cast, "held", "ben")
    assert kinds(cast) == [("held", held), ("queue", soon)]
    assert queue.counts(cast.people["sam"]).open == 2


def test_a_held_reply_is_due_as_a_first_reply_is(cast):
    thread_id = ask(cast, "Broken", "ana")
    ask(cast, "I was here before", "ben")
    reply_held(cast, thread_id)
    row = next(row for row in queue.page(1).items if row.kind == "held")
    assert row.band == 4
    with clock.moved_by(5 * HOUR):
        assert ("held", thread_id) in kinds(cast, "late")
    with clock.moved_by(24 * 14 * HOUR):
        assert ("held", thread_id) in kinds(cast, "backlog")


def test_one_of_us_approves_it_and_the_next_one_comes(cast, browser_of):
    thread_id = ask(cast, "Broken")
    first, second = reply_held(cast, thread_id), reply_held(cast, thread_id)
    sam = browser_of("sam")
    assert "2 held replies" in sam.get("/queue").text
    assert sam.post(f"/posts/{first}/approval", data={"next": "/queue"}).location == "/queue"
    assert db.session.get(Post, first).held_at is None
    assert f"/posts/{second}/approval" in sam.get("/queue").text
    browser_of("mia").post(f"/posts/{second}/hiding")
    assert ("held", thread_id) not in kinds(cast)


@pytest.mark.parametrize("who", ["ana", "ben", "max"])
def test_nobody_else_approves(cast, browser_of, who):
    post_id = reply_held(cast, ask(cast, "Broken"))
    assert browser_of(who).post(f"/posts/{post_id}/approval").status_code in {403, 404}
    db.session.rollback()
    assert db.session.get(Post, post_id).held_at


def test_counts_equal_lists_and_pages_follow_with_held_posts_too(cast, monkeypatch):
    for n in range(4):
        thread_id = question(cast, (n + 1) * HOUR / 2, last_number=1)
        with writing():
            thread = db.session.get(Thread, thread_id)
            posting.reply(thread, cast.ben, **say("held"))
    whole = kinds(cast)
    counts = queue.counts(cast.people["sam"])
    assert len(whole) == len(set(whole)) == counts.open == 8
    monkeypatch.setattr(queue, "PAGE", 3)
    seen, cursor = [], None
    while True:
        page = queue.page(cast.people["sam"], cursor=cursor)
        seen += [(row.kind, row.id) for row in page.items]
        cursor = page.after
        if not cursor:
            break
    assert seen == whole


# ---- claimed ----------------------------------------------------------------


def test_a_colleague_looks_at_what_is_held_and_others_see_it(cast, browser_of):
    thread_id = ask(cast, "held", "ben")
    sam, mia = browser_of("sam"), browser_of("mia")
    assert sam.post(f"/queue/{thread_id}/held-claim").status_code == 303
    assert "Sam Sato is looking at this, until" in mia.get("/queue").text
    refused = mia.post(f"/queue/{thread_id}/held-claim")
    assert refused.status_code == 409 and "Sam Sato is working on this" in refused.text
    assert kinds(cast, "mine") == [("held", thread_id)]
    assert queue.counts(cast.people["sam"]).mine == 1
    assert "You are on it" in sam.get("/queue/mine").text
    mia.delete(f"/queue/{thread_id}/held-claim")  # only one's own is handed back
    assert kinds(cast, "mine") == [("held", thread_id)]
    sam.delete(f"/queue/{thread_id}/held-claim")
    assert kinds(cast, "mine") == []


def test_looking_at_a_held_reply_is_not_looking_at_the_question(cast, browser_of):
    thread_id = ask(cast, "Broken", "ana")
    reply_held(cast, thread_id)
    browser_of("sam").post(f"/queue/{thread_id}/held-claim")
    page = browser_of("ana").get(f"/t/{thread_id}-broken").text
    assert "looking at this" not in page
    assert browser_of("mia").post(f"/queue/{thread_id}/claim").status_code == 303


def test_a_lease_on_held_posts_runs_out(cast):
    thread_id = ask(cast, "held", "ben")
    with writing():
        claiming.take(thread_id, cast.sam, HELD)
    with clock.moved_by(claiming.LEASE * 1.1):
        drain()
        assert claiming.standing_claim(thread_id, HELD) is None
        assert kinds(cast, "mine") == []


def test_the_lease_ends_when_nothing_is_held_any_more(cast, browser_of):
    thread_id = ask(cast, "Broken")
    first, second = reply_held(cast, thread_id), reply_held(cast, thread_id)
    sam = browser_of("sam")
    sam.post(f"/queue/{thread_id}/held-claim")
    sam.post(f"/posts/{first}/approval")
    drain()
    assert claiming.standing_claim(thread_id, HELD) is not None
    browser_of("mia").post(f"/posts/{second}/hiding")
    drain()
    db.session.rollback()
    assert claiming.standing_claim(thread_id, HELD) is None
    assert sam.post(f"/queue/{thread_id}/held-claim").status_code == 404


def test_who_lost_the_role_looks_at_nothing_any_more(cast):
    thread_id = ask(cast, "held", "ben")
    with writing():
        claiming.take(thread_id, cast.sam, HELD)
        roles.revoke(cast.sam, "staff")
    drain()
    assert claiming.standing_claim(thread_id, HELD) is None
