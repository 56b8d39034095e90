"""When mails wait, when they are not sent after all, and what happens when they cannot be."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock, mailer, outbox
from community.accounts.events import PersonJoined
from community.extensions import db, writing
from community.forum import following
from community.forum.acts import Reading
from community.notifications import forgetting, stopping
from community.notifications.models import Notice, Suppression
from community.outbox.models import IS_WAITING, Handling
from community.outbox.working import drain
from tests import mailbox
from tests.forum.conftest import MONDAY


def test_several_posts_in_followed_threads_become_one_mail(forum, cast, happens, deliveries):
    threads = []
    for title in ("The box blinks", "The box hums"):
        threads.append(forum.ask(title=title))
        forum.act(lambda: following.follow(forum.thread, cast.ben))
    happens()
    for thread_id in threads:
        forum.thread_id = thread_id
        forum.reply("sam", "answer", text=f"About {thread_id}")
    happens(seconds=30)
    assert mailbox.sent("ben@example.com") == []
    happens(minutes=2)
    (mail,) = mailbox.sent("ben@example.com")
    assert mail["Subject"] == "2 new posts"
    assert "About 1" in mailbox.text(mail) and "About 2" in mailbox.text(mail)
    assert {d.state for d in deliveries("ben")} == {"sent"}
    happens(minutes=10)
    assert len(mailbox.sent("ben@example.com")) == 1


def test_no_mail_for_what_was_read_on_the_site_before_it_left(forum, cast, happens, deliveries):
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.ben))
    forum.reply("sam", "answer")
    happens()
    with writing():
        db.session.add(Reading(thread_id=forum.thread_id, user_id=cast.people["ben"], number=2))
    happens(minutes=5)
    assert mailbox.sent("ben@example.com") == []
    assert [(d.state, d.reason) for d in deliveries("ben")] == [("skipped", "read on the site")]


def test_no_mail_for_what_was_hidden_before_it_left(forum, cast, happens, deliveries):
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.ben))
    bad = forum.reply("max", "answer", text="Rude")
    forum.reply("sam", "answer", text="Kind")
    happens()
    forum.hide(bad)
    happens(minutes=5)
    (mail,) = mailbox.sent("ben@example.com")
    assert "Kind" in mailbox.text(mail) and "Rude" not in mailbox.text(mail)
    assert [d.state for d in deliveries("ben")] == ["skipped", "sent"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"suspended_until": MONDAY + timedelta(days=9)}, "suspended or closed"),
        ({"closed_at": MONDAY}, "suspended or closed"),
        ({"email_confirmed_at": None}, "no confirmed address"),
        ({"email": None}, "no confirmed address"),
    ],
)
def test_nobody_is_written_to_who_should_not_be_any_more(
    forum, cast, happens, deliveries, change, reason
):
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.ben))
    forum.reply("sam", "answer")
    happens()
    with writing():
        for name, value in change.items():
            setattr(cast.ben, name, value)
    happens(minutes=5)
    assert mailbox.sent("ben@example.com") == []
    assert [d.reason for d in deliveries("ben")] == [reason]


def test_staff_get_no_mail_about_a_question_that_is_answered_already(forum, happens, deliveries):
    forum.ask()
    forum.reply("mia", "answer")
    happens()
    assert mailbox.sent("sam@example.com") == []
    assert [d.reason for d in deliveries("sam")] == ["no longer so"]


def test_an_address_that_does_not_exist_is_never_tried_again(forum, happens, deliveries, refusing):
    refusing(mailer.MailRefused("550 5.1.1 no such user", bad_address=True))
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    assert [d.state for d in deliveries("ana")] == ["failed"]
    assert db.session.get(Suppression, "ana@example.com").reason == "refused"
    refusing(None)
    forum.reply("sam", "answer")
    happens(hours=5)
    assert [d.reason for d in deliveries("ana")][1] == "address suppressed"
    assert mailbox.sent("ana@example.com") == []


def test_a_mail_server_that_is_away_is_tried_again(forum, happens, deliveries, refusing):
    refusing(mailer.MailError("no route"))
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    (delivery,) = deliveries("ana")
    assert (delivery.state, delivery.reason) == ("waiting", "no route")
    refusing(None)
    happens(seconds=2)
    assert len(mailbox.sent("ana@example.com")) == 1
    assert deliveries("ana")[0].state == "sent" and deliveries("ana")[0].attempts == 2
    assert not db.session.scalar(select(Handling.id).where(Handling.state != "done").limit(1))


@pytest.fixture
def refusing(monkeypatch):
    """`refusing(error)` lets every mail fail with it; with None they leave again."""
    sending = mailer.send

    def use(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr(mailer, "send", fail if error else sending)

    return use


def test_nobodys_mailbox_is_flooded(forum, happens, deliveries, monkeypatch):
    monkeypatch.setattr("community.notifications.letters.MOST_A_DAY", 3)
    forum.ask()
    for _reply in range(5):
        forum.reply("sam", "answer")
    happens()
    assert len(mailbox.sent("ana@example.com")) == 3
    assert [d.reason for d in deliveries("ana")][3:] == ["too many today"] * 2


def test_a_suppressed_address_is_tried_again_after_a_while_or_when_confirmed(app, cast):
    with writing():
        stopping.suppress("ana@example.com", "refused")
    assert stopping.is_suppressed("Ana@example.com")
    with clock.moved_by(timedelta(days=31)):
        assert not stopping.is_suppressed("ana@example.com")
    with writing():
        outbox.record(PersonJoined(cast.people["ana"]))
    drain()
    assert not stopping.is_suppressed("ana@example.com")


def test_old_notices_are_forgotten_with_their_deliveries(forum, heard, happens, deliveries, app):
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    forgetting.begin(app)
    forgetting.begin(app)
    with writing():
        for notice in db.session.query(Notice):
            notice.read_at = forum.time
    happens(days=80)
    assert heard("ana") and deliveries("ana")
    happens(days=11)
    assert heard("ana") == [] and deliveries("ana") == []
    waiting = select(Handling.id).where(IS_WAITING, Handling.lane == forgetting.LANE)
    assert len(db.session.scalars(waiting).all()) == 1
