"""No finding of axe-core on any main page, in light and dark, for every kind of reader."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.servers import Hearth
from tests.shots.axe import COLOURS, findings

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(300)]

SOLVED = "/c/charging > [data-state=solved] a[href*='/t/']"
PAGES = {
    None: (
        "/",
        "/c/charging",
        SOLVED,
        "/c/ideas > main a[href*='100-km']",
        "/ask",
        "/search?q=wallbox",
        "/search?q=walbox",
        "/search?q=zeppelin+hangar",
        "/ask?title=The+wallbox+does+not+charge+my+car",
        "/news",
        "/status",
        "/status > main .incident__title a",
        "/status > main a[href*='/status/history/']",
        "/u/sam",
        "/sign-in",
        "/sign-up",
        "/reset-password",
        "/t/999999",
    ),
    "ana": (
        "/",
        SOLVED,
        "/u/ana > main a[href*='/t/']",
        "/ask",
        "/settings/profile",
        "/settings/sessions",
        "/settings/notices",
        "/notices",
    ),
    "sam": (
        "/",
        SOLVED,
        "/search/gaps",
        "/insights",
        "/insights/questions",
        "/insights/waiting",
        "/insights/days",
        "/insights/avoided",
        "/search/synonyms",
        "/search/synonyms > .synonyms__facts a",
        "/queue",
        "/queue/mine",
        "/queue > .queue-item__acts a[href$='/hand-over']",
        "/queue/connections",
        "/queue > .queue-item__acts a[href$='/hand-over'] > a[href$='/hand-overs']",
        "/queue/canned",
        "/queue/canned > .canned__title a",
        "/queue > .queue-item__title a",
        "/status",
        "/status/incidents/new",
        "/status/incidents/past",
        "/status/maintenance/new",
        "/status/components",
        "/status/components > .components__name a",
        "/status/wordings",
    ),
    "admin": (
        "/queue/connections",
        "/queue/targets",
        "/queue/hours",
        "/queue/rota",
        "/queue/rota > .rota__people a",
        "/queue/groups",
        "/queue/groups > main .card__title a",
        "/queue/cost?minutes=60&hours=mon-sat+09:00-17:00",
        "/queue/cost?minutes=soon&hours=never",
    ),
    "max": ("/news/new", "/news > main a[href*='/news/']"),
}


def go(page: Any, way: str) -> None:
    """Open an address, or the first link of a page that a selector finds."""
    path, *links = way.split(" > ")
    page.goto(path)
    for link in links:
        page.goto(str(page.locator(link).first.get_attribute("href")))


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "visitor")
def test_axe_finds_nothing(hearth: Hearth, enter: Callable[..., Any], name: str | None) -> None:
    page = enter(name, reduced_motion="reduce")
    found = []
    for way in PAGES[name]:
        page.emulate_media(color_scheme="light")
        go(page, way)
        found += [f"{way}: {one}" for one in findings(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{way} in the dark: {one}" for one in findings(page, COLOURS)]
    assert not found, "\n".join(found)
