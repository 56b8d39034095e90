"""The main ways work where no script runs: read, search, sign in, ask, reply, accept, claim."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acting import ask_signed_in, in_queue, letter, link_in, thread_of, words_of
from tests.servers import Hearth, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.live]

TITLE = "The plug is warm after an hour"


@pytest.fixture
def enter_plainly(enter: Callable[..., Any]) -> Callable[..., Any]:
    return lambda name=None: enter(name, java_script_enabled=False)


def send(page: Any, body: str, button: str) -> None:
    page.fill("[data-reply] [name=body]", body)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".thread__list")).to_contain_text(body)


def test_reading_and_finding(enter_plainly: Callable[..., Any]) -> None:
    page = enter_plainly()
    page.goto("/")
    page.fill("main [name=q]", "thunderstorm")
    page.keyboard.press("Enter")
    page.locator("[data-result] a").first.click()
    expect(page.locator("h1")).to_contain_text("thunderstorm")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Status").click()
    expect(page.locator("h1")).to_contain_text("Status")
    assert (
        not page.locator(".composer__tools, [data-pick], preview-tab button")
        .locator("visible=true")
        .count()
    ), "no buttons that need a script"


def test_asking_claiming_answering_and_accepting(
    hearth: Hearth, enter_plainly: Callable[..., Any]
) -> None:
    asker, staff = enter_plainly("ana"), enter_plainly("sam")
    thread_id = ask_signed_in(asker, TITLE, "Is that dangerous?")

    def waits() -> bool:
        staff.goto("/queue")
        return bool(in_queue(staff, thread_id).count())

    wait_until(waits, 10, "the item in the queue")
    in_queue(staff, thread_id).get_by_role("button", name="Claim").click()
    expect(staff.locator("h1")).to_contain_text(TITLE)
    send(staff, "Up to 50 °C is fine. Is it hotter?", "Ask for information")
    asker.reload()
    send(asker, "It is 45 °C.", "Send, I still need help")
    staff.reload()
    send(staff, "Then all is well.", "Answer")

    asker.reload()
    answer = asker.locator("[data-post]").filter(has_text="Then all is well.").last
    answer.get_by_role("button", name="This solved it").click()
    expect(asker.locator("[data-thread-facts]")).to_contain_text("Solved")
    staff.goto("/queue")
    expect(in_queue(staff, thread_id)).to_have_count(0)


def test_asking_without_an_account(hearth: Hearth, enter_plainly: Callable[..., Any]) -> None:
    page = enter_plainly()
    page.goto("/ask")
    page.fill("main [name=title]", "May the box hang outside?")
    page.fill("main [name=body]", "There is a roof above it.")
    page.fill("main [name=email]", "greg@example.net")
    page.get_by_role("button", name="Send me the link").click()
    page.goto(link_in(letter(hearth, "greg@example.net", "publishes your"), "/ask/confirm/"))
    page.get_by_role("button", name="Publish and sign in").click()
    page.wait_for_url(re.compile(r"/t/\d+-"))
    assert thread_of(page)


def test_signing_in_by_a_mailed_code(hearth: Hearth, enter_plainly: Callable[..., Any]) -> None:
    page = enter_plainly()
    page.goto("/sign-in")
    page.fill("main [name=email]", "ben@example.com")
    page.get_by_role("button", name="Mail me a code instead").click()
    found = re.search(r"\b\d{6}\b", words_of(letter(hearth, "ben@example.com", "code")))
    assert found
    page.fill("main [name=code]", found[0])
    page.keyboard.press("Enter")
    expect(page.locator("body[data-me]")).to_be_attached()
