"""What pollutes queues elsewhere stays out of ours, and what must stay in it does."""

import pytest

from community import clock
from community.desk import queue
from community.extensions import db, writing
from community.forum import accepting, closing, posting
from community.forum.models import Post, Thread
from community.forum.supporting import recompute
from community.outbox.working import drain
from tests.desk.test_order import ask, say
from tests.desk.test_queue import NOON, listed


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def reply(cast, thread_id, who, intent, **more):
    with writing():
        thread = db.session.get(Thread, thread_id)
        post = posting.reply(thread, getattr(cast, who), intent=intent, **say("Hm."), **more)
        post_id = post.id
    drain()
    return post_id


def waits(cast, thread_id):
    """In the list, the badge and the tab alike, or in none of them."""
    found = listed(cast) + listed(cast, "backlog")
    counts = queue.counts(cast.people["sam"])
    assert counts.open + counts.backlog == len(found)
    assert (thread_id in queue.waiting_ids()) == (thread_id in found)
    return thread_id in found


@pytest.mark.parametrize("kind", ["discussion", "idea"])
def test_what_is_no_question_stays_out(cast, kind):
    with writing():
        thread = posting.ask(cast.ana, cast.category("help"), kind, "Look here", **say("Nice"))
        thread_id = thread.id
    drain()
    assert not waits(cast, thread_id)


def test_what_is_closed_stays_out(cast):
    thread_id = ask(cast, "Broken")
    assert waits(cast, thread_id)
    with writing():
        closing.close(db.session.get(Thread, thread_id), cast.sam, "done")
    assert not waits(cast, thread_id)


def test_what_is_archived_stays_out(cast):
    """What came by an import, or lies hidden, is nobody's work."""
    thread_id = ask(cast, "Broken")
    with writing():
        db.session.get(Thread, thread_id).hidden_at = NOON
    assert not waits(cast, thread_id)
    with writing():
        thread = Thread(
            category_id=cast.categories["help"],
            author_id=cast.people["ana"],
            kind="question",
            title="From before",
            slug="before",
            imported=True,
        )
        db.session.add(thread)
        db.session.flush()
        db.session.add(
            Post(thread_id=thread.id, number=1, author_id=thread.author_id, source="", html="")
        )
        thread_id = thread.id
    with writing():
        recompute(db.session.get(Thread, thread_id))
    drain()
    assert not waits(cast, thread_id)


def test_what_is_answered_stays_out_until_the_asker_says_it_did_not_help(cast):
    thread_id = ask(cast, "Broken")
    reply(cast, thread_id, "sam", "answer")
    assert not waits(cast, thread_id)
    reply(cast, thread_id, "ana", "still_need_help")
    assert waits(cast, thread_id)
    answer_id = reply(cast, thread_id, "ben", "answer")
    with writing():
        accepting.accept(db.session.get(Post, answer_id), cast.ana)
    assert not waits(cast, thread_id)


@pytest.mark.parametrize(("who", "intent"), [("ben", "remark"), ("ana", "addition")])
def test_a_reply_that_is_no_answer_takes_nobody_out(cast, who, intent):
    thread_id = ask(cast, "Broken")
    reply(cast, thread_id, who, intent)
    assert waits(cast, thread_id)


def test_a_first_word_of_ours_keeps_the_question_in(cast):
    thread_id = ask(cast, "Broken")
    reply(cast, thread_id, "sam", "first_word", next_word_by=NOON.replace(hour=15))
    assert waits(cast, thread_id)
    item, _edges = queue.item(thread_id)
    assert (item.target, item.due_at) == ("next_word", NOON.replace(hour=15))
