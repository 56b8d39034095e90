"""Administrators see what nobody could handle and have it tried again; others do not."""

from sqlalchemy import update

from community import outbox
from community.extensions import db, writing
from community.outbox.models import Handling
from community.outbox.working import drain
from tests.outbox.conftest import LampLit


def test_what_was_given_up_is_seen_and_tried_again(app, listening, browser_of):
    heard = []

    def hear(event):
        heard.append(event)

    lane = listening(hear)
    with writing():
        outbox.record(LampLit(7))
        outbox.record(LampLit(8))
        db.session.execute(update(Handling).values(state="dead", last_error="X\nError: no oil"))
    admin = browser_of("admin")
    text = admin.get("/admin/outbox").get_data(as_text=True)
    assert lane in text and "Error: no oil" in text and "No worker is running" in text
    assert admin.post("/admin/outbox/1/replay").status_code == 303
    assert admin.post("/admin/outbox/1/replay").status_code == 404
    drain()
    assert heard == [LampLit(7)]
    assert admin.post("/admin/outbox/replay").status_code == 303
    drain()
    assert heard == [LampLit(7), LampLit(8)]
    assert "All is on its way" in admin.get("/admin/outbox").get_data(as_text=True)


def test_it_is_for_administrators_alone(app, browser_of, client):
    assert client.get("/admin/outbox").status_code == 303
    for who in ("ana", "sam", "mia"):
        assert browser_of(who).get("/admin/outbox").status_code == 403
        assert browser_of(who).post("/admin/outbox/replay").status_code == 403
        assert "/admin/outbox" not in browser_of(who).get("/notices").get_data(as_text=True)
    assert "/admin/outbox" in browser_of("admin").get("/notices").get_data(as_text=True)
