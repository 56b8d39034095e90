"""What mails say, when they are not sent after all, and what happens when they cannot be."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock, mailer, outbox
from community.accounts.events import PersonJoined
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import asking_first, following, mail_keys
from community.forum.acts import Reading
from community.notifications import forgetting, stopping
from community.notifications.kinds import WHATS
from community.notifications.models import Notice, Suppression
from community.outbox.models import IS_WAITING, Handling
from community.outbox.working import drain
from tests import mailbox
from tests.forum.conftest import MONDAY, rendered
from tests.notifications.conftest import subjects


def test_the_mail_has_the_whole_reply_with_its_formatting(forum, cast, happens):
    forum.ask()
    text = "1. Press **it**\n2. Wait\n\n" + "long " * 500 + "end"
    forum.reply("sam", "answer", text=text)
    happens()
    (mail,) = mailbox.sent("ana@example.com")
    assert "end" in mailbox.text(mail) and "Press **it**" in mailbox.text(mail)
    assert f"<p>{text}</p>" in mailbox.html(mail).replace("\r\n", "\n")
    assert "Sam Sato · Support · Agent" in mailbox.text(mail)
    assert "You get this because you started this conversation." in mailbox.text(mail)
    assert "You get this because you started this conversation." in mailbox.html(mail)
    assert mailbox.links(mail, "/t/1-the-box-blinks#p2")


def test_its_buttons_lead_to_pages_for_this_asker(forum, cast, happens):
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    (mail,) = mailbox.sent("ana@example.com")
    for word in (mail_keys.WORKS, mail_keys.STILL_BROKEN):
        (link,) = mailbox.links(mail, f"/t/{forum.thread_id}/{word}?key=")
        assert link in mailbox.html(mail)
        key = link.partition("?key=")[2]
        assert mail_keys.person_behind(word, forum.thread_id, key) == cast.people["ana"]


def test_followers_get_no_buttons_of_the_asker(forum, cast, happens):
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.ben))
    forum.reply("sam", "answer")
    happens()
    happens(minutes=5)
    (mail,) = mailbox.sent("ben@example.com")
    assert not mailbox.links(mail, "key=")


def test_mails_of_a_thread_belong_together_and_have_stable_ids(forum, happens, deliveries):
    forum.ask()
    first = forum.reply("sam", "answer")
    forum.reply("sam", "answer")
    happens()
    one, two = mailbox.sent("ana@example.com")
    assert one["In-Reply-To"] == two["In-Reply-To"] and one["References"] == two["References"]
    assert one["Message-ID"] != two["Message-ID"]
    assert {f"<post-{first}." in mail["Message-ID"] for mail in (one, two)} == {True, False}
    assert {mail["Message-ID"] for mail in (one, two)} == {d.message_id for d in deliveries("ana")}
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_title_cannot_add_a_header(forum, happens):
    forum.ask(title="Hi\r\nBcc: eve@example.com")
    forum.reply("sam", "answer")
    happens()
    assert all(mail["Bcc"] is None for mail in mailbox.sent())


def test_what_was_typed_is_escaped(forum, cast, happens):
    forum.ask(title="<script>alert(1)</script>")
    with writing():
        cast.ben.name = "<img src=x>"
    forum.reply("ben", "answer")
    happens()
    (mail,) = mailbox.sent("ana@example.com")
    assert "<script>" not in mailbox.html(mail) and "<img src=x>" not in mailbox.html(mail)
    assert "<script>alert(1)</script>" in mail["Subject"]


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


def test_a_mail_is_in_the_language_of_its_reader(app, forum, cast, happens, monkeypatch):
    seen = []
    sending = mailer.send
    monkeypatch.setattr(
        mailer, "send", lambda *a, **k: (seen.append(k["language"]), sending(*a, **k))
    )
    with writing():
        cast.ana.language = "de"
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    assert "de" in seen


def test_links_carry_the_path_of_the_public_address(app, settings, forum, happens, monkeypatch):
    deep = replace(settings, public_url="https://example.com/community")
    monkeypatch.setitem(app.config, "SETTINGS", deep)
    forum.ask()
    forum.reply("sam", "answer", text='<a href="/community/t/9">there</a>')
    happens()
    (mail,) = mailbox.sent("ana@example.com")
    assert mailbox.links(mail, "https://example.com/community/t/1-the-box-blinks#p2")
    assert 'href="https://example.com/community/t/9"' in mailbox.html(mail)
    assert "@example.com>" in mail["Message-ID"]


def test_the_confirming_mail_publishes_and_is_sent_once(forum, cast, happens):
    unconfirmed_id = forum.act(
        lambda: asking_first.keep_unseen(
            "new@example.com", cast.category("help"), "question", "It hums", "All night <b>"
        )[0]
    )
    happens()
    (mail,) = mailbox.sent("new@example.com")
    assert mail["Subject"] == "One press publishes your question: It hums"
    (link,) = mailbox.links(mail, "/ask/confirm/")
    with clock.set_to(forum.time):
        assert asking_first.find(link.rpartition("/")[2]).id == unconfirmed_id
    assert "All night &lt;b&gt;" in mailbox.html(mail)
    assert mailbox.links(mail, "/stop/")
    assert db.session.query(User).filter_by(email="new@example.com").count() == 0


def test_no_confirming_mail_for_a_question_that_was_thrown_away(forum, cast, happens):
    from community.forum.acts import UnconfirmedQuestion

    row_id = forum.act(
        lambda: asking_first.keep_unseen(
            "new@example.com", cast.category("help"), "question", "It hums", "All night"
        )[0]
    )
    with writing():
        db.session.delete(db.session.get_one(UnconfirmedQuestion, row_id))
    happens()
    assert mailbox.sent("new@example.com") == []


@pytest.mark.parametrize("what", sorted(WHATS))
def test_every_mail_can_be_made(app, what):
    item = {
        "what": what,
        "title": "A & B",
        "who": "Sam",
        "badge": "",
        "html": "<p>x</p>",
        "source": "x",
        "excerpt": "x",
        "url": "http://localhost/t/1",
        "queue_url": "http://localhost/queue",
        "stage": "resolved",
        "waiting_since": MONDAY,
    }
    parts = mailer.render(
        f"notifications/mail/{what}",
        stop_url="http://localhost/stop/x",
        why="Because.",
        items=[item],
        **item,
    )
    assert "A & B" in parts.subject and "A & B" in parts.text and "A &amp; B" in parts.html
    assert "Because." in parts.text and "Because." in parts.html
    assert "/stop/x" in parts.text and "/stop/x" in parts.html


def test_subjects_are_short_and_on_one_line(forum, happens):
    forum.ask(title="Long " * 38)
    happens()
    assert all(len(s) <= mailer.MAX_SUBJECT and "\n" not in s for s in subjects("sam"))
    assert subjects("sam")


def test_nothing_of_the_text_is_rendered_as_template(forum, happens):
    forum.ask(title="{{ 7 * 7 }}")
    forum.reply("sam", "answer", text="{{ 7 * 7 }}")
    happens()
    (mail,) = mailbox.sent("ana@example.com")
    assert "49" not in mail["Subject"] and "{{ 7 * 7 }}" in mailbox.text(mail)
    assert rendered("x").html == "<p>x</p>"


def test_the_buttons_of_a_mail_work_without_signing_in(forum, happens, client):
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    (mail,) = mailbox.sent("ana@example.com")
    for part, state in (("/works?key=", "solved"), ("/still-broken?key=", "needs_reply")):
        (link,) = mailbox.links(mail, part)
        text = client.get(link.removeprefix("http://localhost")).get_data(as_text=True)
        assert forum.thread.support_state != state
        (action,) = re.findall(r'<form[^>]*action="(/t/[^"]+key=[^"]+)"', text)
        with clock.set_to(forum.at(minutes=1).time):
            assert client.post(action.replace("&amp;", "&")).status_code in (200, 303)
        assert forum.thread.support_state == state


def test_the_link_of_the_confirming_mail_publishes(forum, cast, happens, client):
    forum.time = clock.now()
    forum.act(
        lambda: asking_first.keep_unseen(
            "new@example.com", cast.category("help"), "question", "It hums", "All night"
        )[0]
    )
    happens()
    (mail,) = mailbox.sent("new@example.com")
    (link,) = mailbox.links(mail, "/ask/confirm/")
    assert client.get(link.removeprefix("http://localhost")).status_code == 200
    answer = client.post(link.removeprefix("http://localhost"))
    assert answer.status_code == 303 and "/t/" in answer.headers["Location"]


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
