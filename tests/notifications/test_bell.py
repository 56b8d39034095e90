"""The bell rings on the pages of the one it is for, and costs one statement."""

import re

import pytest

from community.accounts.readers import reader_of
from community.extensions import db, socketio
from community.forum import reading
from community.notifications.channels import in_app
from tests.statements import counted


@pytest.fixture
def connect(app, browser_of):
    opened = []

    def begin(who):
        link = socketio.test_client(app, flask_test_client=browser_of(who))
        opened.append(link)
        return link

    yield begin
    for link in opened:
        if link.is_connected():
            link.disconnect()


def rings(link):
    return [m["args"][0] for m in link.get_received() if m["name"] == "notice"]


def test_the_bell_rings_for_one_person_alone(forum, happens, connect):
    forum.ask()
    happens()
    ana, ben = connect("ana"), connect("ben")
    forum.reply("sam", "answer", text="Press it")
    happens()
    (message,) = rings(ana)
    assert message["count"] == 1 and "Sam Sato replied to" in message["html"]
    assert rings(ben) == []


def test_what_was_missed_is_on_the_bell_after_a_cut(forum, happens, connect):
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    answer = connect("ana").emit("catch_up", {"since": None}, callback=True)
    assert answer["notices"] == 1


def test_the_number_costs_one_statement_and_uses_the_index(forum, cast, happens):
    forum.ask()
    for _reply in range(3):
        forum.reply("sam", "answer")
    happens()
    reader = reader_of(cast.ana)
    with counted() as sent:
        assert in_app.unread_count(reader) == 3
    assert len(sent) == 1
    plan = db.session.connection().exec_driver_sql(
        "EXPLAIN QUERY PLAN SELECT id FROM notices WHERE user_id = 1 AND in_app = 1 "
        "AND read_at IS NULL"
    )
    assert "ix_notices_unread" in str(plan.all())


def number_on(page):
    """The bell's number, 0 where it is not shown."""
    found = re.search(r"data-count( hidden)?>(\d+)<", page)
    return 0 if found.group(1) else int(found.group(2))


def test_the_number_from_memory_follows_notices_and_reading(forum, happens, cast, browser_of):
    ana, ben = browser_of("ana"), browser_of("ben")
    forum.ask()
    assert number_on(ana.get("/").text) == 0
    forum.reply("sam", "answer")
    happens()
    assert number_on(ana.get("/").text) == 1
    assert number_on(ben.get("/").text) == 0
    with counted() as sent:
        ana.get("/")
    assert not [statement for statement in sent if "notices" in statement]
    ana.post("/notices/reading")
    assert number_on(ana.get("/").text) == 0


def test_reading_the_thread_lowers_the_number_from_memory(forum, happens, cast, browser_of):
    ana = browser_of("ana")
    thread_id = forum.ask()
    forum.reply("sam", "answer")
    happens()
    assert number_on(ana.get("/").text) == 1
    reading.saw(cast.people["ana"], thread_id, 2)
    reading.flush()
    assert number_on(ana.get("/").text) == 0
