"""The key / goes to the search field, for visitors too, unless something is being typed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.live]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/", "main [name=q]"),
        ("/search?q=wallbox", "main [name=q]"),
        ("/status", ".page-head [name=q]"),
    ],
)
def test_a_visitor_reaches_the_search_by_its_key(
    enter: Callable[..., Any], path: str, field: str
) -> None:
    visitor = enter()
    visitor.goto(path)
    visitor.evaluate("document.activeElement.blur()")
    visitor.keyboard.press("/")
    expect(visitor.locator(field)).to_be_focused()
    visitor.keyboard.press("End")
    visitor.keyboard.type(" a/b")
    assert visitor.locator(field).input_value().endswith("a/b")


def test_the_key_is_a_sign_while_one_types_and_can_be_switched_off(
    enter: Callable[..., Any],
) -> None:
    visitor = enter()
    visitor.goto("/ask")
    visitor.locator("main [name=title]").focus()
    visitor.keyboard.type("on/off")
    expect(visitor.locator("main [name=title]")).to_have_value("on/off")
    visitor.goto("/search/help")
    visitor.get_by_label("Single letters and signs work as keys").uncheck()
    visitor.goto("/status")
    visitor.keyboard.press("/")
    expect(visitor.locator(".page-head [name=q]")).not_to_be_focused()
