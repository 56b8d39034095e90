"""Two agents and a customer: by the keyboard, without stepping on each other, nothing lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acting import LIVE, ask_signed_in, open_live, post_with
from tests.servers import Hearth

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(300)]

BODY = "[data-reply] [name=body]"


def test_two_agents_and_a_customer(hearth: Hearth, enter: Callable[..., Any]) -> None:
    ana, sam, mia = enter("ana"), enter("sam"), enter("mia")
    thread_id = ask_signed_in(ana, "The cable is warm after an hour", "My number is 4711-quokka.")
    path = ana.url.removeprefix(hearth.url)
    open_live(ana, path)

    # sam takes the best item by one key and gives this one to mia, with a note
    sam.goto("/queue")
    expect(sam.locator(f"[data-queue-item='{thread_id}']")).to_be_visible(timeout=LIVE)
    sam.keyboard.press("n")
    sam.wait_for_selector("claim-keeper")
    sam.goto(f"/queue/{thread_id}/hand-over")
    sam.select_option("[name=to]", "@mia")
    sam.fill("#note", "You know cables")
    sam.get_by_role("button", name="Hand over", exact=True).click()
    sam.wait_for_selector("[data-flashes]")
    mia.goto("/queue/mine")
    expect(mia.get_by_text("You know cables")).to_be_visible()

    # both write; mia is quicker, with a canned reply
    open_live(mia, path)
    sam.goto(path)
    sam.fill(BODY, "I think it is the fuse.")
    mia.focus(BODY)
    mia.keyboard.press("Alt+KeyR")
    mia.keyboard.type("serial version")
    expect(mia.locator(".canned-option")).to_have_count(1)
    mia.keyboard.press("Enter")
    expect(mia.locator(BODY)).to_have_value(re.compile(r"^Hello Ana,"))
    mia.get_by_role("button", name="Answer", exact=True).click()
    expect(post_with(ana, "Please send us the serial number")).to_be_visible(timeout=LIVE)

    # sam is told, and nothing of his is lost
    sam.get_by_role("button", name="Answer", exact=True).click()
    expect(sam.get_by_text("A colleague answered while you were writing")).to_be_visible()
    expect(sam.locator(BODY)).to_have_value("I think it is the fuse.")
    expect(ana.locator(".thread__list [data-post]")).to_have_count(2)


def test_a_post_is_made_private_by_a_key(hearth: Hearth, enter: Callable[..., Any]) -> None:
    ana, ben, sam = enter("ana"), enter("ben"), enter("sam")
    ask_signed_in(ana, "The charger hums at night", "It hums when nobody charges.")
    path = ana.url.removeprefix(hearth.url)
    open_live(ana, path)
    ana.fill(BODY, "My card is 4711-quokka.")
    ana.get_by_role("button", name="Send, no reply needed", exact=True).click()
    open_live(ben, path)
    expect(post_with(ben, "4711-quokka")).to_be_visible()
    open_live(sam, path)
    sam.keyboard.press("j")
    sam.keyboard.press("j")
    expect(sam.locator("[data-number='2']")).to_be_focused()
    sam.keyboard.press("p")
    expect(sam.locator("[data-number='2'][data-audience=asker_and_staff]")).to_be_visible()
    expect(post_with(ben, "4711-quokka")).to_have_count(0, timeout=LIVE)
    expect(post_with(ana, "4711-quokka")).to_be_visible()


def test_colleagues_see_who_is_writing_and_customers_do_not(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    ana, sam, mia = enter("ana"), enter("sam"), enter("mia")
    ask_signed_in(ana, "The plug does not come out", "It is stuck since 4711-quokka.")
    path = ana.url.removeprefix(hearth.url)
    for page in (ana, sam, mia):
        open_live(page, path)

    sam.locator(BODY).press_sequentially("Turn it", delay=20)
    says = mia.locator("colleagues-writing")
    expect(says).to_have_text(re.compile(r"^Sam .* is writing …$"), timeout=LIVE)
    assert says.get_attribute("role") == "status"
    expect(sam.locator("colleagues-writing")).to_have_text("")
    sam.locator(BODY).blur()
    expect(says).to_have_text("", timeout=LIVE)

    sam.locator(BODY).press_sequentially(" to the left", delay=20)
    expect(says).to_have_text(re.compile("is writing"), timeout=LIVE)
    sam.get_by_role("button", name="Answer", exact=True).click()
    expect(post_with(mia, "Turn it to the left")).to_be_visible(timeout=LIVE)
    expect(says).to_have_text("")

    mia.locator(BODY).press_sequentially("And then", delay=20)
    expect(sam.locator("colleagues-writing")).to_have_text(re.compile("is writing"), timeout=LIVE)
    expect(sam.locator("colleagues-writing")).to_have_text("", timeout=15_000)  # silence
    assert ana.locator("colleagues-writing").count() == 0
    assert ana.frames_heard and not [one for one in ana.frames_heard if "presence" in one]
