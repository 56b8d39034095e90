"""Browsers that behave: tokens are asked for and sent, as in life."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from community.outbox import working
from tests import mailbox


@pytest.fixture
def strict(app):
    """The same application with tokens asked for."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture(autouse=True)
def empty_mailbox(app):
    mailbox.empty()


def token(client: FlaskClient, path: str) -> str:
    """The token of the form on a page."""
    return field(client.get(path).text, "csrf_token")


def field(html: str, name: str) -> str:
    """The value of the first hidden field with that name."""
    tag = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', html)
    assert tag, f"no field {name}"
    return unescape(re.search(r'value="([^"]*)"', tag.group()).group(1))


def mail_to(address: str):
    """The newest mail to an address, after the outbox has done its work."""
    working.drain()
    found = mailbox.sent(address)
    return found[-1] if found else None


def link_path(mail, part: str) -> str:
    return mailbox.links(mail, part)[0].removeprefix("http://localhost")
