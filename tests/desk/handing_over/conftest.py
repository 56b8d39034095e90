"""A help desk in a process of its own, connected to the forum of the test."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from community.desk.handing_over import destinations
from community.desk.handing_over.models import Destination, HandOver
from community.extensions import db, writing
from community.forum import posting
from community.outbox.working import drain
from tests.desk.desks import HelpDesk, running_desk
from tests.desk.help_desk import signature
from tests.forum.conftest import rendered


@pytest.fixture(scope="session")
def desk_process() -> Iterator[HelpDesk]:
    with running_desk() as desk:
        yield desk


@pytest.fixture
def inside(app, monkeypatch):
    """Help desks may lie on this machine, and give up soon."""
    settings = replace(app.config["SETTINGS"], webhooks_to_private_addresses=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


@pytest.fixture
def desk(app, cast, inside, desk_process: HelpDesk) -> HelpDesk:
    """Well-behaved, knows nothing yet, and connected as "Service desk"."""
    with writing():
        made = destinations.add(
            "Service desk", "webhook", f"{desk_process.url}/hook", "name", cast.admin
        )
        secret = destinations.secret(made)
    desk_process.told(secret=secret, manners=["ok"], tickets={}, hits=[], chats=[], asked=[])
    return desk_process


@pytest.fixture
def asked(cast) -> int:
    """Ana's question, with an internal note of sam's."""
    with writing():
        text = "It prints squares"
        room = cast.category("help")
        thread = posting.ask(cast.ana, room, "question", "My printer", rendered(text), text)
        posting.reply(thread, cast.sam, "secret note", rendered("secret note"), audience="staff")
        thread_id = thread.id
    drain()
    return thread_id


@pytest.fixture
def handed(desk, asked, browser_of) -> Callable[..., HandOver]:
    """Sam hands ana's question over; the hand-over, brought there or not."""

    def hand(**typed: str) -> HandOver:
        to = str(db.session.query(Destination).filter_by(ended_at=None).first().id)
        form = {"to": to, "post": "", "note": "", "next_word_by": "", **typed}
        answer = browser_of("sam").post(f"/t/{asked}/hand-overs", data=form)
        assert answer.status_code == 303, answer.text
        drain()
        return kept()

    return hand


def kept() -> HandOver:
    db.session.rollback()
    return db.session.query(HandOver).order_by(HandOver.id.desc()).first()


@pytest.fixture
def call_back(client, desk) -> Callable[..., TestResponse]:
    """What the help desk says of a hand-over, signed as it signs."""

    def call(one: HandOver, said: Any, call_id: str = "call-1", **more: Any) -> TestResponse:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        stamp = str(int(time.time()) - more.get("age", 0))
        to = db.session.get(Destination, one.destination_id)
        secret = more.get("secret") or destinations.secret(to)
        headers = {
            "webhook-id": call_id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(secret, call_id, stamp, body),
        }
        answer = client.post(
            f"/hooks/hand-overs/{more.get('key', one.key)}",
            data=body,
            headers={**headers, **more.get("headers", {})},
            content_type="application/json",
        )
        drain()
        return answer

    return call
