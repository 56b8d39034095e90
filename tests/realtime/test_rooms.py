"""Who hears what: rooms are joined after checking, and a gap is filled with what one may read."""

import pytest

from community.accounts import sessions
from community.extensions import db, socketio, writing
from community.forum import editing, hiding, posting
from community.forum.models import Post
from community.markup import render
from community.outbox.working import drain
from community.realtime.sockets import MOST_ASKED, MOST_ROOMS


def say(text):
    return {"source": text, "body": render(text)}


@pytest.fixture
def question(cast) -> int:
    with writing():
        return posting.ask(
            cast.ana, cast.category(), "question", "Why is it dark?", **say("Since noon.")
        ).id


def reply(cast, thread_id, who, text, **more) -> int:
    from community.forum.models import Thread

    with writing():
        thread = db.session.get(Thread, thread_id)
        return posting.reply(thread, getattr(cast, who), **say(text), **more).id


@pytest.fixture
def connect(app, browser_of):
    opened = []

    def begin(who=None):
        client = browser_of(who) if who else app.test_client()
        link = socketio.test_client(app, flask_test_client=client)
        opened.append(link)
        return link

    yield begin
    for link in opened:
        if link.is_connected():
            link.disconnect()


def heard(link, name):
    return [m["args"][0] for m in link.get_received() if m["name"] == name]


def watch(link, room, seen=0):
    return link.emit("watch", {"room": room, "seen": seen}, callback=True)


def test_a_visitor_gets_new_posts_of_an_open_thread(cast, question, connect):
    drain()
    link = connect()
    answer = watch(link, f"thread:{question}", 1)
    assert answer == {"ok": True, "posts": []}
    post = reply(cast, question, "sam", "The fuse is out.", intent="answer")
    drain()
    (message,) = heard(link, "post")
    assert (message["id"], message["number"]) == (post, 2)
    assert "The fuse is out." in message["html"]


def test_the_gap_is_filled_after_a_cut(cast, question, connect):
    reply(cast, question, "sam", "One", intent="answer")
    reply(cast, question, "sam", "Two", intent="answer")
    reply(cast, question, "sam", "Note", audience="staff")
    drain()
    posts = watch(connect(), f"thread:{question}", 2)["posts"]
    assert [p["number"] for p in posts] == [3]
    assert [p["number"] for p in watch(connect("mia"), f"thread:{question}", 2)["posts"]] == [3, 4]


@pytest.mark.parametrize(
    ("audience", "hear"),
    [
        ("public", {None, "ana", "ben", "mia"}),
        ("asker_and_staff", {"ana", "mia"}),
        ("staff", {"mia"}),
    ],
)
def test_a_post_reaches_exactly_its_audience(cast, question, connect, audience, hear):
    drain()
    links = {who: connect(who) for who in (None, "ana", "ben", "mia")}
    for link in links.values():
        assert watch(link, f"thread:{question}", 1)["ok"]
    reply(cast, question, "sam", "Psst", intent="answer", audience=audience)
    drain()
    assert {who for who, link in links.items() if heard(link, "post")} == hear


def test_a_private_thread_cannot_be_watched_by_others(cast, connect):
    with writing():
        thread = posting.ask(
            cast.ana,
            cast.category(),
            "question",
            "My bill",
            audience="asker_and_staff",
            **say("Secret"),
        ).id
    assert not watch(connect(), f"thread:{thread}")["ok"]
    assert not watch(connect("ben"), f"thread:{thread}")["ok"]
    assert watch(connect("ana"), f"thread:{thread}")["ok"]
    assert watch(connect("sam"), f"thread:{thread}")["ok"]


def test_a_hidden_post_leaves_the_pages_of_readers(cast, question, connect):
    post = reply(cast, question, "ben", "Spam", intent="answer")
    drain()
    reader, staff = connect(), connect("sam")
    for link in (reader, staff):
        watch(link, f"thread:{question}", 2)
    with writing():
        hiding.hide_post(db.session.get(Post, post), cast.mia, "spam")
    drain()
    assert [m["html"] for m in heard(reader, "post")] == [None]
    assert "Spam" in heard(staff, "post")[-1]["html"]


def test_the_queue_is_for_staff(cast, connect):
    assert not watch(connect(), "queue")["ok"]
    assert not watch(connect("ana"), "queue")["ok"]
    link = connect("sam")
    assert watch(link, "queue")["ok"]
    with writing():
        posting.ask(cast.ana, cast.category(), "question", "Help me", **say("Please."))
    drain()
    message = heard(link, "queue")[-1]
    assert "Help me" in message["html"]
    assert message["counts"]["open"] == 1


@pytest.mark.parametrize(
    "message", [None, 7, "thread:1", {}, {"room": "thread:x"}, {"room": "thread:" + "9" * 40}]
)
def test_nonsense_is_refused(connect, message):
    assert connect().emit("watch", message, callback=True) == {"ok": False}


def test_signing_out_ends_the_socket(cast, question, connect, app):
    link = connect("sam")
    assert watch(link, "queue")["ok"]
    with writing():
        sessions.end_all(cast.people["sam"], "signed_out")
    drain()
    assert not link.is_connected()


def test_between_its_end_and_the_handler_a_session_can_ask_nothing(cast, connect):
    link = connect("sam")
    with writing():
        sessions.end_all(cast.people["sam"], "suspended")
    answer = link.emit("watch", {"room": "queue"}, callback=True)
    assert answer != {"ok": True, "posts": []}


def test_a_long_post_is_fetched_not_pushed(cast, question, connect, client):
    link = connect()
    watch(link, f"thread:{question}", 1)
    post = reply(cast, question, "sam", "word " * 3000, intent="answer")
    drain()
    (message,) = heard(link, "post")
    assert message["html"] is None and message["fetch"]
    assert "word word" in client.get(f"/posts/{post}/partial").text


def test_the_partial_of_a_private_post_is_404_for_others(cast, question, client, browser_of):
    post = reply(cast, question, "sam", "Psst", intent="answer", audience="asker_and_staff")
    assert client.get(f"/posts/{post}/partial").status_code == 404
    assert browser_of("ben").get(f"/posts/{post}/partial").status_code == 404
    assert "Psst" in browser_of("ana").get(f"/posts/{post}/partial").text


def test_an_outage_is_on_every_page_at_once_and_leaves(app, connect):
    from tests.status.test_reporting import open_incident, update

    link = connect()
    incident = open_incident("Login fails", {})
    drain()
    (banner,) = heard(link, "banner")
    assert banner["id"] == f"incident-{incident}" and "Login fails" in banner["html"]
    assert [b["id"] for b in link.emit("catch_up", {}, callback=True)["banners"]] == [banner["id"]]
    update(incident, "resolved")
    drain()
    assert heard(link, "banner")[-1]["html"] is None
    assert link.emit("catch_up", {}, callback=True)["banners"] == []


@pytest.mark.parametrize(
    ("category", "hear"), [("crew", {"mia"}), ("members", {"ana", "ben", "mia"})]
)
def test_who_may_not_see_the_new_category_hears_nothing_more(
    cast, question, connect, category, hear
):
    from community.forum.models import Thread

    drain()
    links = {who: connect(who) for who in (None, "ana", "ben", "mia")}
    for link in links.values():
        assert watch(link, f"thread:{question}", 1)["ok"]
    with writing():
        thread = db.session.get(Thread, question)
        editing.edit_thread(thread, cast.mia, category=cast.category(category))
    drain()
    for link in links.values():
        link.get_received()
    reply(cast, question, "sam", "Between us", intent="answer")
    drain()
    told = {who: [m for m in link.get_received() if m["args"]] for who, link in links.items()}
    heard_by = {who for who, m in told.items() if {x["name"] for x in m} & {"post", "thread"}}
    assert heard_by == hear


def test_leaving_rooms_one_never_watched_makes_no_place_for_more(cast, connect):
    with writing():
        ids = [
            posting.ask(cast.ana, cast.category(), "question", f"Title {n}", **say("Text")).id
            for n in range(MOST_ROOMS + 1)
        ]
    link = connect()
    for number in ids[:-1]:
        assert watch(link, f"thread:{number}")["ok"]
        link.emit("unwatch", {"room": f"thread:{ids[-1]}"})
    assert not watch(link, f"thread:{ids[-1]}")["ok"]


@pytest.mark.parametrize("seen", [2**70, -1, "7", None, [], 1.5])
def test_any_seen_is_answered(question, connect, seen):
    assert watch(connect(), f"thread:{question}", seen)["ok"]


def test_a_flood_of_messages_is_not_answered(connect):
    link = connect()
    answers = [link.emit("catch_up", {}, callback=True)["ok"] for _ in range(MOST_ASKED + 5)]
    assert answers.count(True) == MOST_ASKED


def test_a_late_end_of_older_sessions_leaves_the_new_one_connected(cast, connect):
    """Roles were given before somebody signed in; the worker comes to it afterwards."""
    with writing():
        sessions.end_all(cast.people["sam"], "roles_changed")
    link = connect("sam")
    assert watch(link, "queue")["ok"]
    drain()
    assert link.is_connected()
