"""PostgreSQL sorts by the hours of each category, and lets a group, a limit and a rota be asked."""

import pytest

from community.accounts.models import User
from community.desk import assigning, next_best, queue
from community.desk.groups import keeping as groups
from community.desk.hours import setting
from community.desk.rota import keeping, load, reading
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category, Thread
from community.outbox.working import drain
from tests.forum.conftest import rendered
from tests.forum.test_posting_on_postgres import big_app  # noqa: F401

pytestmark = pytest.mark.postgres


def test_the_queue_reads_with_hours_of_its_own_for_a_category(big_app, monkeypatch):  # noqa: F811
    monkeypatch.setattr(posting, "judges", [lambda draft: "held" in draft.source or None])
    ana, sam = (db.session.query(User).filter_by(username=n).one() for n in ("ana", "sam"))
    rooms = db.session.query(Category).filter(Category.slug.in_(("help", "talk"))).all()
    with writing():
        setting.set_hours(rooms[0].id, "always", "Europe/Berlin", "DE", None)
        keeping.set_week(sam, "Europe/Berlin", "always", "always", 1, sam)
        group = groups.make(groups.Wish("Second line", "", frozenset({sam.id})), sam)
        group_id = group.id
    ids = []
    for room in rooms:
        with writing():
            ids.append(posting.ask(ana, room, "question", "Why?", rendered("x"), "x").id)
            posting.reply(db.session.get(Thread, ids[-1]), ana, "held", rendered("held"))
    drain()
    whole = {(row.kind, row.id) for row in queue.page(sam.id).items}
    assert whole >= {("queue", ids[0]), ("queue", ids[1])}
    assert queue.counts(sam.id).open == len(whole)
    assert reading.called_now() == [sam.id]
    with writing():
        thread = db.session.get(Thread, ids[0])
        assigning.assign_to_group(thread, db.session.get(type(group), group_id), sam)
        assert next_best.take_next(sam)
        with pytest.raises(load.Full):
            next_best.take_next(sam)
    assert queue.counts(sam.id).mine >= 1
