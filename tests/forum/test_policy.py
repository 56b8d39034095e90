"""Who may do what: the matrix of people and acts."""

from datetime import timedelta

import pytest

from community import clock
from community.extensions import db, writing
from community.forum import policy
from community.forum.models import Post
from tests.forum.conftest import MONDAY

PEOPLE = ["nobody", "ana", "ben", "sam", "mia", "max", "admin"]


def person(cast, who):
    return None if who == "nobody" else getattr(cast, who)


def those_who(cast, rule, thing):
    return {who for who in PEOPLE if rule(person(cast, who), thing)}


STAFF = {"sam", "mia", "admin"}


@pytest.mark.parametrize(
    ("rule", "who_may"),
    [
        (policy.can_read_thread, set(PEOPLE)),
        (policy.can_reply, set(PEOPLE) - {"nobody"}),
        (policy.can_edit_thread, {"ana"} | STAFF),
        (policy.can_move, STAFF),
        (policy.can_close, STAFF),
        (policy.can_hide, STAFF),
        (policy.can_restore, STAFF),
        (policy.can_link, STAFF),
        (policy.can_pin, {"mia", "admin"}),
        (policy.can_tell, {"ana"}),
        (policy.can_follow, set(PEOPLE) - {"nobody"}),
        (policy.can_ask_company, set()),
        (policy.can_withdraw, set()),
    ],
)
def test_who_may_act_on_a_question(forum, rule, who_may):
    forum.ask()
    with clock.set_to(forum.time):
        assert those_who(forum.cast, rule, forum.thread) == who_may


@pytest.mark.parametrize(
    ("rule", "who_may"),
    [
        (policy.can_accept, {"ana"}),
        (policy.can_verify, STAFF),
        (policy.can_edit, {"ben"} | STAFF),
        (policy.can_hide, {"ben"} | STAFF),
        (policy.can_vote, set(PEOPLE) - {"nobody", "ben"}),
    ],
)
def test_who_may_act_on_a_customers_answer(forum, rule, who_may):
    forum.ask()
    answer = forum.post(forum.reply("ben", "answer"))
    with clock.set_to(forum.time):
        assert those_who(forum.cast, rule, answer) == who_may


def test_a_stranger_cannot_accept(forum):
    forum.ask()
    answer = forum.post(forum.reply("ben", "answer"))
    assert not policy.can_accept(forum.cast.ben, answer)
    assert policy.can_accept(forum.cast.ana, answer)


def test_nobody_accepts_the_question_itself_or_what_others_cannot_read(forum):
    forum.ask()
    private = forum.post(forum.reply("sam", audience="asker_and_staff"))
    opening = db.session.query(Post).filter_by(number=1).one()
    assert not policy.can_accept(forum.cast.ana, opening)
    assert not policy.can_accept(forum.cast.ana, private)


@pytest.mark.parametrize(("days", "may"), [(0, False), (2.9, False), (3.1, True)])
def test_staff_accept_after_three_silent_days(forum, days, may):
    forum.ask()
    answer = forum.post(forum.reply("sam", "answer"))
    with clock.set_to(forum.time + timedelta(days=days)):
        assert policy.can_accept(forum.cast.sam, answer) is may


def test_a_word_of_the_asker_breaks_the_silence(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    forum.at(days=2).reply("ana", "addition", "I will try tonight")
    with clock.set_to(forum.time + timedelta(days=2)):
        assert not policy.can_accept(forum.cast.sam, forum.post(answer))


def test_staff_accept_on_the_askers_word(forum):
    forum.ask()
    answer = forum.reply("ben", "answer")
    assert not policy.can_accept(forum.cast.sam, forum.post(answer))
    forum.says_works()
    assert policy.can_accept(forum.cast.sam, forum.post(answer))


def test_staff_do_not_replace_what_the_asker_accepted(forum):
    forum.ask()
    forum.accept(forum.reply("ben", "answer"))
    other = forum.reply("sam", "answer")
    with clock.set_to(forum.time + timedelta(days=9)):
        assert not policy.can_accept(forum.cast.sam, forum.post(other))
        assert not policy.can_withdraw(forum.cast.sam, forum.thread)


def test_the_asker_takes_back_what_staff_accepted(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    forum.at(days=4).accept(answer, "sam")
    assert policy.can_withdraw(forum.cast.ana, forum.thread)
    assert policy.can_withdraw(forum.cast.sam, forum.thread)
    assert not policy.can_withdraw(forum.cast.ben, forum.thread)


def test_authors_edit_for_six_hours_and_staff_at_any_time(forum):
    forum.ask()
    post = forum.post(forum.reply("ben"))
    with clock.set_to(forum.time + timedelta(hours=7)):
        assert those_who(forum.cast, policy.can_edit, post) == STAFF


def test_a_closed_thread_takes_no_more_replies_of_customers(forum):
    forum.ask()
    forum.close("sam")
    assert those_who(forum.cast, policy.can_reply, forum.thread) == STAFF
    assert not policy.can_tell(forum.cast.ana, forum.thread)


def test_what_the_clock_closed_is_open_to_its_asker(forum):
    forum.ask()
    forum.close(None)
    assert those_who(forum.cast, policy.can_reply, forum.thread) == STAFF | {"ana"}


def test_a_private_thread_is_for_its_asker_and_staff(forum):
    forum.ask(audience="asker_and_staff")
    assert those_who(forum.cast, policy.can_read_thread, forum.thread) == STAFF | {"ana"}


def test_a_suspended_person_does_nothing(forum):
    forum.ask()
    post = forum.post(forum.reply("sam"))
    with writing():
        forum.cast.ana.suspended_until = MONDAY + timedelta(days=900)
    ana = forum.cast.ana
    for rule, thing in [
        (policy.can_reply, forum.thread),
        (policy.can_accept, post),
        (policy.can_vote, post),
        (policy.can_edit_thread, forum.thread),
        (policy.can_post_in, forum.cast.category()),
    ]:
        assert not rule(ana, thing), rule


@pytest.mark.parametrize(
    ("who", "category", "may"),
    [
        ("nobody", "help", False),
        ("ana", "help", True),
        ("ana", "members", True),
        ("ana", "crew", False),
        ("max", "crew", False),
        ("sam", "crew", True),
    ],
)
def test_who_may_open_a_thread_where(cast, who, category, may):
    assert policy.can_post_in(person(cast, who), cast.category(category)) is may


@pytest.mark.parametrize(
    ("who", "intents"),
    [
        ("nobody", []),
        ("ana", ["still_need_help", "addition"]),
        ("ben", ["answer", "remark"]),
        ("max", ["answer", "remark"]),
        ("sam", ["answer", "need_info", "first_word"]),
    ],
)
def test_the_buttons_of_the_reply_box(forum, who, intents):
    forum.ask()
    assert policy.intents_for(person(forum.cast, who), forum.thread) == intents


@pytest.mark.parametrize(
    ("who", "audiences"),
    [
        ("nobody", []),
        ("ana", ["public", "asker_and_staff"]),
        ("ben", ["public"]),
        ("sam", ["public", "asker_and_staff", "staff"]),
    ],
)
def test_whom_a_reply_may_be_for(forum, who, audiences):
    forum.ask()
    assert policy.audiences_for(person(forum.cast, who), forum.thread) == audiences


def test_the_rule_for_one_reader_is_the_rule_of_the_lists(forum):
    """policy and queries say the same about every thread, post and person."""
    from community.accounts.readers import reader_of
    from community.forum import hiding
    from community.forum.models import Thread
    from community.forum.queries import posts_visible_to, visible_to

    for category in ("help", "members", "crew"):
        for audience in ("public", "asker_and_staff", "staff"):
            forum.ask("admin", category=category, audience=audience)
            with writing():
                forum.thread.author_id = forum.cast.people["ana"]
            for reply in policy.audiences_for(forum.cast.sam, forum.thread):
                forum.reply("sam", audience=reply)
            forum.hide(forum.reply("sam", audience=audience))
    forum.ask()
    forum.act(lambda: hiding.hide_thread(forum.thread, forum.cast.mia))
    for who in PEOPLE:
        user = person(forum.cast, who)
        reader = reader_of(user)
        listed = set(db.session.scalars(db.select(Thread.id).where(visible_to(reader))))
        posts = db.select(Post.id).join(Post.thread).where(posts_visible_to(reader))
        listed_posts = set(db.session.scalars(posts))
        for thread in db.session.query(Thread):
            assert policy.can_read_thread(user, thread) is (thread.id in listed), (who, thread)
        for post in db.session.query(Post):
            thread = db.session.get(Thread, post.thread_id)
            seen = policy.can_read_post(user, post, thread)
            assert seen is (post.id in listed_posts), (who, post)
