"""Two real servers on loopback: Hearth as `make run` serves it, and a help desk beside it."""

import html
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.desk.desks import HelpDesk, running_desk
from tests.realtime.test_many_processes import Browser
from tests.servers import Hearth, running_hearth, wait_until

pytestmark = [pytest.mark.live, pytest.mark.slow, pytest.mark.timeout(300)]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOKED_AT = "Our support team is looking at this."


@pytest.fixture(scope="module")
def desk() -> Iterator[HelpDesk]:
    with running_desk() as desk:
        yield desk


@pytest.fixture(scope="module")
def hearth(desk: HelpDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearth]:
    settings = {
        "WEBHOOKS_TO_PRIVATE_ADDRESSES": "1",
        "CUSTOMER_LOOKUP_URL": f"{desk.url}/customer",
        "CUSTOMER_LOOKUP_SECRET": SECRET,
    }
    with running_hearth(tmp_path_factory.mktemp("hearth"), DEMO="1", **settings) as server:
        yield server


@pytest.fixture(scope="module")
def sam(hearth: Hearth) -> Browser:
    return Browser(hearth.url).sign_in("sam@example.com")


@pytest.fixture(scope="module")
def ana(hearth: Hearth) -> Browser:
    return Browser(hearth.url).sign_in("ana@example.com")


@pytest.fixture(scope="module")
def secret(hearth: Hearth, desk: HelpDesk) -> str:
    """An administrator connects the help desk and copies its secret over."""
    admin = Browser(hearth.url).sign_in("admin@example.com")
    form = {"name": "Service desk", "kind": "webhook", "address": f"{desk.url}/hook", "who": "name"}
    page = admin.get("/queue/connections")
    fields = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1], **form}
    data = urllib.parse.urlencode(fields).encode()
    with admin.opener.open(f"{hearth.url}/queue/connections/destinations", data) as answer:
        said = answer.read().decode()
    return html.unescape(re.search(r'value="(whsec_[^"]+)"', said)[1])


@pytest.fixture
def connected(desk: HelpDesk, secret: str) -> HelpDesk:
    desk.told(secret=secret, manners=["ok"], tickets={}, hits=[])
    return desk


@pytest.fixture
def asked(ana: Browser, hearth: Hearth) -> str:
    """The path of a new question of ana's."""
    category = re.search(r'href="/c/([a-z-]+)"', ana.get("/"))[1]
    with_category = {"category": category, "kind": "question", "tags": "", "audience": "public"}
    title = f"The wallbox hums at {time.monotonic_ns()} Hertz"
    path = ana.send("/ask", "/ask", title=title, body="It hums all night.", **with_category)
    assert path.startswith("/t/"), path
    return path


@pytest.fixture
def hand_over(sam: Browser, asked: str, connected: HelpDesk) -> Callable[[], None]:
    def hand() -> None:
        thread_id = re.match(r"/t/(\d+)", asked)[1]
        page = f"/t/{thread_id}/hand-overs"
        to = re.search(r'<option value="(\d+)"[^>]*>Service desk', sam.get(page))[1]
        assert sam.send(page, page, to=to, post="", note="", next_word_by="") == asked

    return hand


def ticket(desk: HelpDesk) -> dict[str, Any]:
    return wait_until(lambda: list(desk.seen()["tickets"].values()), 30, "the ticket")[-1]


def test_there_and_back_again(hearth, connected, hand_over, asked, sam, ana):
    hand_over()
    reference = ticket(connected)["reference"]
    wait_until(lambda: reference in sam.get(asked), 30, "the reference")
    assert LOOKED_AT in ana.get(asked) and reference not in ana.get(asked)
    assert LOOKED_AT not in Browser(hearth.url).get(asked)
    there = ticket(connected)["callback"]
    assert there.startswith(hearth.url)
    working = {"state": "in_progress", "note": "Our engineers have it."}
    assert connected.calls_back(there, working, "c1")["status"] == 200
    assert "Our engineers have it." in sam.get(asked)
    assert connected.calls_back(there, working, "c1")["said"]["new"] is False
    assert connected.calls_back(there, {"state": "done"}, "c2", secret=SECRET)["status"] == 401
    assert connected.calls_back(there, {"state": "done"}, "c2", age=600)["status"] == 401
    assert connected.calls_back(there, {"state": "mended"}, "c2")["status"] == 422
    assert connected.calls_back(there, {"state": "open"}, "c3", age=100)["status"] == 409
    assert connected.calls_back(there, {"state": "done"}, "c2")["status"] == 200
    wait_until(lambda: f"{reference} is done: tell the asker." in sam.get("/queue"), 30, "the item")
    assert LOOKED_AT not in ana.get(asked)
    number = re.match(r"/t/(\d+)", asked)[1]
    answer = {"body": "It is mended.", "intent": "answer", "audience": "public"}
    sam.send(f"/t/{number}/posts", asked, **answer)
    wait_until(lambda: f"{reference} is done" not in sam.get("/queue"), 30, "its end")


def test_one_that_fails_first_gets_it_a_little_later_once(connected, hand_over, asked, sam):
    connected.told(manners=["500", "ok"])
    hand_over()
    wait_until(lambda: "error 500" in sam.get(asked), 30, "the failure")
    assert ticket(connected)["times"] == 1
    wait_until(lambda: "SUP-101" in sam.get(asked), 30, "the reference")
    assert len(connected.seen()["hits"]) == 2


def test_a_redirect_inside_is_not_followed(hearth, connected, hand_over, asked, sam):
    connected.told(manners=["redirect", "hang"], redirect_to=f"{hearth.url}/healthz")
    hand_over()
    wait_until(lambda: "error 307" in sam.get(asked), 30, "the failure")
    assert connected.seen()["tickets"] == {}


def test_a_help_desk_that_hangs_slows_no_page(hearth, connected, hand_over, asked, sam, ana):
    usual = longest(sam, ana, asked)
    connected.told(manners=["hang"])
    hand_over()
    wait_until(lambda: connected.seen()["hits"], 30, "the call")
    began, slowest = time.monotonic(), 0.0
    while time.monotonic() - began < 4:  # it hangs for ten seconds
        slowest = max(slowest, longest(sam, ana, asked))
    assert "Not delivered" not in sam.get(asked)  # it still hangs
    assert slowest < max(1.0, 5 * usual), (slowest, usual)
    wait_until(lambda: "did not answer in time" in sam.get(asked), 30, "the end of patience")


def test_a_system_that_hangs_slows_no_page_either(hearth, desk, connected, sam, ana, asked):
    desk.told(secret=SECRET, manners=["ok"], fields={"fields": [{"label": "Plan", "value": "Sun"}]})
    assert "Sun" in sam.get("/queue/customers/ana")
    usual = longest(sam, ana, asked)
    desk.told(manners=["hang"])
    ends: list[float] = []

    def look() -> None:
        began = time.monotonic()
        assert "could not be reached" in sam.get("/queue/customers/ben")
        ends.append(time.monotonic() - began)

    looking = [threading.Thread(target=look) for _ in range(5)]
    for one in looking:
        one.start()
    slowest = longest(sam, ana, asked)
    for one in looking:
        one.join()
    assert len(ends) == 5 and max(ends) < 2 + 2
    assert slowest < max(1.0, 5 * usual), (slowest, usual)


def longest(sam: Browser, ana: Browser, path: str) -> float:
    """Seconds of the slowest of some pages."""
    found = []
    for browser, page in ((sam, path), (sam, "/queue"), (ana, path), (ana, "/")):
        began = time.monotonic()
        browser.get(page)
        found.append(time.monotonic() - began)
    return max(found)
