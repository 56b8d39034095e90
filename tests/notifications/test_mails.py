"""What mails say, when they are not sent after all, and what happens when they cannot be."""

import re
from dataclasses import replace
from datetime import UTC

import pytest

from community import clock, mailer
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import asking_first, following, mail_keys
from community.notifications.kinds import WHATS
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
        "zone": UTC,
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
