"""PostgreSQL gives the queue in the same order, page by page, held posts and tiers included."""

from dataclasses import replace

import pytest

from community.accounts.models import User
from community.desk import queue
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category
from community.outbox.working import drain
from tests.forum.conftest import rendered
from tests.forum.test_posting_on_postgres import big_app  # noqa: F401

pytestmark = pytest.mark.postgres


def test_pages_and_counts_agree(big_app, monkeypatch):  # noqa: F811
    settings = big_app.config["SETTINGS"]
    monkeypatch.setitem(big_app.config, "SETTINGS", replace(settings, tier_points="gold 7"))
    monkeypatch.setattr(posting, "judges", [lambda draft: "held" in draft.source or None])
    ana, ben = (db.session.query(User).filter_by(username=n).one() for n in ("ana", "ben"))
    category = db.session.query(Category).filter_by(slug="help").one()
    for n in range(5):
        with writing():
            thread = posting.ask(ana, category, "question", f"Why {n}?", rendered("x"), "x")
            posting.reply(thread, ben, "held", rendered("held"))
            thread_id = thread.id
    drain()
    whole = [(row.kind, row.id) for row in queue.page(1).items]
    counts = queue.counts(1)
    assert len(whole) == counts.open == 10
    monkeypatch.setattr(queue, "PAGE", 3)
    seen, cursor = [], None
    while True:
        page = queue.page(1, cursor=cursor)
        seen += [(row.kind, row.id) for row in page.items]
        cursor = page.after
        if not cursor:
            break
    assert seen == whole
    assert thread_id in queue.waiting_ids()
