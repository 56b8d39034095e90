"""The customer's card asks the company's own system, after the page and for two seconds at most."""

import time
from dataclasses import replace

import pytest

from community.desk import asking_the_host
from community.desk.asking_the_host import Field, read_fields
from community.extensions import db, writing
from tests.desk.desks import running_desk
from tests.forum.written import written_thread
from tests.ground.talker import saying, silent, talking
from tests.statements import counted

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATH = "/queue/customers/ana"


@pytest.fixture(scope="module")
def process():
    with running_desk() as desk:
        yield desk


@pytest.fixture
def set_up(app, monkeypatch):
    asking_the_host.forget()

    def point(url: str) -> None:
        lookup = {"customer_lookup_url": url, "customer_lookup_secret": SECRET}
        settings = replace(app.config["SETTINGS"], **lookup)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        monkeypatch.setitem(app.jinja_env.globals, "settings", settings)

    return point


@pytest.fixture
def host(process, set_up):
    fields = [{"label": "Plan", "value": "Gold <b>", "url": "https://crm.example/7"}]
    process.told(secret=SECRET, manners=["ok"], asked=[], hits=[], fields={"fields": fields})
    set_up(f"{process.url}/customer")
    return process


def test_the_card_shows_what_the_system_says(host, cast, browser_of):
    page = browser_of("sam").get(PATH).text
    assert "Plan" in page and "Gold &lt;b&gt;" in page and 'href="https://crm.example/7"' in page
    (asked,) = host.seen()["asked"]
    assert asked["type"] == "customer.lookup"
    assert asked["data"] == {
        "username": "ana",
        "name": "Ana Alves",
        "mail": "ana@example.com",
        "organisation_id": "acme",
    }


def test_it_is_asked_once_in_some_minutes(host, cast, browser_of):
    for who in ("sam", "mia", "sam"):
        assert "Plan" in browser_of(who).get(PATH).text
    assert len(host.seen()["hits"]) == 1


def test_the_thread_itself_asks_nobody(host, cast, browser_of):
    thread_id = written_thread(cast)
    page = browser_of("sam").get(f"/t/{thread_id}-my-printer").text
    assert f'src="{PATH}"' in page and "Gold" not in page
    assert host.seen()["hits"] == []
    assert PATH not in browser_of("ana").get(f"/t/{thread_id}-my-printer").text


def test_without_the_setting_there_is_no_frame(app, cast, browser_of):
    thread_id = written_thread(cast)
    assert PATH not in browser_of("sam").get(f"/t/{thread_id}-my-printer").text
    assert "nothing to ask" in browser_of("sam").get(PATH).text


@pytest.mark.parametrize(("who", "code"), [(None, 303), ("ana", 403), ("max", 403)])
def test_it_is_for_staff(host, cast, browser_of, client, who, code):
    assert (browser_of(who) if who else client).get(PATH).status_code == code
    assert host.seen()["hits"] == []


def test_an_address_nobody_proved_is_not_asked_about(host, cast, browser_of):
    with writing():
        cast.ben.email_confirmed_at = None
    assert "nothing to ask" in browser_of("sam").get("/queue/customers/ben").text
    assert host.seen()["hits"] == []
    assert browser_of("sam").get("/queue/customers/nobody").status_code == 404


def test_a_system_that_hangs_costs_two_seconds_once(host, cast, browser_of, monkeypatch):
    monkeypatch.setattr(asking_the_host, "SECONDS", 0.4)
    host.told(manners=["hang"])
    began = time.monotonic()
    assert "could not be reached" in browser_of("sam").get(PATH).text
    assert time.monotonic() - began < 3
    assert "could not be reached" in browser_of("sam").get("/queue/customers/ben").text
    assert len(host.seen()["hits"]) == 1  # not asked about anybody for a while


@pytest.mark.parametrize("manner", ["500", "401", "redirect"])
def test_whatever_is_no_answer_reads_as_not_reached(host, cast, browser_of, manner):
    host.told(manners=[manner], redirect_to=f"{host.url}/customer")
    assert "could not be reached" in browser_of("sam").get(PATH).text
    assert len(host.seen()["hits"]) == 1


def test_a_customer_it_does_not_know(host, cast, browser_of):
    host.told(manners=["404"])
    assert "knows nothing of them" in browser_of("sam").get(PATH).text


@pytest.mark.parametrize("say", [saying(b"nonsense"), saying(b"HTTP/1.1 200 OK\r\n\r\n<html>")])
def test_nonsense_reads_as_not_reached(set_up, cast, browser_of, say):
    with talking(say) as (url, _heard):
        set_up(url)
        assert "could not be reached" in browser_of("sam").get(PATH).text


def test_nothing_of_the_database_is_held_while_it_waits(set_up, cast, app, monkeypatch):
    monkeypatch.setattr(asking_the_host, "SECONDS", 0.3)
    seen = []
    real = asking_the_host.call
    monkeypatch.setattr(
        asking_the_host,
        "call",
        lambda *a, **k: seen.append(db.session().in_transaction()) or real(*a, **k),
    )
    with talking(silent) as (url, _heard):
        set_up(url)
        asking_the_host.known_of(cast.ana)
    assert seen == [False]


def test_the_frame_asks_the_database_a_fixed_number_of_questions(host, cast, browser_of):
    sam = browser_of("sam")
    sam.get(PATH)
    with counted() as sent:
        sam.get(PATH)
    assert len(sent) <= 5, sent


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (None, None),
        ([], None),
        ({}, None),
        ({"fields": "x"}, None),
        ({"fields": []}, ()),
        ({"fields": [1, None, "x", {}, {"label": "A"}, {"value": "x"}]}, ()),
        ({"fields": [{"label": "A", "value": 7}]}, (Field("A", "7"),)),
        ({"fields": [{"label": "A", "value": True}, {"label": "A", "value": []}]}, ()),
        ({"fields": [{"label": "A", "value": "x", "url": "javascript:x"}]}, (Field("A", "x"),)),
        ({"fields": [{"label": "A\n\u202eB", "value": "x\x00y"}]}, (Field("A B", "xy"),)),
    ],
)
def test_only_plain_short_fields_are_shown(said, fields):
    assert read_fields(said) == fields


def test_there_is_room_for_eight_short_ones():
    fields = read_fields({"fields": [{"label": "L" * 90, "value": "v" * 900}] * 50})
    assert len(fields) == 8 and len(fields[0].label) == 40 and len(fields[0].value) == 200
