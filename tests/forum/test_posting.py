"""Opening threads and replying: numbers, double submissions, badges, audiences, holds."""

import threading
from datetime import timedelta

import pytest

from community.accounts.models import User
from community.extensions import db, writing
from community.forum import approving, following, posting
from community.forum.acts import Following, Mention
from community.forum.models import Post, Thread
from community.forum.tagging import tags_of
from community.outbox.models import OutboxEvent
from tests.forum.conftest import rendered


@pytest.fixture
def heard(monkeypatch):
    """The names of what verbs record, in order."""
    from community import outbox

    names = []
    monkeypatch.setattr(outbox, "record", lambda event, at=None: names.append(event))
    return names


def kinds(events):
    return [type(event).__name__ for event in events]


def test_an_opened_thread_has_its_post_its_follower_and_its_news(forum, heard):
    thread_id = forum.ask(tags="Box, red light")
    opening = db.session.query(Post).one()
    assert (opening.number, opening.thread_id, opening.intent) == (1, thread_id, None)
    assert forum.thread.slug == "the-box-blinks"
    assert tags_of(thread_id) == ["box", "red-light"]
    assert db.session.get(Following, (thread_id, forum.cast.people["ana"])).ended_at is None
    assert kinds(heard) == ["SupportStateChanged", "ThreadOpened"]


def test_the_support_state_is_told_once_an_act(forum, heard):
    forum.ask()
    heard.clear()
    forum.reply("sam", "answer")
    assert kinds(heard) == ["SupportStateChanged", "PostAdded"]


def test_the_same_question_sent_twice_is_one_thread(forum):
    first = forum.ask(once="k1")
    assert forum.ask(once="k1") == first
    assert db.session.query(Thread).count() == 1
    assert forum.ask(once="k2") != first


def test_the_same_reply_sent_twice_is_one_post(forum):
    forum.ask()
    first = forum.reply("ben", "answer", once="k1")
    assert forum.reply("ben", "answer", once="k1") == first
    assert forum.thread.last_number == 2


def test_two_people_may_have_the_same_key(forum):
    forum.ask()
    assert forum.reply("ben", once="k") != forum.reply("sam", once="k")


def test_numbers_have_no_gaps_under_thirty_writers(forum, app):
    forum.ask()
    failed = []

    def write():
        with app.app_context():
            try:
                with writing():
                    thread = db.session.get(Thread, forum.thread_id)
                    ben = db.session.get(User, forum.cast.people["ben"])
                    posting.reply(thread, ben, "x", rendered("x"), intent="remark")
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    db.session.rollback()
    numbers = db.session.scalars(db.select(Post.number).order_by(Post.number)).all()
    assert numbers == list(range(1, 32))


def test_the_staff_badge_is_what_the_author_was_then(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    with writing():
        forum.cast.sam.roles, forum.cast.sam.department = "customer", None
    post = forum.post(answer)
    assert (post.badge_role, post.badge_department, post.badge_title) == (
        "staff",
        "Support",
        "Agent",
    )


def test_a_customer_has_no_badge_whatever_their_title(forum):
    with writing():
        forum.cast.ben.title, forum.cast.ben.department = "Support", "Support"
    forum.ask()
    post = forum.post(forum.reply("ben"))
    assert (post.badge_role, post.badge_department, post.badge_title) == (None, None, None)


@pytest.mark.parametrize(
    ("who", "intent"),
    [("ben", "need_info"), ("ben", "first_word"), ("ben", "still_need_help"), ("ana", "answer")],
)
def test_an_intent_of_somebody_else_is_refused(forum, who, intent):
    forum.ask()
    with pytest.raises(posting.Refused):
        forum.reply(who, intent)
    assert forum.thread.last_number == 1


def test_without_a_choice_the_first_button_counts(forum):
    forum.ask()
    assert forum.post(forum.reply("ana")).intent == "still_need_help"
    assert forum.post(forum.reply("ben")).intent == "answer"
    assert forum.post(forum.reply("sam")).intent == "answer"


@pytest.mark.parametrize(
    ("who", "audience"),
    [("ben", "asker_and_staff"), ("ben", "staff"), ("ana", "staff"), ("ben", "nobody")],
)
def test_an_audience_of_somebody_else_is_refused(forum, who, audience):
    forum.ask()
    with pytest.raises(posting.Refused):
        forum.reply(who, audience=audience)


def test_everything_in_a_private_thread_is_private(forum):
    forum.ask(audience="asker_and_staff")
    for post_id in (forum.reply("sam"), forum.reply("ana")):
        assert forum.post(post_id).audience == "asker_and_staff"


def test_nobody_replies_in_a_private_thread_of_others(forum):
    forum.ask(audience="asker_and_staff")
    with pytest.raises(posting.Refused):
        forum.reply("ben")


def test_a_customer_cannot_open_a_thread_for_staff(forum):
    with pytest.raises(posting.Refused):
        forum.ask(audience="staff")


def test_a_customer_cannot_open_a_guide(forum):
    with pytest.raises(posting.Refused):
        forum.ask(kind="guide")


def test_a_customer_cannot_post_where_only_staff_may(forum):
    with pytest.raises(posting.Refused):
        forum.ask(category="crew")


def test_a_title_of_nothing_is_refused(forum):
    with pytest.raises(posting.Refused):
        forum.ask(title=" \u202e\t\n")


def test_a_closed_thread_takes_replies_of_staff_alone(forum):
    forum.ask()
    forum.close("sam")
    for who in ("ana", "ben"):
        with pytest.raises(posting.Refused):
            forum.reply(who)
    assert forum.reply("sam")


def test_mentions_are_people_who_may_read(forum):
    forum.ask()
    forum.reply("sam", text="@ben @sam @ana @nobody look", audience="asker_and_staff")
    named = set(db.session.scalars(db.select(Mention.user_id)))
    assert named == {forum.cast.people["ana"]}  # not ben (private), not the author


def test_an_internal_note_mentions_staff_alone(forum):
    forum.ask()
    forum.reply("sam", text="@Mia @ana @max", audience="staff")
    assert set(db.session.scalars(db.select(Mention.user_id))) == {forum.cast.people["mia"]}


def test_who_ended_following_is_not_signed_up_again(forum):
    forum.ask()
    forum.act(lambda: following.unfollow(forum.thread, forum.cast.ana))
    forum.reply("ana")
    row = db.session.get(Following, (forum.thread_id, forum.cast.people["ana"]))
    assert row.ended_at
    forum.act(lambda: following.follow(forum.thread, forum.cast.ana))
    db.session.refresh(row)
    assert row.ended_at is None


def test_a_held_reply_is_news_to_nobody_until_it_is_approved(forum, heard, monkeypatch):
    forum.ask()
    monkeypatch.setattr(posting, "judges", [lambda draft: "a link"])
    heard.clear()
    asked = forum.time
    held = forum.reply("ben", "answer", text="@ana see")
    assert kinds(heard) == ["PostHeld"]
    assert heard[0].reason == "a link"
    assert forum.post(held).held_at
    assert forum.thread.support_state == "unanswered"
    assert db.session.query(Mention).count() == 0
    heard.clear()
    forum.at(hours=3).act(lambda: approving.approve(forum.post(held), forum.cast.mia))
    assert "PostAdded" in kinds(heard)
    assert forum.thread.replied_at == asked
    assert db.session.query(Mention).count() == 1


def test_staff_are_never_judged(forum, monkeypatch):
    monkeypatch.setattr(posting, "judges", [lambda draft: "always"])
    forum.ask("sam")
    assert forum.thread.held_at is None


def test_a_refused_act_leaves_no_trace(forum):
    forum.ask()
    events = db.session.query(OutboxEvent).count()
    with pytest.raises(posting.Refused):
        forum.reply("sam", "first_word", next_word_by=forum.time - timedelta(hours=1))
    assert db.session.query(Post).count() == 1
    assert db.session.query(OutboxEvent).count() == events


def test_edits_call_no_more_people_than_one_post_may(forum, cast, monkeypatch):
    from community.forum import mentioning
    from community.forum.acts import Mention
    from community.forum.editing import edit_post
    from tests.forum.conftest import rendered

    monkeypatch.setattr(mentioning, "MOST", 2)
    forum.ask("ana")
    post_id = forum.reply("ben", text="@sam")
    for text in ("@mia", "@max @admin"):
        forum.act(lambda t=text: edit_post(forum.post(post_id), cast.ben, t, rendered(t)))
    assert db.session.query(Mention).count() == 2
