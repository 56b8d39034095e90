"""Every component, in both schemes, on a phone and on a desk: nothing for axe-core to say."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.paths import missing
from tests.shots.axe import AXE, findings
from tests.shots.gallery import PAGES, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Any:
    if not AXE.exists():
        missing("axe-core (npm ci)")
    return chromium


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_has_nothing_to_say(browser: Any, gallery: str, scheme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    said = []
    for name in PAGES:
        page.goto(f"{gallery}/{name}")
        said += [f"{name}: {line}" for line in findings(page)]
    page.close()
    assert said == []


def test_no_page_is_wider_than_a_phone(browser: Any, gallery: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    wide = {}
    for name in PAGES:
        page.goto(f"{gallery}/{name}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[name] = width
    page.close()
    assert wide == {}
