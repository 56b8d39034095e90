"""Through a real mail server: what may work later is tried again, what cannot is not."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from community.extensions import db
from community.notifications.models import Suppression


@pytest.fixture
def posted(app, settings, monkeypatch, postbox):
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=postbox.url))
    return postbox


def to_ana(posted):
    return [mail for mail in posted.mails if mail.rcpt_tos == ["ana@example.com"]]


def ask_and_answer(forum, happens):
    forum.ask()
    happens()
    forum.reply("sam", "answer", text="Größe: press it")
    happens()


def test_a_reply_arrives(posted, forum, happens, deliveries):
    ask_and_answer(forum, happens)
    (envelope,) = to_ana(posted)
    mail = message_from_bytes(envelope.content, policy=policy.SMTP)
    assert mail["Message-ID"] == deliveries("ana")[0].message_id
    assert "Größe: press it" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_temporary_refusal_is_tried_again_with_growing_pauses(
    posted, forum, happens, deliveries, step
):
    forum.ask()
    happens()
    posted.answers[step] = ["451 4.3.0 not now", "451 4.3.0 not now"]
    forum.reply("sam", "answer")
    happens()
    assert to_ana(posted) == [] and deliveries("ana")[0].state == "waiting"
    happens(seconds=2)
    assert to_ana(posted) == []
    happens(seconds=2)
    assert to_ana(posted) == []
    happens(seconds=4)
    assert len(to_ana(posted)) == 1
    assert (deliveries("ana")[0].state, deliveries("ana")[0].attempts) == ("sent", 3)


@pytest.mark.parametrize(
    ("step", "answer", "suppressed"),
    [
        ("rcpt", "550 5.1.1 nobody of that name", True),
        ("rcpt", "554 5.7.1 we do not like you", False),
        ("data", "554 5.6.0 not this mail", False),
    ],
)
def test_a_permanent_refusal_is_not(posted, forum, happens, deliveries, step, answer, suppressed):

    forum.ask()
    happens()
    posted.answers[step] = [answer]
    forum.reply("sam", "answer")
    happens()
    happens(days=2)
    happens(days=2)
    assert to_ana(posted) == []
    assert deliveries("ana")[0].state == "failed"
    assert deliveries("ana")[0].attempts == 1
    assert (db.session.get(Suppression, "ana@example.com") is not None) is suppressed
