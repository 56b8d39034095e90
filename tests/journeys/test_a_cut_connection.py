"""The connection breaks, or the server dies: what was said meanwhile is there, and only once."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acting import (
    LIVE,
    ask_signed_in,
    in_queue,
    open_live,
    post_with,
    reply,
    wait_live,
)
from tests.servers import Hearth

pytestmark = [pytest.mark.browser, pytest.mark.live]

BACK = 25_000  # milliseconds: a browser waits up to ten seconds between two tries


def test_what_was_missed_is_filled_in_after_the_cut(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    asker, staff, colleague = enter("ana"), enter("sam"), enter("mia")
    open_live(colleague, "/queue")
    colleague.context.set_offline(True)
    thread_id = ask_signed_in(asker, "The cable is stuck in the car", "It does not let go.")
    path = asker.url.removeprefix(hearth.url)
    open_live(asker, path)
    open_live(staff, path)
    reply(staff, "Pull the release under the socket.")
    expect(post_with(asker, "Pull the release")).to_be_visible(timeout=LIVE)

    asker.context.set_offline(True)
    wrong = post_with(staff, "Pull the release")
    hidden = staff.request.post(
        f"/posts/{wrong.get_attribute('data-post')}/hiding",
        form={"csrf_token": staff.locator("[name=csrf_token]").first.input_value()},
        headers={"Referer": staff.url},
    )
    assert hidden.ok
    reply(staff, "It is the yellow loop.")
    reply(staff, "And please send a picture of the plug.", "Ask for information")
    expect(post_with(asker, "yellow loop")).to_have_count(0)
    asker.context.set_offline(False)
    expect(post_with(asker, "yellow loop")).to_be_visible(timeout=BACK)
    expect(post_with(asker, "picture of the plug")).to_be_visible()
    expect(asker.locator("[data-thread-facts]")).to_contain_text("Waiting for you")
    expect(asker.locator("[data-expectation=needs_info]")).to_be_visible(timeout=LIVE)
    expect(post_with(asker, "Pull the release")).to_have_count(0, timeout=LIVE)  # hidden meanwhile
    assert numbers(asker) == ["1", "3", "4"]

    reply(asker, "The loop did it!", "Send, I still need help")
    expect(post_with(staff, "The loop did it!")).to_be_visible(timeout=LIVE)
    assert numbers(asker) == ["1", "3", "4", "5"]
    expect(in_queue(colleague, thread_id)).to_have_count(0)
    colleague.context.set_offline(False)
    expect(in_queue(colleague, thread_id)).to_be_visible(timeout=BACK)


def test_a_killed_server_comes_back_to_pages_that_lost_nothing(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    asker, staff = enter("ben"), enter("sam")
    ask_signed_in(asker, "The display stays black", "The box charges, but shows nothing.")
    path = asker.url.removeprefix(hearth.url)
    open_live(asker, path)
    staff.goto(path)
    staff.fill("[data-reply] [name=body]", "Hold the button for ten seconds.")
    staff.get_by_role("button", name="Answer", exact=True).click()
    expect(post_with(staff, "Hold the button")).to_be_visible()
    hearth.kill()  # as soon as it said yes: what it promised must be there
    asker.frames_heard.clear()
    hearth.start()
    expect(post_with(asker, "Hold the button")).to_be_visible(timeout=BACK)
    wait_live(asker, 2)
    staff.goto(path)
    reply(staff, "Did the light come back?")
    expect(post_with(asker, "Did the light come back?")).to_be_visible(timeout=BACK)
    assert numbers(asker) == ["1", "2", "3"]


def numbers(page: Any) -> list[str]:
    """The numbers of the posts as they stand on the page."""
    posts = page.locator(".thread__list [data-post]")
    return [str(posts.nth(place).get_attribute("data-number")) for place in range(posts.count())]
