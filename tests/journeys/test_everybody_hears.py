"""An outage and an announcement reach a stranger's open page at once, and leave it again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acting import LIVE, open_live
from tests.servers import Hearth

pytestmark = [pytest.mark.browser, pytest.mark.live]

AT_ONCE = 1_000  # milliseconds


def test_an_outage_stands_on_every_open_page_within_a_second_and_leaves_with_its_end(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    sam, visitor = enter("sam"), enter()
    open_live(visitor, "/")
    sam.goto("/status/incidents/new")
    sam.fill("main [name=title]", "Night charging starts late")
    sam.fill("main [name=body]", "The schedule service is slow. Starting by hand works.")
    sam.get_by_role("button", name="Tell everybody").click()
    sam.wait_for_url(re.compile(r"/status/incidents/\d+"))
    banner = visitor.locator("[data-banner^=incident]").filter(has_text="Night charging")
    expect(banner).to_be_visible(timeout=AT_ONCE)
    banner.get_by_role("link", name="Follow it").click()
    expect(visitor.locator("main")).to_contain_text("Starting by hand works")

    open_live(visitor, "/ask")  # a page opened meanwhile has it from the beginning
    expect(banner).to_be_visible()
    sam.get_by_role("link", name="Add an update").click()
    sam.select_option("main [name=stage]", "resolved")
    sam.fill("main [name=body]", "All boxes charge on time again.")
    sam.get_by_role("button", name="Tell everybody").click()
    sam.wait_for_url(re.compile(r"/status/incidents/\d+"))
    expect(banner).to_have_count(0, timeout=AT_ONCE)
    visitor.goto("/status")
    expect(visitor.locator("main")).to_contain_text("Night charging starts late")


def test_an_announcement_is_a_banner_and_stays_in_the_archive(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    marketing, visitor = enter("max"), enter()
    open_live(visitor, "/c/charging")
    marketing.goto("/news/new")
    marketing.fill("main [name=title]", "The app speaks Portuguese")
    marketing.fill("main [name=body]", "From version 4.13 on. **Olá!**")
    marketing.check("main [name=banner]")
    marketing.get_by_role("button", name="Publish").click()
    marketing.wait_for_url(re.compile(r"/news/\d+-"))
    banner = visitor.locator("[data-banner^=news]").filter(has_text="Portuguese")
    expect(banner).to_be_visible(timeout=AT_ONCE)

    marketing.get_by_role("button", name="Take it back").click()
    expect(banner).to_have_count(0, timeout=LIVE)
    assert "Portuguese" not in visitor.request.get("/news").text()


def test_a_page_that_slept_through_an_outage_has_no_old_banner(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    visitor = enter()
    number = hearth.flask("incident", "open", "Doors stay shut", "--body", "Stay calm.").split()[-1]
    banner = visitor.locator("[data-banner^=incident]").filter(has_text="Doors stay shut")
    open_live(visitor, "/")
    expect(banner).to_be_visible(timeout=LIVE)
    visitor.context.set_offline(True)
    hearth.flask("incident", "resolve", number, "--body", "They open.")
    expect(banner).to_be_visible()
    visitor.context.set_offline(False)
    expect(banner).to_have_count(0, timeout=20_000)
