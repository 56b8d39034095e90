"""Who hears: never the actor, nobody twice, only who may read it."""

from datetime import timedelta

import pytest

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db, writing
from community.forum import following
from community.forum.events import PostAdded, ThreadImported, ThreadOpened
from community.forum.models import Post
from community.notifications import recipients, wishes
from community.outbox.working import drain
from tests import mailbox
from tests.notifications.conftest import subjects


def test_the_asker_hears_of_a_reply_by_bell_and_mail(forum, happens, heard):
    forum.ask()
    forum.reply("ben", "answer", text="Press the button")
    happens()
    assert heard("ana") == ["reply"]
    assert subjects("ana") == ["Re: The box blinks"]


def test_nobody_hears_of_what_they_did_themselves(forum, happens, heard):
    forum.ask()
    forum.reply("ana", "still_need_help")
    happens(minutes=5)
    assert heard("ana") == []
    assert mailbox.sent("ana@example.com") == []
    assert heard("sam") == ["new_question"]


def test_who_follows_and_is_named_and_asked_hears_once(forum, happens, heard):
    forum.ask()
    forum.reply("ben", text="I have it too")
    forum.reply("sam", "answer", text="Hello @ana and @ben")
    happens(minutes=5)
    assert heard("ana") == ["reply", "reply"]
    assert heard("ben") == ["mention"]


def test_followers_hear_until_they_end_it(forum, cast, happens, heard):
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.ben))
    forum.reply("sam", "answer")
    happens()
    assert heard("ben") == ["followed"]
    forum.act(lambda: following.unfollow(forum.thread, cast.ben))
    forum.act(lambda: following.unfollow(forum.thread, cast.ana))
    forum.reply("sam", "answer", text="One more thing")
    happens()
    assert heard("ben") == ["followed"]
    assert heard("ana") == ["reply"]


def test_a_private_reply_is_for_the_asker_and_staff_alone(forum, cast, happens, heard):
    forum.ask()
    for who in ("ben", "mia"):
        forum.act(lambda who=who: following.follow(forum.thread, getattr(cast, who)))
    forum.reply("sam", "answer", text="Your serial number @ben", audience="asker_and_staff")
    happens(minutes=5)
    assert heard("ana") == ["reply"] and "followed" in heard("mia")
    assert heard("ben") == [] and mailbox.sent("ben@example.com") == []
    assert "Only you and our team" in mailbox.text(mailbox.sent("ana@example.com")[0])


def test_an_internal_note_reaches_no_customer(forum, cast, happens, heard):
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.mia))
    forum.reply("sam", text="Careful with @ana @mia", audience="staff")
    happens(minutes=5)
    assert heard("ana") == [] and mailbox.sent("ana@example.com") == []
    assert "mention" in heard("mia")


def test_imported_threads_ring_no_bell(forum, happens, heard):
    forum.ask()
    with writing():
        forum.thread.imported = True
    forum.reply("ben", text="@sam")
    with writing():
        outbox.record(ThreadImported(forum.thread_id))
    happens(minutes=5)
    assert [heard(who) for who in ("ana", "sam", "mia")] == [[], [], []]
    assert mailbox.sent() == []


def test_a_bots_post_calls_nobody(forum, happens, heard):
    forum.ask()
    post_id = forum.reply("ben")
    with writing():
        forum.post(post_id).automatic = True
    happens()
    assert heard("ana") == []


def test_the_suspended_and_the_closed_hear_nothing(forum, cast, happens, heard):
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.ben))
    with writing():
        cast.ana.suspended_until = now() + timedelta(days=3000)
        cast.ben.closed_at = now()
    forum.reply("sam", "answer")
    happens(minutes=5)
    assert heard("ana") == heard("ben") == []
    assert mailbox.sent("ana@example.com") == mailbox.sent("ben@example.com") == []


def test_an_imported_person_who_never_claimed_the_account_hears_nothing(
    forum, cast, happens, heard
):
    forum.ask()
    with writing():
        cast.ana.email, cast.ana.imported_from = None, "stack"
    forum.reply("sam", "answer")
    happens()
    assert heard("ana") == []


def test_an_unconfirmed_address_gets_no_mail_but_the_bell_rings(forum, cast, happens, heard):
    with writing():
        cast.ana.email_confirmed_at = None
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    assert heard("ana") == ["reply"]
    assert mailbox.sent("ana@example.com") == []


def test_an_edit_that_names_somebody_tells_them(forum, cast, happens, heard):
    from community.forum import editing
    from tests.forum.conftest import rendered

    forum.ask()
    post_id = forum.reply("ben", "answer", text="I do not know")
    happens()
    forum.act(
        lambda: editing.edit_post(forum.post(post_id), cast.ben, "Ask @max", rendered("Ask @max"))
    )
    happens()
    happens()
    assert heard("max") == ["mention"]


def test_the_one_who_answered_hears_that_it_solved_the_question(forum, happens, heard):
    forum.ask()
    post_id = forum.reply("ben", "answer")
    forum.accept(post_id)
    happens()
    assert heard("ben") == ["accepted"]
    assert heard("ana") == ["reply"]
    assert mailbox.sent("ben@example.com") == []


def test_hearing_twice_of_an_event_tells_nobody_twice(forum, happens, heard):
    forum.ask()
    post_id = forum.reply("sam", "answer")
    for _again in range(3):
        with writing():
            outbox.record(PostAdded(forum.thread_id, post_id))
            outbox.record(ThreadOpened(forum.thread_id))
        drain()
        happens(minutes=5)
    assert heard("ana") == ["reply"]
    assert len(mailbox.sent("ana@example.com")) == 1


def test_the_world_of_these_tests_has_strangers_who_could_hear(app):
    assert db.session.query(User).count() >= 6 and db.session.query(Post).count() == 0


@pytest.mark.parametrize("at_once", [1, 2, 50])
def test_many_followers_are_told_a_few_at_a_time_and_each_once(
    forum, cast, happens, heard, monkeypatch, at_once
):
    monkeypatch.setattr(recipients, "AT_ONCE", at_once)
    forum.ask()
    for who in ("ana", "ben", "mia", "max"):
        forum.act(lambda who=who: following.follow(forum.thread, getattr(cast, who)))
    happens()
    forum.reply("sam", "answer", text="Look, @mia")
    happens()
    assert heard("ben") == heard("max") == ["followed"]
    assert heard("ana") == ["reply"] and heard("mia") == ["new_question", "mention"]


def test_who_wants_no_replies_gets_none_as_a_follower_either(forum, cast, happens, heard):
    with writing():
        for channel in ("in_app", "email"):
            wishes.wish(cast.people["ana"], "reply", channel, False)
    forum.ask()
    forum.reply("sam", "answer")
    happens(minutes=5)
    assert heard("ana") == []
