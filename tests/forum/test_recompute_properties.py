"""Whatever people do in whatever order: what is derived follows the facts alone."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import clock
from community.extensions import db, writing
from community.forum import accepting, hiding, posting, refuting, telling, verifying
from community.forum.acts import Vote
from community.forum.models import Post, Thread
from community.forum.past import stories
from community.forum.replaying import Deed, Story
from community.forum.supporting import DERIVED, recompute, story_of
from tests.forum.conftest import MONDAY, rendered

COUNTS = ("public_posts", "public_active_at", "staff_posts", "staff_active_at", "me_too")
SAYINGS = [
    ("ana", "still_need_help"),
    ("ana", "addition"),
    ("ben", "answer"),
    ("ben", "remark"),
    ("sam", "answer"),
    ("sam", "need_info"),
    ("sam", "first_word"),
]
ACTS = ["accept", "withdraw", "verify", "refute", "works", "still_broken", "hide", "restore"]
steps = st.lists(
    st.one_of(st.sampled_from(SAYINGS), st.tuples(st.sampled_from(ACTS), st.integers(0, 9))),
    min_size=1,
    max_size=10,
)
often = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def picture(thread):
    return {name: getattr(thread, name) for name in (*DERIVED, *COUNTS)}


def tell(forum, plan):
    """Ask, then follow the plan; what makes no sense at its turn is left out."""
    forum.time = MONDAY
    forum.ask()
    for first, second in plan:
        if first in ACTS:
            act(forum, first, second)
        else:
            forum.reply(first, second)
    return forum.thread


def act(forum, name, index):
    posts = db.session.query(Post).filter_by(thread_id=forum.thread_id).order_by(Post.number).all()
    post = posts[index % len(posts)]
    ana, sam = forum.cast.ana, forum.cast.sam
    if name == "accept" and post.number > 1 and not post.hidden_at:
        forum.act(lambda: accepting.accept(post, ana))
    elif name == "withdraw":
        forum.withdraw()
    elif name == "verify" and post.author_id == forum.cast.people["ben"]:
        forum.act(lambda: verifying.verify(post, sam))
    elif name == "refute" and post.author_id == forum.cast.people["ben"]:
        forum.act(lambda: refuting.refute(post, sam))
    elif name == "works":
        forum.act(lambda: telling.say_works(forum.thread, ana))
    elif name == "still_broken":
        forum.says_still_broken()
    elif name == "hide" and post.number > 1:
        forum.act(lambda: hiding.hide_post(post, sam))
    elif name == "restore" and post.number > 1:
        forum.act(lambda: hiding.restore_post(post, sam))


@often
@given(plan=steps)
def test_deriving_again_changes_nothing(forum, plan):
    before = picture(tell(forum, plan))
    with clock.set_to(forum.time + timedelta(days=90)), writing():
        recompute(forum.thread)
    assert picture(forum.thread) == before


@often
@given(plan=steps)
def test_many_told_at_once_say_the_same(forum, plan):
    thread = tell(forum, plan)
    alone, together = story_of(thread), stories(Thread.id == thread.id)[thread.id]
    assert vars(together) == vars(alone)
    at, state = together.past[-1]
    assert (state, at) == (thread.support_state, thread.state_since)


@often
@given(plan=steps, index=st.integers(1, 9))
def test_hiding_and_restoring_gives_what_was_there(forum, plan, index):
    thread = tell(forum, plan)
    before = picture(thread)
    posts = db.session.query(Post).filter_by(thread_id=thread.id).order_by(Post.number).all()
    post = posts[index % len(posts)]
    if post.hidden_at:
        return
    forum.hide(post.id)
    forum.restore(post.id)
    assert picture(forum.thread) == before


@often
@given(plan=steps)
def test_automatic_posts_never_count(forum, plan):
    before = picture(tell(forum, plan))
    with clock.set_to(forum.time), writing():
        post = posting.reply(forum.thread, forum.cast.sam, "x", rendered("x"), intent="answer")
        post.automatic = True
        recompute(forum.thread)
    after = picture(forum.thread)
    assert {k: after[k] for k in DERIVED} == {k: before[k] for k in DERIVED}


@often
@given(plan=steps)
def test_a_clock_runs_only_while_somebody_waits_for_us(forum, plan):
    thread = tell(forum, plan)
    if thread.support_state in {"unanswered", "needs_reply"}:
        assert thread.waiting_since
        assert thread.waiting_for in {"first_reply", "follow_up"}
    if thread.support_state in {"solved", "closed", "needs_info"}:
        assert thread.waiting_since is None
    if thread.replied_by == "staff" and thread.support_state == "replied":
        assert thread.waiting_since is None
    assert (thread.support_state == "solved") == (thread.solved_at is not None)
    visible = db.session.query(Post).filter_by(thread_id=thread.id, hidden_at=None).count()
    assert thread.staff_posts == visible


MOMENTS = [MONDAY + timedelta(hours=hour) for hour in range(6)]
deeds = st.lists(
    st.builds(
        Deed,
        at=st.sampled_from(MOMENTS),
        rank=st.just(0),
        order=st.integers(2, 500),
        what=st.sampled_from(
            ["still_need_help", "addition", "answer", "staff_answer", "need_info", "works"]
        ),
        who=st.sampled_from(["customer", "trusted", "staff"]),
        post_id=st.integers(2, 500),
        next_word_by=st.none(),
    ),
    unique_by=lambda deed: deed.order,
    max_size=12,
)


@given(told=deeds, shuffled=st.randoms())
def test_the_order_in_which_facts_are_brought_does_not_matter(told, shuffled):
    asked = Deed(MONDAY - timedelta(hours=1), 0, 1, "ask", "asker", 1)
    in_order = Story().tell([asked, *told])
    mixed = [asked, *told]
    shuffled.shuffle(mixed)
    assert vars(Story().tell(mixed)) == vars(in_order)


def test_me_too_counts_people_not_clicks(forum):
    from community.forum import voting

    forum.ask()
    opening = db.session.query(Post).one().id
    for who in ("ben", "ben", "mia"):
        forum.act(lambda who=who: voting.vote(forum.post(opening), getattr(forum.cast, who)))
    assert (forum.thread.me_too, forum.post(opening).score) == (2, 2)
    forum.act(lambda: voting.unvote(forum.post(opening), forum.cast.ben))
    forum.act(lambda: voting.unvote(forum.post(opening), forum.cast.ben))
    assert (forum.thread.me_too, forum.post(opening).score) == (1, 1)
    assert db.session.query(Vote).count() == 1


@pytest.mark.parametrize("answer_by", ["ben", "sam"])
def test_an_imported_thread_has_a_state_but_no_clock(forum, answer_by):
    from community.forum import restoring
    from community.forum.models import Thread

    with writing():
        cast = forum.cast
        thread = restoring.restore_thread(
            cast.category(), cast.ana, "question", "Old", rendered("Old"), "Old", MONDAY
        )
        db.session.flush()
        answer = restoring.restore_post(
            thread,
            getattr(cast, answer_by),
            rendered("So"),
            "So",
            MONDAY + timedelta(hours=1),
        )
        restoring.restore_acceptance(thread, answer, MONDAY + timedelta(hours=2))
        restoring.finish(thread)
        forum.thread_id = thread.id
    thread = db.session.get(Thread, forum.thread_id)
    assert (thread.support_state, thread.solved_by) == ("solved", "asker")
    for name in ("waiting_since", "first_reply_at", "first_staff_reply_at", "next_word_by"):
        assert getattr(thread, name) is None
    assert (thread.created_at, thread.public_posts) == (MONDAY, 2)
