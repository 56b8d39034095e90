"""Who of us is writing: colleagues see it at once, nobody else ever, and it ends by itself."""

import pytest

from community.accounts import roles
from community.extensions import db, writing
from community.outbox.working import drain
from tests.realtime.test_rooms import connect, heard, question, watch  # noqa: F401 (fixtures)


@pytest.fixture
def desk(cast, question, connect):  # noqa: F811
    """sam's connection, and those of everybody who has the same thread open."""
    drain()
    links = {who: connect(who) for who in (None, "ana", "ben", "max", "mia", "sam")}
    for link in links.values():
        assert watch(link, f"thread:{question}")["ok"]
        link.get_received()
    return links


def says(link, thread_id, **more):
    link.emit("typing", {"room": f"thread:{thread_id}", **more})


def news(link):
    return [(one["name"], one["typing"]) for one in heard(link, "presence")]


def test_colleagues_alone_hear_who_is_writing(cast, question, desk):  # noqa: F811
    says(desk["sam"], question)
    assert news(desk["mia"]) == [("Sam Sato", True)]
    for who in (None, "ana", "ben", "max", "sam"):
        assert not [one for one in desk[who].get_received() if one["name"] == "presence"], who


@pytest.mark.parametrize("who", [None, "ana", "ben", "max"])
def test_nobody_else_can_say_so(question, desk, who):  # noqa: F811
    says(desk[who], question)
    assert news(desk["mia"]) == []


def test_an_end_is_told_at_once(question, desk):  # noqa: F811
    says(desk["sam"], question, typing=True)
    says(desk["sam"], question, typing=False)
    assert news(desk["mia"]) == [("Sam Sato", True), ("Sam Sato", False)]


@pytest.mark.parametrize("how", ["leaves the page", "is cut off"])
def test_who_goes_is_not_writing_any_more(question, desk, how):  # noqa: F811
    says(desk["sam"], question)
    if how == "is cut off":
        desk["sam"].disconnect()
    else:
        desk["sam"].emit("unwatch", {"room": f"thread:{question}"})
    assert news(desk["mia"])[-1] == ("Sam Sato", False)


def test_who_only_read_tells_nothing_by_going(question, desk):  # noqa: F811
    desk["sam"].disconnect()
    assert news(desk["mia"]) == []


def test_who_lost_the_role_neither_says_nor_hears_anything(cast, question, desk):  # noqa: F811
    says(desk["sam"], question)
    with writing():
        roles.revoke(cast.sam, "staff", by=cast.admin)
    says(desk["sam"], question)  # the outbox has not come to it yet
    drain()
    assert not desk["sam"].is_connected()
    assert news(desk["mia"]) == [("Sam Sato", True), ("Sam Sato", False)]


def test_a_thread_that_is_not_open_on_the_page_is_not_written_in(cast, question, connect, desk):  # noqa: F811
    says(connect("sam"), question)
    assert news(desk["mia"]) == []


@pytest.mark.parametrize("message", [None, 7, {}, {"room": "queue"}, {"room": "thread:x"}])
def test_nonsense_tells_nobody(desk, message):
    desk["sam"].emit("typing", message)
    assert news(desk["mia"]) == []


def test_a_private_category_keeps_it_to_its_readers(cast, question, connect, desk):  # noqa: F811
    """Moved to the crew's own room: colleagues still hear, in the room of that category."""
    from community.forum import editing
    from community.forum.models import Thread

    with writing():
        thread = db.session.get(Thread, question)
        editing.edit_thread(thread, cast.mia, category=cast.category("crew"))
    drain()
    says(desk["sam"], question)
    assert news(desk["mia"]) == [("Sam Sato", True)]
    assert not [one for one in desk["ana"].get_received() if one["name"] == "presence"]
