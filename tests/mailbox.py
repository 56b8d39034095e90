"""The mails that left, read back from the folder they were written to."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import current_app


def folder() -> Path:
    return current_app.config["SETTINGS"].mail_folder


def sent(to: str | None = None) -> list[EmailMessage]:
    """In the order of leaving; only those to one address if given."""
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder().glob("*.eml"))
    ]
    return [mail for mail in mails if to is None or to in mail["To"]]


def text(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def html(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def links(mail: EmailMessage, part: str = "") -> list[str]:
    """The addresses in the text body, only those that contain a part if given."""
    found = re.findall(r"https?://[^\s<>\"]+", text(mail))
    return [link for link in found if part in link]


def empty() -> None:
    for path in folder().glob("*.eml"):
        path.unlink()
