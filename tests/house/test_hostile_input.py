"""Every address with hostile values, as everybody: refused or answered, never a fault of ours."""

import base64
import contextlib
import json
import logging
from typing import Any
from urllib.parse import quote

import pytest

from community import ratelimit
from community.desk import canning
from community.desk.chat import channels
from community.desk.handing_over import destinations, handing
from community.extensions import db, writing
from community.forum.models import Thread
from community.news import announcing
from community.status import reporting
from community.status.models import Component
from tests.forum.written import written_thread
from tests.status.test_reporting import BODY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

WHO = (None, "ana", "sam", "admin")
NUMBERS = ("0", "-1", str(2**31), str(2**63), "9" * 40, "٣", "1e3", "0x1", "NaN", "1%00")
WORDS = ("%00", "a%00b", "%FF%FE", "%ED%A0%80", "..%2f..%2fetc%2fpasswd", "%0d%0aSet-Cookie:%20a=b")
WORDS += ("'%20OR%201=1--", "x" * 3000, "<script>", "%E2%80%AE", "{{7*7}}", "%25s", "-", ".atom")
NAMES = ("after", "page", "q", "state", "kind", "tab", "next", "number", "reply_to", "quote", "key")
NAMES += ("title", "body", "category", "tag", "author", "when", "sort", "audience", "edit")
NAMES += ("minutes", "hours")
NAMES += ("weeks", "tier", "figure", "when", "duty", "day", "band", "show")
NAMES += ("search", "thread", "place", "exact")
FIELDS = ("title", "body", "email", "name", "username", "password", "current", "code", "about")
FIELDS += ("category", "kind", "tags", "audience", "intent", "reply_to", "next_word_by", "next")
FIELDS += ("number", "reason", "days", "stage", "starts", "banner", "banner_days", "next_update")
FIELDS += ("how", "to", "until", "note", "without", "source", "version", "canned", "seen")
FIELDS += ("began", "ended", "shown", "impact", "quiet", "overlaps", "ends", "group")
FIELDS += ("description", "component-1", "part-1", "starts_itself", "ends_itself")
FIELDS += (
    "time_zone",
    "language",
    "once",
    "kept_action",
    "kept_in_body",
    "kept_in_a",
    "department",
    "thread",
    "verb",
    "tag",
    "first_reply",
    "follow_up",
    "tier",
    "duty",
    "post",
    "word",
    "kind",
    "address",
    "who",
    "format",
    "url",
    "whats",
)


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = (
    cursor("tv", 1.5, 2**70),
    cursor("vv", {"a": 1}, [1]),
    cursor("vv", "\ud800", "\x00"),
    cursor("tv", 1e300, 1),
    cursor("vv", None, True),
    cursor("vvv", -1, "2026", 1),
    cursor("vtv", 2**64, 1, "x"),
    cursor("v", "9" * 50),
    cursor("v", 2**63),
    cursor("v", "\x00"),
    "é",
    "A" * 301,
)
ASKED = (*CURSORS, *NUMBERS, "\x00", "\udfff", "//evil.example", "\t//evil", "x" * 5000, "[]")
TYPED = (
    "\x00",
    "\ud800",
    "9999-12-31T23:59-14:00",
    "0001-01-01T00:00+14:00",
    "9999-12-31T23:59",
    "+99999",
    str(2**64),
    "-1",
    "٣٣٣٣٣٣",
    "a" * 30_000,
    "\u202e\u0000<b>",
    "x@" + "a." * 120 + "de",
    "\r\nBcc: all@example.com",
)


@pytest.fixture
def faults(app, monkeypatch):
    """What was logged as our own fault; limits are off, so that every request arrives."""
    found: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            error = record.exc_info[1] if record.exc_info else None
            found.append(f"{record.getMessage()}: {type(error).__name__}: {str(error)[:200]}")

    keeper = Keeper(level=logging.ERROR)
    log = logging.getLogger("community.errors")
    log.addHandler(keeper)
    monkeypatch.setattr(ratelimit, "spend", lambda *key: None)
    monkeypatch.setattr(ratelimit, "look", lambda *key: None)
    yield found
    log.removeHandler(keeper)


@pytest.fixture
def values(cast) -> dict[str, str]:
    """Something real for every part of an address."""
    thread_id = written_thread(cast, replies=2)
    with writing():
        part = Component(name="Login")
        db.session.add(part)
        db.session.flush()
        incident = reporting.open_incident("Down", "t", BODY, {part.id: "major_outage"}, None)
        news = announcing.announce("News", "news", "text", BODY, cast.max)
        canned = canning.propose("Hello", "Hello {asker}", cast.mia)
        numbers = {"incident_id": incident.id, "announcement_id": news.id, "canned_id": canned.id}
    names = {"username": "ben", "slug": "my-printer", "source": "se", "external_id": "1"}
    rest = {"name": "tag", "key": "abc", "ending": "png", "filename": "a.js", "part": "0"}
    with writing():
        desk = destinations.add("Desk", "mail", "desk@example.org", "name", cast.admin)
        chat = channels.add("Chat", "text", "https://chat.invalid/x", None, ["new"], cast.admin)
        one = handing.hand_over(desk, db.session.get(Thread, thread_id), cast.sam, "", "once")
        numbers |= {"destination_id": desk.id, "channel_id": chat.id, "hand_over_id": one.id}
    ids = {"thread_id": thread_id, "post_id": 2, "session_id": 1, "notice_id": 1, **numbers}
    return names | rest | {name: str(number) for name, number in ids.items()}


@pytest.fixture
def everybody(app, browser_of):
    def browsers() -> list[tuple[str | None, Any]]:
        return [(who, browser_of(who) if who else app.test_client()) for who in WHO]

    return browsers


def addresses(app, values, bad=()):
    """(method, path) of every rule; with `bad`, each of its parts is that once."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST", "DELETE"}):
            if not bad:
                yield method, filled(rule, values)
            for name in sorted(rule.arguments):
                for value in bad:
                    yield method, filled(rule, values | {name: value})


def filled(rule, values) -> str:
    text = str(rule)
    for name in rule.arguments - set(rule.defaults or ()):  # what a rule says itself
        kind = next(k for k in ("", "int:", "path:") if f"<{k}{name}>" in text)
        text = text.replace(f"<{kind}{name}>", values.get(name, "1"))
    return text


def visit(browser, method, path, **more):
    """The answer to a raw path, as a client that keeps no rule would send it."""
    with contextlib.suppress(UnicodeEncodeError):
        answer = browser.open(path, method=method, **more)
        body = answer.get_data()
        assert answer.status_code < 500 or path.startswith("/readyz"), (method, path[:200], more)
        assert b"Traceback (most recent" not in body
        assert not any("\n" in value for _name, value in answer.headers)
        away = answer.headers.get("Location", "/")
        assert away.startswith("/") and not away.startswith(("//", "/\\")), (path, away)
        return answer


def test_hostile_parts_of_addresses(app, values, everybody, faults):
    people = everybody()
    for method, path in addresses(app, values, NUMBERS + WORDS):
        for _who, browser in (people[0], people[2]) if method == "GET" else people[:1]:
            visit(browser, method, path)
    assert faults == []


def test_hostile_questions(app, values, everybody, faults):
    people = everybody()
    for method, path in addresses(app, values):
        if method != "GET":
            continue
        for _who, browser in (people[0], people[3]):
            for value in ASKED:
                asked = "&".join(f"{n}={quote(value, errors='surrogatepass')}" for n in NAMES)
                visit(browser, method, f"{path}?{asked}")
            visit(browser, method, path + "?%FF=%00&after=%ED%A0%80&q=%00")
    assert faults == []


@pytest.mark.parametrize("who", WHO)
def test_hostile_forms(app, values, browser_of, faults, who):
    for method, path in addresses(app, values):
        if method == "GET" or path == "/sign-out":
            continue
        for value in TYPED:
            browser = browser_of(who) if who else app.test_client()
            text = value.encode("utf-8", "surrogatepass")
            visit(browser, method, path, data={name: text for name in FIELDS})
    assert faults == []


def test_bodies_that_are_no_forms(app, values, everybody, faults):
    deep = "[" * 50_000
    bodies = (
        {"data": deep, "content_type": "application/json"},
        {"data": b"\xff\xfe\x00", "content_type": "application/json"},
        {"data": b"--x\r\n" * 2000, "content_type": "multipart/form-data; boundary=x"},
        {"data": b"body=1", "content_type": "multipart/form-data"},
        {"data": b"a" * 100, "content_type": "multipart/form-data; boundary=" + "b" * 300},
        {"data": b"title=%FF%00&body=%ED%A0%80", "content_type": FORM},
        {"data": b"_method=DELETE&_method=PUT", "content_type": FORM},
        {"data": b"&" * 20_000, "content_type": FORM},
        {"data": b"x" * 10_000_000, "content_type": FORM},
        {"data": b"", "content_type": "text/\xff", "headers": {"Content-Length": "-1"}},
    )
    people = everybody()
    for method, path in addresses(app, values):
        if method != "GET" and path != "/sign-out":
            for body in bodies:
                for _who, browser in people[:2]:
                    visit(browser, method, path, **body)
    assert faults == []


FORM = "application/x-www-form-urlencoded"
