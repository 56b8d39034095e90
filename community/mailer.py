"""Render and send one mail: subject, text and HTML from a folder of templates."""

import hashlib
import hmac
import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app
from flask_babel import force_locale
from markupsafe import Markup

from community.clock import now
from community.extensions import db
from config import Settings

TIMEOUT = 20.0  # seconds for each step of the talk with the mail server
MAX_SUBJECT = 180  # characters: longer ones are cut by every mail program
#: 5xx answers to the receiver's address that say nothing lasting about it: a full mailbox, and
#: the server's wish that we sign in first
NOT_LASTING = frozenset({530, 534, 535, 538, 552})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
UNFOLDED = frozenset({"message-id", "in-reply-to", "list-unsubscribe", "list-unsubscribe-post"})


class MailError(Exception):
    """A mail did not leave. `permanent`: trying again is of no use."""

    permanent = False


class MailRefused(MailError):
    """The mail server wants neither this mail now nor later; `bad_address` if for its receiver."""

    permanent = True

    def __init__(self, text: str, bad_address: bool = False) -> None:
        super().__init__(text)
        self.bad_address = bad_address


def send(
    to: str,
    folder: str,
    message_id: str,
    reply_to: str | None = None,
    headers: Mapping[str, str] | None = None,
    unsubscribe_url: str | None = None,
    language: str | None = None,
    **values: Any,
) -> None:
    """Send `templates/<folder>/{subject.txt,body.txt,body.html}` to one address.

    Raises MailError. Never inside writing(): a mail server may take seconds to answer.
    """
    if db.session.info.get("writing"):
        raise RuntimeError("A mail must not be sent inside writing().")
    settings: Settings = current_app.config["SETTINGS"]
    receiver = parse_address(to)
    parts = render(folder, language, stop_url=unsubscribe_url, **values)
    message = compose(settings, receiver, parts, message_id)
    if reply_to:
        message["Reply-To"] = clean(reply_to)
    if unsubscribe_url:
        message["List-Unsubscribe"] = f"<{clean(unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for name, value in (headers or {}).items():
        message[name] = clean(value)
    if settings.mail_folder is not None:
        write_file(settings.mail_folder, message, message_id)
    else:
        send_by_smtp(settings, message, receiver)


def message_id(name: str, *parts: object) -> str:
    """`<post-7.1f0c…@host>`: the same for the same parts, and not to be guessed by others."""
    settings: Settings = current_app.config["SETTINGS"]
    text = "|".join(map(str, (name, *parts)))
    key = f"message-id:{settings.secret_key}".encode()
    mark = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:20]
    host = urlsplit(settings.public_url).hostname or "localhost"
    return f"<{clean(name)}.{mark}@{host}>"


@dataclass(frozen=True)
class Parts:
    subject: str
    text: str
    html: str


def render(folder: str, language: str | None = None, **values: Any) -> Parts:
    """The three parts of a mail. Reads no request: the reader is not the one who clicked."""
    settings: Settings = current_app.config["SETTINGS"]
    values = {"link": link, "absolute": absolute, "why": None, "stop_url": None, **values}

    def part(name: str) -> str:
        return current_app.jinja_env.get_template(f"{folder}/{name}").render(**values)

    with force_locale(language or settings.languages[0]):
        subject = clean(part("subject.txt"))[:MAX_SUBJECT]
        text = re.sub(r"\n{3,}", "\n\n", part("body.txt")).strip() + "\n"
        return Parts(subject, text, part("body.html"))


def link(path: str) -> str:
    """The full address of a path of ours."""
    return current_app.config["SETTINGS"].public_url.rstrip("/") + path


def absolute(html: str) -> Markup:
    """Stored HTML with its links and pictures made full addresses, for readers outside."""
    settings: Settings = current_app.config["SETTINGS"]
    site = settings.public_url[: len(settings.public_url) - len(settings.root_path)].rstrip("/")
    return Markup(re.sub(r'(\s(?:href|src)=")(/(?!/))', rf"\g<1>{site}\g<2>", html))


def clean(text: str) -> str:
    """One line without control characters: nothing typed by anybody can begin a new header."""
    return " ".join(re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text).split())


class MailPolicy(EmailPolicy):
    """SMTP's line ends, and addresses left whole: Python would encode a long link into
    `=?utf-8?q?…`, which no mail program can follow."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in UNFOLDED:
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "references":
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


POLICY = MailPolicy(linesep="\r\n", raise_on_defect=False)


def parse_address(text: str) -> Address:
    """The receiver; other alphabets in the domain are fine, in the local part no server's habit."""
    local, _at, domain = text.strip().rpartition("@")
    try:
        if domain and re.fullmatch(r"[!#-'*+\-./0-9=?A-Z^-~]{1,64}", local):
            return Address(username=local, domain=domain.encode("idna").decode("ascii"))
    except (UnicodeError, ValueError):
        pass
    raise MailRefused(f"Not a mail address: {text!r}", bad_address=True)


def compose(settings: Settings, to: Address, parts: Parts, message_id: str) -> EmailMessage:
    sender = parse_address(settings.mail_from)
    message = EmailMessage(policy=POLICY)
    message["Subject"] = parts.subject
    message["From"] = Address(clean(settings.site_name), sender.username, sender.domain)
    message["To"] = to
    message["Date"] = format_datetime(now().astimezone(UTC))
    message["Message-ID"] = clean(message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # keeps Exchange from answering with absence notes
    # quoted-printable passes through servers that know no 8BITMIME
    message.set_content(parts.text, cte="quoted-printable")
    message.add_alternative(parts.html, subtype="html", cte="quoted-printable")
    return message


def write_file(folder: Path, message: EmailMessage, message_id: str) -> None:
    """One `.eml` file a mail, named so that they sort by time; there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = re.sub(r"[^A-Za-z0-9.-]+", "-", message_id.partition("@")[0]).strip("-")[:80]
    name = f"{now():%Y%m%dT%H%M%S.%f}-{mark}-{os.urandom(3).hex()}.eml"
    half = folder / f".{name}.part"
    try:
        half.write_bytes(message.as_bytes())
        half.replace(folder / name)
    except OSError as error:
        raise MailError(f"Could not write the mail: {error}") from error


def send_by_smtp(settings: Settings, message: EmailMessage, to: Address) -> None:
    try:
        with _connected(settings.mail_url) as server:
            server.sendmail(
                parse_address(settings.mail_from).addr_spec, [to.addr_spec], message.as_bytes()
            )
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _classed(code, text, bad_address=_names_address(code, text)) from error
    except smtplib.SMTPDataError as error:
        raise _classed(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        # our own sign-in, sender address or network: nothing is wrong with the mail itself
        raise MailError(f"{type(error).__name__}: {error}") from error


def _connected(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if options.get("verify") == ["no"] or host in LOOPBACK:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if parts.scheme == "smtps":
        port = parts.port or 465
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
        secret = True
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
        server.ehlo_or_helo_if_needed()
        secret = options.get("tls") != ["no"] and server.has_extn("starttls")
        if secret:
            server.starttls(context=context)
    if parts.username:
        if not secret and host not in LOOPBACK and options.get("tls") != ["no"]:
            server.close()
            raise OSError("the mail server offers no TLS, and a password must not travel openly")
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _classed(code: int, text: bytes | str, bad_address: bool = False) -> MailError:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if 500 <= code < 600 and code not in NOT_LASTING:
        return MailRefused(f"{code} {words}", bad_address)
    return MailError(f"{code} {words}")


def _names_address(code: int, text: bytes | str) -> bool:
    """Whether the refusal says that this mailbox does not exist (5.1.x), and not that we are
    unwelcome (5.7.x): only then is the address never tried again."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    enhanced = re.match(r"5\.(\d+)\.\d+", words.strip())
    if enhanced:
        return enhanced.group(1) == "1"
    return code in {550, 551, 553}
