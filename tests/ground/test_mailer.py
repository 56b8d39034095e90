"""Mails are correct, cannot be forged by what people type, and fail in two ways."""

import re
import smtplib
from dataclasses import replace

import pytest
from jinja2 import ChoiceLoader, DictLoader

from community import mailer
from community.extensions import writing
from tests import mailbox
from tests.servers import free_port

FOLDER = "house/mail/trial"
PARTS = {
    f"{FOLDER}/subject.txt": "{{ title }}",
    f"{FOLDER}/body.txt": "{{ title }}\n{{ link('/t/7') }}\n{{ stop_url or '' }}",
    f"{FOLDER}/body.html": "<p>{{ title }}</p>{{ absolute(html) if html else '' }}",
}


@pytest.fixture(autouse=True)
def trial_mail(app, monkeypatch):
    loader = ChoiceLoader([DictLoader(PARTS), app.jinja_env.loader])
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    mailbox.empty()


def send(to="ana@example.com", title="Hello", **values):
    mailer.send(to, FOLDER, mailer.message_id("post-7", 1), title=title, **values)


def test_a_mail_has_subject_text_and_html(app):
    send(title="Does <b>it</b> work? Größe 🙂")
    (mail,) = mailbox.sent()
    assert mail["Subject"] == "Does <b>it</b> work? Größe 🙂"
    assert mail["From"] == "Hearth <community@localhost>"
    assert mail["To"] == "ana@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert "Does <b>it</b> work? Größe 🙂" in mailbox.text(mail)
    assert "Does &lt;b&gt;it&lt;/b&gt; work? Größe 🙂" in mailbox.html(mail)
    assert mailbox.links(mail) == ["http://localhost/t/7"]


def test_the_same_thing_has_the_same_message_id(app):
    assert mailer.message_id("post-7", 1) == mailer.message_id("post-7", 1)
    assert mailer.message_id("post-7", 1) != mailer.message_id("post-7", 2)
    assert re.fullmatch(r"<post-7\.[0-9a-f]{20}@localhost>", mailer.message_id("post-7", 1))


def test_one_click_stopping_follows_rfc_8058_and_long_links_stay_whole(app):
    url = "http://localhost/stop/" + "k" * 200
    send(unsubscribe_url=url)
    (path,) = mailbox.folder().glob("*.eml")
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in path.read_bytes()
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in path.read_bytes()


def test_a_long_line_of_references_is_folded_between_them(app):
    ids = [mailer.message_id(f"post-{n}") for n in range(40)]
    send(headers={"In-Reply-To": ids[0], "References": " ".join(ids)})
    (mail,) = mailbox.sent()
    assert mail["References"].split() == ids
    assert mail["In-Reply-To"] == ids[0]
    (path,) = mailbox.folder().glob("*.eml")
    assert max(map(len, path.read_bytes().split(b"\r\n"))) < 200


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: x@example.com", "\nX: y", "\x00\r\n\r\n<b>", "\u2028Bcc: z"]
)
def test_nothing_typed_becomes_a_header(app, evil):
    send(
        title=f"Hi{evil}",
        headers={"References": f"<a@b>{evil}"},
        reply_to=f"a@example.com{evil}",
        unsubscribe_url=f"http://localhost/{evil}",
    )
    (mail,) = mailbox.sent()
    assert mail["Bcc"] is None and mail["X"] is None
    assert mail["Subject"].startswith("Hi")
    assert mailbox.text(mail)


@pytest.mark.parametrize(
    "to", ["ana", "@example.com", "ana@", "a\r\nBcc: b@example.com", "ä@example.com"]
)
def test_what_is_no_address_is_refused_for_good(app, to):
    with pytest.raises(mailer.MailRefused):
        send(to=to)
    assert mailbox.sent() == []


def test_links_and_pictures_in_stored_html_become_full_addresses(app):
    html = '<a href="/t/7">x</a> <img src="/files/a.png"> <a href="//evil.example/">y</a>'
    assert mailer.absolute(html) == (
        '<a href="http://localhost/t/7">x</a> <img src="http://localhost/files/a.png">'
        ' <a href="//evil.example/">y</a>'
    )


def test_a_mail_is_never_sent_inside_a_write_transaction(app):
    with pytest.raises(RuntimeError, match="writing"), writing():
        send()
    assert mailbox.sent() == []


@pytest.fixture
def smtp(app, settings, monkeypatch, postbox):
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=postbox.url))
    return postbox


def test_a_mail_goes_out_by_smtp(smtp):
    send(title="Größe")
    (envelope,) = smtp.mails
    assert envelope.rcpt_tos == ["ana@example.com"]
    assert envelope.mail_from == "community@localhost"
    assert b"Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe?=" in envelope.content


@pytest.mark.parametrize(
    ("step", "answer", "permanent", "bad_address"),
    [
        ("rcpt", "450 4.2.1 Mailbox busy", False, False),
        ("rcpt", "550 5.1.1 No such user", True, True),
        ("rcpt", "550 5.7.1 You are on a list", True, False),
        ("rcpt", "552 5.2.2 Mailbox full", False, False),
        ("data", "451 4.3.0 Try again", False, False),
        ("data", "554 5.6.0 Not this mail", True, False),
    ],
)
def test_the_servers_answer_says_whether_to_try_again(smtp, step, answer, permanent, bad_address):
    smtp.answers[step].append(answer)
    with pytest.raises(mailer.MailError) as caught:
        send()
    assert caught.value.permanent is permanent
    assert getattr(caught.value, "bad_address", False) is bad_address


def test_a_missing_server_is_no_reason_to_give_up(app, settings, monkeypatch):
    url = f"smtp://127.0.0.1:{free_port()}"
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=url))
    with pytest.raises(mailer.MailError) as caught:
        send()
    assert not caught.value.permanent
    assert isinstance(caught.value.__cause__, OSError | smtplib.SMTPException)


def use(app, settings, monkeypatch, url):
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=url))


def test_a_password_travels_behind_tls(app, settings, monkeypatch, guarded_postbox):
    url = f"smtp://our%40name:p%40ss%2Fword@127.0.0.1:{guarded_postbox.port}"
    use(app, settings, monkeypatch, url)
    send()
    assert guarded_postbox.signed_in == [(True, b"our@name", b"p@ss/word")]
    assert len(guarded_postbox.mails) == 1


def test_a_wrong_password_is_our_fault_and_not_the_mails(
    app, settings, monkeypatch, guarded_postbox
):
    use(app, settings, monkeypatch, f"smtp://us:wrong@127.0.0.1:{guarded_postbox.port}")
    with pytest.raises(mailer.MailError) as caught:
        send()
    assert not caught.value.permanent


def test_a_password_is_not_sent_openly_to_another_machine(app, settings, monkeypatch, postbox):
    monkeypatch.setattr(mailer, "LOOPBACK", frozenset())
    use(app, settings, monkeypatch, f"smtp://us:secret@127.0.0.1:{postbox.port}")
    with pytest.raises(mailer.MailError, match="no TLS"):
        send()
    assert postbox.mails == []


def test_a_certificate_nobody_signed_is_not_trusted_elsewhere(
    app, settings, monkeypatch, guarded_postbox
):
    monkeypatch.setattr(mailer, "LOOPBACK", frozenset())
    url = f"smtp://us:p%40ss%2Fword@127.0.0.1:{guarded_postbox.port}"
    use(app, settings, monkeypatch, url)
    with pytest.raises(mailer.MailError, match="CERTIFICATE_VERIFY_FAILED"):
        send()
    use(app, settings, monkeypatch, url + "?verify=no")
    send()
    assert len(guarded_postbox.mails) == 1
