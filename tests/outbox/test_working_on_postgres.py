"""Several workers on PostgreSQL: each event to each handler once, however many take part."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select, text

from community import clock, create_app, outbox
from community.accounts.models import User
from community.accounts.readers import reader_of
from community.extensions import db, writing
from community.forum import following
from community.notifications.channels import in_app
from community.notifications.models import Delivery, Notice
from community.outbox import working
from community.outbox.claiming import claim
from community.outbox.models import Handling
from community.outbox.pruning import prune
from community.outbox.working import Worker, drain
from config import Settings
from tests import mailbox
from tests.cast import make_cast
from tests.forum.conftest import MONDAY, Forum
from tests.outbox.conftest import LampLit

pytestmark = pytest.mark.postgres


@pytest.fixture
def big_app(postgres, tmp_path, monkeypatch):
    monkeypatch.setattr(working, "starters", [])  # the repairs that other rooms begin
    app = create_app(
        Settings(
            secret_key="only-for-tests-0123456789abcdef",
            database_url=postgres,
            var_dir=tmp_path,
            worker_inside=False,
        )
    )
    with app.app_context():
        with writing():
            db.metadata.create_all(db.session.connection())
            app.cast = make_cast("x")
        yield app
        db.session.remove()
        db.engine.dispose()


def light(count):
    with writing():
        for lamp in range(count):
            outbox.record(LampLit(lamp))


def test_workers_side_by_side_never_hold_the_same_work(big_app, listening):
    lane = listening(lambda event: None)
    light(200)
    taken, ready = [], threading.Barrier(8)

    def take(name):
        with big_app.app_context():
            ready.wait()
            while found := claim(lane, 7, name):
                taken.extend(one.id for one in found)
            db.session.remove()

    threads = [threading.Thread(target=take, args=(f"worker {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 200


def test_two_workers_handle_each_event_once(big_app, listening):
    heard = Counter()

    def hear(event):
        time.sleep(0.001)
        heard[event.lamp_id] += 1

    lane = listening(hear)
    workers = [Worker(big_app), Worker(big_app)]
    for worker in workers:
        worker.start()
    light(100)
    open_ones = select(Handling.id).where(Handling.lane == lane, Handling.state != "done")
    until = time.monotonic() + 20
    while db.session.scalar(open_ones.limit(1)) and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.05)
    for worker in workers:
        worker.stop()
    assert heard == dict.fromkeys(range(100), 1)


def test_another_process_is_heard_soon(big_app, postgres, listening):
    heard = []

    def hear(event):
        heard.append(event)

    lane = listening(hear)
    worker = Worker(big_app)
    worker.start()
    stranger = create_engine(big_app.config["SETTINGS"].database)
    with stranger.begin() as connection:
        row = connection.scalar(
            text(
                "INSERT INTO outbox_events (name, payload, created_at) VALUES "
                "('LampLit', '{\"lamp_id\": 7}', '2026-01-01') RETURNING id"
            )
        )
        connection.execute(
            text(
                "INSERT INTO outbox_handlings (event_id, lane, state, due_at, attempts) "
                "VALUES (:row, :lane, 'waiting', '2026-01-01', 0)"
            ),
            {"row": row, "lane": lane},
        )
    stranger.dispose()
    until = time.monotonic() + 3
    while not heard and time.monotonic() < until:
        time.sleep(0.01)
    worker.stop()
    assert heard == [LampLit(7)]


def test_old_events_are_forgotten(big_app, listening):
    listening(lambda event: None)
    light(3)
    drain()
    with clock.moved_by(timedelta(days=8)):
        assert prune() == 3


def test_people_are_told_once_there_too(big_app):
    cast = big_app.cast
    forum = Forum(cast)
    forum.ask()
    forum.act(lambda: following.follow(forum.thread, cast.ben))
    forum.reply("sam", "answer")
    for minutes in (0, 5, 10):
        with clock.set_to(MONDAY + timedelta(minutes=5 + minutes)):
            drain()
    mails = Counter(mail["To"] for mail in mailbox.sent())
    assert mails["ana@example.com"] == mails["ben@example.com"] == 1
    kinds = db.session.scalars(select(Notice.what).where(Notice.post_id == 2)).all()
    assert sorted(kinds) == ["followed", "reply"]
    states = select(Delivery.state).where(Delivery.user_id.in_([1, 2]))
    assert set(db.session.scalars(states)) == {"sent"}
    ana = db.session.scalar(select(User).where(User.username == "ana"))
    assert in_app.unread_count(reader_of(ana)) == 1
    assert [row.what for row in db.session.execute(in_app.rows_for(reader_of(ana)))] == ["reply"]
