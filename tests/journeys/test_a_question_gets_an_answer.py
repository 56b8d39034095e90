"""The main job: a stranger asks, staff answer, the asker comes back, the next one finds it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acting import (
    LIVE,
    ask,
    in_queue,
    letter,
    link_in,
    open_live,
    post_with,
    reply,
    thread_of,
    wait_live,
    words_of,
)
from tests.servers import Hearth, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.live]

TITLE = "The garage door charger hums at night"
BODY = "Since Tuesday it hums loudly between two and three. **Is that normal?**"
ANSWER = "The pump cools the cable. Firmware 5.2.2 makes it turn slower; it comes tonight."
ADDRESS = "frida@example.net"


def test_a_question_gets_an_answer(hearth: Hearth, enter: Callable[..., Any]) -> None:
    asker, staff, finder = enter(), enter("sam"), enter()
    open_live(staff, "/queue")

    ask(asker, TITLE, BODY, email=ADDRESS)
    expect(asker.locator("main")).to_contain_text(ADDRESS)
    assert "hums" not in finder.request.get("/index.atom").text(), "it waits unseen"

    asker.goto(link_in(letter(hearth, ADDRESS, "publishes your question"), "/ask/confirm/"))
    expect(asker.locator("main")).to_contain_text(TITLE)
    asker.get_by_role("button", name="Publish and sign in").click()
    asker.wait_for_url(re.compile(r"/t/\d+-"))
    wait_live(asker, 2)
    thread_id = thread_of(asker)
    expect(asker.locator("body[data-me]")).to_be_attached()
    expect(post_with(asker, "between two and three")).to_contain_text("Frida")
    expect(asker.locator("[data-expectation]")).to_be_visible()

    item = in_queue(staff, thread_id)
    expect(item).to_be_visible(timeout=LIVE)
    item.get_by_role("button", name="Claim").click()
    staff.wait_for_url(re.compile(rf"/t/{thread_id}-"))  # who claims goes to work
    expect(staff.locator(f"[data-queue-item='{thread_id}']")).to_contain_text("Sam Sato, until")
    reply(staff, ANSWER)

    expect(post_with(asker, ANSWER)).to_be_visible(timeout=LIVE)
    expect(post_with(asker, ANSWER)).to_contain_text("Staff")
    expect(asker.get_by_role("button", name="It works now")).to_be_visible(timeout=LIVE)
    assert asker.evaluate("performance.getEntriesByType('navigation').length") == 1

    mail = letter(hearth, ADDRESS, f"Re: {TITLE}")
    assert ANSWER in words_of(mail)
    asker.goto(link_in(mail, f"/t/{thread_id}/works"))
    expect(asker.locator("[data-thread-facts]")).to_have_count(0)  # a GET changed nothing yet
    asker.get_by_role("button", name="Yes, it works").click()
    expect(asker.locator("live-thread")).to_have_attribute("data-state", "solved")

    def found() -> bool:
        finder.goto("/search?q=charger+hums")
        return finder.locator(f"[data-result='{thread_id}'][data-state=solved]").count() == 1

    wait_until(found, 5, "finding the solved question")
    open_live(staff, "/queue")
    expect(in_queue(staff, thread_id)).to_have_count(0)


def test_a_mailed_button_works_without_being_signed_in(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    """The mail is read on a phone that never saw the community."""
    mail = letter(hearth, ADDRESS, f"Re: {TITLE}")
    phone = enter()
    phone.goto(link_in(mail, "/still-broken"))
    phone.get_by_role("button", name="I still need help").click()
    expect(phone.locator("main")).to_contain_text("Our team looks at it again")
    assert phone.locator("body[data-me]").count() == 0


def test_one_press_behind_the_link_stops_the_mails(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    phone = enter()
    phone.goto(link_in(letter(hearth, ADDRESS, f"Re: {TITLE}"), "/stop/"))
    phone.get_by_role("button", name="Stop them").click()
    expect(phone.get_by_role("button", name="Stop them")).to_have_count(0)
