"""What scripts add to the components, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.shots.gallery import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    page = context.new_page()
    page.refused = []  # by our own Content-Security-Policy, or broken
    page.on("console", lambda line: page.refused.append(line.text) if "Policy" in line.text else 0)
    page.on("pageerror", lambda error: page.refused.append(str(error)))
    yield page
    assert page.refused == []
    context.close()


def test_a_draft_survives_a_closed_page_and_is_forgotten_once_sent(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/thread-asker")
    page.fill("#body", "It still fails at the till")
    page.wait_for_timeout(600)
    page.goto(f"{gallery}/parts")
    page.goto(f"{gallery}/thread-asker")
    assert page.input_value("#body") == "It still fails at the till"
    assert "draft" in page.inner_text("draft-keeper")
    page.click("text=Send, no reply needed")
    for _ in range(50):  # our policy forbids what wait_for_function does
        if page.evaluate("localStorage.length") == 0:
            break
        page.wait_for_timeout(100)
    page.goto(f"{gallery}/thread-asker")
    assert page.input_value("#body") == ""


def test_a_reply_starts_in_the_composer_with_what_was_selected(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/thread-asker")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#p3 .post__body p'))")
    page.click("#p3 quote-link a")
    assert page.input_value("#body") == "> Same here since 5:40.\n\n"
    assert page.input_value("[name=reply_to]") == "3"
    assert page.evaluate("document.activeElement.id") == "body"


def test_a_menu_closes_on_escape_and_gives_focus_back(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/thread-asker")
    page.click("#p3 summary")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "menu__item"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not page.is_visible("#p3 .menu__box")


def test_suggestions_are_chosen_by_keyboard(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/front")
    field = page.locator("main [role=combobox]")
    field.fill("inv")
    page.wait_for_selector("[role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("[aria-selected=true]") == "invoices by mail"
    page.keyboard.press("Enter")
    page.wait_for_url("**/parts?invoices*")


def test_times_are_the_readers_own(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/parts")
    time = page.locator("main local-time:not([exact]) time").first
    assert time.inner_text() == "19 hours ago"
    assert "UTC" not in page.inner_text("main local-time[exact]")


def test_errors_of_a_form_are_read_first(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/forms")
    assert page.evaluate("document.activeElement.dataset.errors") == ""


def test_the_toolbar_writes_markdown(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/thread-asker")
    page.fill("#body", "loud")
    page.evaluate("document.getElementById('body').select()")
    page.click("md-bold")
    assert page.input_value("#body") == "**loud**"


def test_names_are_offered_after_an_at_sign(page: Any, gallery: str) -> None:
    line = '<li role="option" data-value="@ben">@ben <small>Ben Okafor</small></li>'
    page.route("**/mentions?q=*", lambda route: route.fulfill(body=line, content_type="text/html"))
    page.goto(f"{gallery}/thread-asker")
    page.click("#body")
    page.keyboard.type("Thanks @be", delay=20)
    page.wait_for_selector("#body[aria-activedescendant]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#body:not([aria-activedescendant])")
    assert page.input_value("#body") == "Thanks @ben "


def test_nobody_sees_acts_that_are_not_theirs(page: Any, gallery: str) -> None:
    page.goto(f"{gallery}/thread")
    assert page.locator(".post__acts > :visible:not(.post__score)").count() == 0
    page.goto(f"{gallery}/thread-asker")
    assert page.locator("#p3 >> text=This solved it").is_visible()
    assert not page.locator("#p1 >> text=Helpful").is_visible()
    page.click("#p3 summary")
    assert not page.locator("#p3 >> text=Hide").is_visible()
    page.goto(f"{gallery}/thread-staff")
    page.click("#p3 summary")
    assert page.locator("#p3 >> text=Hide").is_visible()
    assert not page.locator("#p3 >> .post__acts > button:text('This solved it')").is_visible()


def test_the_page_works_without_a_script(chromium: Any, gallery: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/thread-asker")
    assert "UTC" in page.inner_text("#p3 time")
    assert not page.locator("markdown-toolbar").is_visible()
    page.click("#p3 summary")
    assert page.locator("#p3 >> text=Link to this post").is_visible()
    page.fill("#body", "Thanks")
    page.click("text=Send, no reply needed")
    context.close()
