"""No finding of axe-core on any main page, in light and dark, for every kind of reader."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.servers import Hearth
from tests.shots.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.live]

SHARED = (
    "/",
    "/c/charging",
    "/c/charging > [data-state=solved] a[href*='/t/']",
    "/c/billing > main [data-state] a[href*='/t/']",
    "/ask",
    "/search?q=wallbox",
    "/search?q=zeppelin+hangar",
    "/news",
    "/status",
    "/u/sam",
    "/t/999999",
)
PAGES = {
    None: (*SHARED, "/c/ideas > main a[href*='100-km']", "/sign-in", "/sign-up", "/reset-password"),
    "ana": (
        *SHARED,
        "/u/ana > main a[href*='/t/']",
        "/settings/profile",
        "/settings/sessions",
        "/notices",
    ),
    "sam": (
        *SHARED,
        "/queue",
        "/queue/mine",
        "/queue > .queue-item__title a",
        "/status/incidents/new",
    ),
    "max": ("/news/new", "/news > main a[href*='/news/']"),
}


def go(page: Any, way: str) -> None:
    """Open an address, or the first link of a page that a selector finds."""
    path, _, link = way.partition(" > ")
    page.goto(path)
    if link:
        page.goto(str(page.locator(link).first.get_attribute("href")))


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "visitor")
def test_axe_finds_nothing(hearth: Hearth, enter: Callable[..., Any], name: str | None) -> None:
    page = enter(name, reduced_motion="reduce")
    found = []
    for way in PAGES[name]:
        go(page, way)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{way} ({scheme}): {one}" for one in findings(page)]
    assert not found, "\n".join(found)
