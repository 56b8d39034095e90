"""The chat hears of what is new, due soon and late: once, and nothing of what is private."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from community import clock, outbox
from community.desk.chat import channels
from community.desk.chat.announcing import announce
from community.desk.chat.events import ChatMessageDue
from community.desk.chat.models import ChatChannel, ChatMessage
from community.desk.chat.wording import Said, as_teams, as_text
from community.extensions import db, writing
from community.forum import hiding, posting
from community.forum.models import Thread
from community.outbox.working import drain
from tests.desk.desks import running_desk
from tests.forum.conftest import rendered
from tests.ground.talker import OK, saying, silent, talking

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)  # on duty; four hours to the first reply
EVERYTHING = ["new", "due_soon", "late"]


@pytest.fixture(scope="module")
def process():
    with running_desk() as desk:
        yield desk


@pytest.fixture(autouse=True)
def inside(app, monkeypatch):
    settings = replace(app.config["SETTINGS"], webhooks_to_private_addresses=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with clock.set_to(MONDAY):
        yield


@pytest.fixture
def desk(process):
    process.told(manners=["ok"], chats=[], hits=[])
    return process


def channel(cast, url, whats=EVERYTHING, category=None, format="text"):
    with writing():
        category_id = cast.categories[category] if category else None
        made = channels.add(f"ch{url[-3:]}", format, url, category_id, list(whats), cast.admin)
        return made.id


def ask(cast, title="Why squares?", room="help", who="ana", **more) -> int:
    with writing():
        by = getattr(cast, who)
        text = rendered("secret text")
        thread = posting.ask(
            by, cast.category(room), "question", title, text, "secret text", **more
        )
        thread_id = thread.id
    drain()
    return thread_id


def texts(desk):
    return [chat["text"] for chat in desk.seen()["chats"]]


def messages():
    db.session.rollback()
    return db.session.query(ChatMessage).order_by(ChatMessage.id).all()


def test_new_due_soon_and_late_are_said_once_each(desk, cast):
    channel(cast, f"{desk.url}/chat")
    thread_id = ask(cast)
    assert texts(desk) == [
        f"New question in Help, due 14:00: <http://localhost/t/{thread_id}|Why squares?>"
    ]
    for hours in (3.6, 4.1, 5):
        with clock.set_to(MONDAY + timedelta(hours=hours)):
            drain()
            for what in EVERYTHING:  # the events come again
                with writing():
                    announce(what, thread_id)
            drain()
    leads = [text.split(",")[0] for text in texts(desk)]
    assert leads == ["New question in Help", "Due soon in Help", "Late in Help"]
    assert "secret" not in str(texts(desk)) and "Ana" not in str(texts(desk))


def test_a_new_deadline_is_news_again(desk, cast):
    channel(cast, f"{desk.url}/chat", ["late"])
    thread_id = ask(cast)
    with clock.set_to(MONDAY + timedelta(hours=4.1)):
        drain()
        with writing():
            thread = db.session.get(Thread, thread_id)
            promised = MONDAY + timedelta(hours=5)
            text = rendered("soon")
            posting.reply(
                thread, cast.sam, "soon", text, intent="first_word", next_word_by=promised
            )
        drain()
    with clock.set_to(MONDAY + timedelta(hours=5.1)):
        drain()
    assert len(texts(desk)) == 2


def test_each_channel_hears_what_it_wants_of_its_category(desk, cast):
    channel(cast, f"{desk.url}/chat", ["late"])
    channel(cast, f"{desk.url}/chat", ["new"], "talk")
    ask(cast)
    assert texts(desk) == []
    ask(cast, room="talk")
    assert len(texts(desk)) == 1


@pytest.mark.parametrize(
    ("room", "more"), [("help", {"audience": "asker_and_staff"}), ("members", {})]
)
def test_what_is_private_has_no_title_there(desk, cast, room, more):
    channel(cast, f"{desk.url}/chat")
    thread_id = ask(cast, "My zebra bill", room=room, **more)
    (text,) = texts(desk)
    assert "zebra" not in text
    assert text.endswith(f"<http://localhost/t/{thread_id}|A private question>")


def test_staff_discussions_and_hidden_ones_are_no_news(desk, cast):
    channel(cast, f"{desk.url}/chat")
    ask(cast, who="sam")
    with writing():
        text = rendered("x")
        posting.ask(cast.ana, cast.category("talk"), "discussion", "Talk", text, "x")
        thread = posting.ask(cast.ana, cast.category("help"), "question", "Gone", text, "x")
        hiding.hide_thread(thread, cast.mia)
    drain()
    assert desk.seen()["hits"] == []


def test_what_was_answered_before_it_left_is_not_said(desk, cast):
    channel(cast, f"{desk.url}/chat")
    with writing():
        text = rendered("x")
        thread = posting.ask(cast.ana, cast.category("help"), "question", "Quick", text, "x")
        posting.reply(thread, cast.sam, "Done", rendered("Done"))
    drain()
    assert desk.seen()["hits"] == [] and {m.state for m in messages()} <= {"dropped"}


@pytest.mark.parametrize("manner", ["500", "400", "404", "redirect"])
def test_what_may_have_arrived_is_not_said_again(desk, cast, manner):
    channel(cast, f"{desk.url}/chat")
    desk.told(manners=[manner], redirect_to=f"{desk.url}/chat")
    ask(cast)
    with clock.set_to(MONDAY + timedelta(minutes=10)):
        drain()
    assert desk.seen()["hits"] == ["/chat"]
    assert messages()[0].state == "failed"


def test_a_chat_that_asks_us_to_wait_hears_it_later(desk, cast):
    channel(cast, f"{desk.url}/chat")
    desk.told(manners=["429", "ok"])
    ask(cast)
    with clock.set_to(MONDAY + timedelta(minutes=2)):
        drain()
    assert len(texts(desk)) == 1 and messages()[0].state == "sent"


def test_old_news_is_dropped(desk, cast):
    channel(cast, f"{desk.url}/chat")
    desk.told(manners=["503"])
    ask(cast)
    with clock.set_to(MONDAY + timedelta(minutes=30)):
        drain()
    assert len(desk.seen()["hits"]) == 1 and messages()[0].state == "dropped"


def test_a_kill_between_taking_and_sending_says_nothing_twice(desk, cast):
    channel(cast, f"{desk.url}/chat")
    ask(cast)
    (message,) = messages()
    with writing():
        db.session.get(ChatMessage, message.id).state = "leaving"
        outbox.record(ChatMessageDue(message.id))
    drain()
    assert len(texts(desk)) == 1


def test_a_hanging_chat_holds_up_the_others_once(desk, cast, monkeypatch):
    monkeypatch.setattr("community.desk.chat.handlers.SECONDS", 0.4)
    with talking(silent) as (url, heard):
        channel(cast, url)
        channel(cast, f"{desk.url}/chat")
        ask(cast, "One")
        ask(cast, "Two")
        assert len(texts(desk)) == 2 and len(heard) == 1
    with clock.set_to(MONDAY + timedelta(hours=1)):
        assert messages()[0].state == "failed"


def test_a_removed_channel_hears_nothing_and_its_address_is_forgotten(desk, cast, browser_of):
    channel_id = channel(cast, f"{desk.url}/chat")
    path = f"/queue/connections/chats/{channel_id}"
    assert browser_of("admin").delete(path).status_code == 303
    ask(cast)
    assert desk.seen()["hits"] == [] and db.session.get(ChatChannel, channel_id).url == ""
    assert browser_of("admin").post(f"{path}/test").status_code == 404


def test_nothing_a_customer_typed_has_power_in_the_chat():
    nasty = "@channel <!here> [x](http://evil) `a` |b| & https://evil.example"
    said = Said("new", nasty, "Help & co", "http://localhost/t/1")
    text = json.loads(as_text(said))["text"]
    assert text.startswith("New question in Help &amp; co: <http://localhost/t/1|")
    assert text.count("<") == 1 and text.count("|") == 1 and "://evil" not in text
    assert "@channel" not in text and "[x]" not in text and "`" not in text
    card = json.loads(as_teams(said))["attachments"][0]["content"]
    assert {part["type"] for part in card["body"]} == {"RichTextBlock"}
    assert card["body"][1]["inlines"][0]["text"] == nasty
    assert card["actions"][0]["url"] == "http://localhost/t/1"


def test_teams_gets_a_message_with_a_card(desk, cast):
    channel(cast, f"{desk.url}/chat", format="teams")
    ask(cast)
    (said,) = desk.seen()["chats"]
    assert said["type"] == "message"
    (part,) = said["attachments"]
    assert part["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert part["content"]["type"] == "AdaptiveCard"


def test_messages_are_forgotten_after_a_month(desk, cast):
    from community.desk.events import MeasuringDue

    channel(cast, f"{desk.url}/chat")
    ask(cast)
    with clock.set_to(MONDAY + timedelta(days=31)):
        with writing():
            outbox.record(MeasuringDue(again=False))
        drain()
        assert [m for m in messages() if m.about.startswith("new")] == []


def test_a_test_message(desk, cast, browser_of):
    channel_id = channel(cast, f"{desk.url}/chat")
    admin = browser_of("admin")
    assert admin.post(f"/queue/connections/chats/{channel_id}/test").status_code == 303
    assert "this channel works" in texts(desk)[0]
    assert "was taken" in admin.get("/queue/connections").text
    desk.told(manners=["404"])
    admin.post(f"/queue/connections/chats/{channel_id}/test")
    assert "error 404" in admin.get("/queue/connections").text


def test_ok_without_json_is_fine(cast):
    with talking(saying(OK)) as (url, _heard):
        channel(cast, url)
        ask(cast)
    assert messages()[0].state == "sent"
