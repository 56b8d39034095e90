"""Pictures of the main pages into shots/: two widths, light and dark, visitor, customer, staff.

`python -m bench.shots [WORD]`: only pages whose name has the word. `HEARTH_URL` takes a demo that
runs already instead of starting one.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from config import ROOT
from tests.cast import PASSWORD
from tests.servers import BROWSER_ARGUMENTS, find_browser, running_hearth

FOLDER = ROOT / "shots"
WIDTHS = {1280: 900, 390: 844}  # width: height of the window
SCHEMES = ("light", "dark")
PEOPLE = {
    "visitor": None,
    "customer": "ana@example.com",
    "staff": "sam@example.com",
    "lead": "admin@example.com",
}

#: name: where it is; a word with `>` follows the first link that matches on the page before it
EVERYBODY = {
    "front": "/",
    "category": "/c/charging",
    "thread": "/c/charging > [data-state=solved] a[href*='/t/']",
    "ask": "/ask",
    "search": "/search?q=wallbox",
    "search-mistyped": "/search?q=walbox+chargign",
    "search-neighbour": "/search?q=booking",
    "search-little": "/search?q=how+to",
    "search-person": "/search?q=greta",
    "search-help": "/search/help",
    "search-slip": "/search?q=wallbox+is:sloved+sort:newest+organisation:x",
    "search-nothing": "/search?q=zeppelin+hangar",
    "search-filtered": "/search?q=zeppelin+is:solved+after:7d",
    "ask-similar": "/ask?title=The+wallbox+does+not+charge+my+car",
    "news": "/news",
    "status": "/status",
    "incident": "/status > main .incident__title a",
    "status-month": "/status > main a[href*='/status/history/']",
    "profile": "/u/sam",
    "missing": "/t/999999",
}
PAGES = {
    "visitor": EVERYBODY
    | {
        "long-thread": "/c/ideas > main a[href*='100-km']",
        "tag": "/ > a[href*='/tags/']",
        "sign-in": "/sign-in",
        "sign-up": "/sign-up",
        "forgotten": "/reset-password",
        "rules": "/rules",
    },
    "customer": EVERYBODY
    | {
        "own-thread": "/u/ana > main a[href*='/t/']",
        "settings": "/settings/profile",
        "sessions": "/settings/sessions",
        "notices": "/notices",
    },
    "staff": EVERYBODY
    | {
        "gaps": "/search/gaps",
        "queue": "/queue",
        "queue-mine": "/queue/mine",
        "hand-over": "/queue > .queue-item__acts a[href$='/hand-over']",
        "canned": "/queue/canned",
        "connections": "/queue/connections",
        "canned-one": "/queue/canned > .canned__title a",
        "waiting-thread": "/queue > .queue-item__title a",
        "new-incident": "/status/incidents/new",
        "past-incident": "/status/incidents/past",
        "status-plan": "/status/maintenance/new",
        "status-parts": "/status/components",
        "status-wordings": "/status/wordings",
        "synonyms": "/search/synonyms",
        "edit-synonyms": "/search/synonyms > .synonyms__facts a",
        "proof": "/insights",
        "proof-list": "/insights/questions?figure=waiting",
        "proof-waiting": "/insights/waiting",
        "proof-days": "/insights/days?weeks=4",
    },
    "lead": {
        "connections": "/queue/connections",
        "desk-targets": "/queue/targets",
        "desk-groups": "/queue/groups",
        "desk-group": "/queue/groups > main .card__title a",
        "desk-hours": "/queue/hours",
        "desk-rota": "/queue/rota",
        "desk-rota-person": "/queue/rota > .rota__people a",
        "desk-cost": "/queue/cost?minutes=60&hours=mon-sat+09:00-17:00",
        "desk-cost-slip": "/queue/cost?minutes=soon&hours=never",
    },
}


@contextmanager
def a_demo() -> Iterator[str]:
    """The address of a demo community: the one named, or one of our own."""
    if named := os.environ.get("HEARTH_URL"):
        yield named.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as var, running_hearth(Path(var), DEMO="1") as server:
        yield server.url


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("main [name=email]", email)
    page.fill("main [name=password]", PASSWORD)
    page.click("main form[action$='/sign-in'] button:not([formaction])")
    page.wait_for_selector("[formaction$='/sign-out']", state="attached")


def go(page: Page, url: str, way: str) -> None:
    """Open an address, or the first link of a page that a selector finds."""
    path, _, link = way.partition(" > ")
    page.goto(url + path)
    if link:
        href = page.locator(link).first.get_attribute("href")
        page.goto(url + str(href) if str(href).startswith("/") else str(href))
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready")


def take(browser: Browser, url: str, who: str, only: str) -> int:
    """All pictures of one kind of reader; how many."""
    pages = {name: way for name, way in PAGES[who].items() if only in f"{name}-{who}"}
    taken = 0
    for width, height in WIDTHS.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=1,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            has_touch=width < 600,
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        if pages and PEOPLE[who]:
            sign_in(page, url, str(PEOPLE[who]))
        for name, way in pages.items():
            taken += take_page(page, url, way, f"{name}-{who}-{width}")
        context.close()
    return taken


def take_page(page: Page, url: str, way: str, name: str) -> int:
    """One page in both schemes; a page that is not there costs its picture, not the others."""
    try:
        go(page, url, way)
    except Exception as error:
        print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)
        return 0
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.screenshot(path=FOLDER / f"{name}-{scheme}.png", full_page=True)
    return len(SCHEMES)


def main(only: str = "") -> int:
    FOLDER.mkdir(exist_ok=True)
    path = find_browser()
    with a_demo() as url, sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        for who in PAGES:
            print(f"{who}: {take(browser, url, who, only)} pictures")
        browser.close()
    print(f"They are in {FOLDER.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(re.sub(r"[^a-z-]", "", "".join(sys.argv[1:2]))))
