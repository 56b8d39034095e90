"""Leads and administrators connect help desks and chats; nobody reads a secret twice."""

from dataclasses import replace

import pytest

from community.desk import duties
from community.desk.chat import channels
from community.desk.chat.models import ChatChannel
from community.desk.handing_over import destinations
from community.desk.handing_over.models import Destination
from community.extensions import db, writing
from tests.statements import counted

PATH = "/queue/connections"
DESK = {"name": "Tracker", "kind": "webhook", "address": "http://127.0.0.1:9/x", "who": "name"}
CHAT = {"name": "Room", "format": "text", "url": "http://127.0.0.1:9/token", "category": ""}
CHAT |= {"whats": ["new", "late"]}


@pytest.fixture
def inside(app, monkeypatch):
    settings = replace(app.config["SETTINGS"], webhooks_to_private_addresses=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def test_a_secret_is_shown_once(app, cast, inside, browser_of):
    admin = browser_of("admin")
    page = admin.post(f"{PATH}/destinations", data=DESK).text
    secret = destinations.secret(db.session.query(Destination).one())
    assert secret.startswith("whsec_") and secret in page
    for who in ("admin", "sam"):
        page = browser_of(who).get(PATH).text
        assert "Tracker" in page and secret not in page and "127.0.0.1/…" in page


def test_the_secret_is_not_in_the_database(app, cast, inside, browser_of):
    browser_of("admin").post(f"{PATH}/destinations", data=DESK)
    secret = destinations.secret(db.session.query(Destination).one())
    for table in db.metadata.sorted_tables:
        assert secret not in str(db.session.execute(table.select()).all())


def test_a_chats_address_is_masked(app, cast, inside, browser_of):
    assert browser_of("admin").post(f"{PATH}/chats", data=CHAT).status_code == 303
    for who in ("admin", "sam"):
        page = browser_of(who).get(PATH).text
        assert "Room" in page and "token" not in page.replace("csrf_token", "")
    assert db.session.query(ChatChannel).one().whats == "new,late"


@pytest.mark.parametrize(("who", "seen", "done"), [("sam", 200, 403), ("ana", 403, 403)])
def test_others_change_nothing(app, cast, inside, browser_of, who, seen, done):
    browser = browser_of(who)
    assert browser.get(PATH).status_code == seen
    assert browser.post(f"{PATH}/destinations", data=DESK).status_code == done
    assert browser.post(f"{PATH}/chats", data=CHAT).status_code == done
    assert db.session.query(Destination).count() + db.session.query(ChatChannel).count() == 0


def test_a_lead_may(app, cast, inside, browser_of):
    with writing():
        duties.give(cast.sam, "lead", cast.admin)
    assert browser_of("sam").post(f"{PATH}/chats", data=CHAT).status_code == 303
    assert "Add a chat channel" in browser_of("sam").get(PATH).text


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://127.0.0.1/x", "your own network"),
        ("https://169.254.169.254/latest/meta-data", "your own network"),
        ("https://localhost/x", "your own network"),
        ("http://example.com/x", "https://"),
        ("https://name.invalid/", "Nobody knows"),
        ("javascript:alert(1)", "no web address"),
        ("desk@example.org", "no web address"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_with_the_reason(
    app, cast, browser_of, address, says
):
    admin = browser_of("admin")
    for path, data in (
        ("destinations", {**DESK, "address": address}),
        ("chats", {**CHAT, "url": address}),
    ):
        answer = admin.post(f"{PATH}/{path}", data=data)
        assert answer.status_code == 422 and says in answer.text
        assert data["name"] in answer.text
    assert db.session.query(Destination).count() + db.session.query(ChatChannel).count() == 0


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("destinations", {"name": ""}),
        ("destinations", {"kind": "fax"}),
        ("destinations", {"who": "all"}),
        ("destinations", {"kind": "mail"}),
        ("destinations", {"name": "Taken"}),
        ("chats", {"name": "Taken"}),
        ("chats", {"whats": []}),
        ("chats", {"whats": ["x"]}),
        ("chats", {"category": "99"}),
        ("chats", {"format": "irc"}),
    ],
)
def test_a_form_that_needs_another_look(app, cast, inside, browser_of, path, changed):
    with writing():
        destinations.add("Taken", "mail", "a@example.org", "name", cast.admin)
        channels.add("Taken", "text", "http://127.0.0.1:9/", None, ["new"], cast.admin)
    data = {**(DESK if path == "destinations" else CHAT), **changed}
    assert browser_of("admin").post(f"{PATH}/{path}", data=data).status_code == 422


def test_removing_ends_it(app, cast, inside, browser_of):
    admin = browser_of("admin")
    admin.post(f"{PATH}/destinations", data=DESK)
    one = db.session.query(Destination).one()
    assert admin.delete(f"{PATH}/destinations/{one.id}").status_code == 303
    assert "Tracker" not in admin.get(PATH).text
    assert admin.post(f"{PATH}/destinations/{one.id}/secret").status_code == 404


def test_the_page_asks_the_same_for_one_and_for_twenty(app, cast, browser_of):
    def add(count):
        with writing():
            for n in range(count):
                name = f"{count}-{n}"
                destinations.add(name, "mail", "a@example.org", "name", cast.admin)
                channels.add(name, "text", "https://x.example/", None, ["new"], cast.admin)

    def statements(who):
        browser = browser_of(who)
        browser.get(PATH)
        with counted() as sent:
            browser.get(PATH)
        return sent

    add(1)
    few = [len(statements(who)) for who in ("admin", "sam")]
    add(19)
    many = [len(statements(who)) for who in ("admin", "sam")]
    assert few == many and max(many) <= 8, statements("sam")
