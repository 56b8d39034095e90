"""From a mistyped search to "this solved it", and what staff see of what nobody finds."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.journeys.acting import in_queue
from tests.servers import Hearth, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.live]

TITLE = "Wallbox blinks red three times"
AVOIDED = ".gap__number"


def avoided(staff: Any) -> int:
    staff.goto("/search/gaps")
    return int(staff.locator(AVOIDED).inner_text())


def test_from_a_mistyped_search_to_this_solved_it(enter: Callable[..., Any]) -> None:
    ben, staff = enter("ben"), enter("sam")
    before = avoided(staff)

    ben.goto("/")
    ben.fill("main [name=q]", "walbox chargign")
    ben.keyboard.press("Enter")
    expect(ben.locator("[data-corrected]")).to_contain_text("wallbox charging")
    title = ben.locator("[data-result] h2 a").first.inner_text()
    ben.locator("[data-result] h2 a").first.click()
    expect(ben.locator("h1")).to_contain_text(title)

    ben.goto("/ask")
    ben.fill("main [name=title]", "Can I charge two cars with the wallbox?")
    ben.fill("main [name=body]", "We have two of them now")
    one = ben.locator("[data-similar]").filter(has_text="Can I charge two cars")
    expect(one).to_be_visible()
    expect(ben.locator("#say")).to_contain_text("similar question")
    one.locator("summary").click()
    expect(one.get_by_text("Answer by")).to_be_visible()
    expect(ben.locator("main [name=body]")).to_have_value("We have two of them now")
    one.get_by_role("button", name="This solved it").click()
    expect(ben.locator("h1")).to_contain_text("Good that it is solved")
    ben.goto("/ask")
    expect(ben.locator("main [name=body]")).to_have_value("")

    assert avoided(staff) == before + 1


def test_i_have_this_too_instead_of_a_second_question(enter: Callable[..., Any]) -> None:
    ben = enter("ben")
    ben.goto("/ask")
    ben.fill("main [name=title]", TITLE)
    one = ben.locator("[data-similar]").filter(has_text="blinks red")
    one.locator("summary").click()
    one.get_by_role("button", name="I have this too").click()
    expect(ben.locator("h1")).to_contain_text("blinks red")
    expect(ben.locator("[data-flashes]")).to_contain_text("You will hear what comes of it")


def test_what_stands_open_stays_while_somebody_types_on(enter: Callable[..., Any]) -> None:
    page = enter()
    page.goto("/ask")
    page.fill("main [name=title]", TITLE)
    page.locator("[data-similar] summary").first.click()
    open_one = page.locator("[data-similar] details[open]")
    expect(open_one).to_have_count(1)
    page.locator("main [name=title]").press_sequentially(" since the update", delay=30)
    page.wait_for_timeout(600)
    expect(open_one).to_have_count(1)


def test_without_scripts_the_words_come_along(enter: Callable[..., Any]) -> None:
    page = enter(java_script_enabled=False)
    page.goto(f"/search?q={quote('zeppelin charges two cars wallbox is:needs_info after:1d')}")
    page.get_by_role("link", name="Ask this question").click()
    expect(page.locator("main [name=title]")).to_have_value("zeppelin charges two cars wallbox")
    page.locator("[data-similar] summary").first.click()
    page.locator("[data-similar] details[open]").get_by_role(
        "button", name="This solved it"
    ).click()
    expect(page.locator("h1")).to_contain_text("Good that it is solved")


def test_what_many_open_without_an_answer_rises_in_the_queue(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    staff = enter("sam")
    staff.goto("/queue")
    thread = staff.locator(".queue [data-queue-item]").filter(has_text="App signs me out")
    thread_id = int(thread.get_attribute("data-queue-item"))
    title = thread.locator("h2 a").inner_text()
    for n in range(5):
        # one of them without scripts: the browser sends the ping of the link by itself
        agent = f"Mozilla/5.0 Somebody{n} Chrome/120.0"
        page = enter(user_agent=agent, java_script_enabled=n > 0)
        page.goto(f"/search?q={quote(title)}")
        page.locator(f"[data-result='{thread_id}'] h2 a").click()
        page.wait_for_url(f"**/t/{thread_id}-*")
        page.close()

    def wanted() -> bool:
        staff.goto("/queue")
        return "5 people searched for this" in in_queue(staff, thread_id).inner_text()

    wait_until(wanted, 10, "the sentence in the queue")
    staff.goto("/search/gaps")
    expect(staff.locator(f"[data-wanted='{thread_id}']")).to_be_visible()
