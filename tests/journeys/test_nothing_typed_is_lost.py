"""Expired tokens, another tab that signed out, impatient fingers: the text survives, once."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.acting import ask_signed_in, post_with, thread_of
from tests.servers import Hearth

pytestmark = [pytest.mark.browser, pytest.mark.live]

LONG = "I wrote this for twenty minutes, and it explains everything."


def test_signed_out_in_a_second_tab_keeps_the_text(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    first = enter("ana")
    ask_signed_in(first, "Which breaker do I need?", "For two boxes at once.")
    thread_id = thread_of(first)
    first.fill("[data-reply] [name=body]", LONG)

    second = first.context.new_page()
    second.goto("/sign-out")
    second.get_by_role("button", name="Sign out").last.click()
    expect(second.locator("body[data-me]")).to_have_count(0)

    first.get_by_role("button", name="Send, I still need help").click()
    expect(first.locator("main [name=kept_in_body]")).to_have_value(LONG)
    first.fill("main [name=email]", "ana@example.com")
    first.fill("main [name=password]", PASSWORD)
    first.click("main form[action$='/sign-in'] button:not([formaction])")
    expect(first.locator("main [name=body]").first).to_have_value(LONG)
    first.get_by_role("button", name="Send", exact=True).click()
    expect(post_with(first, LONG)).to_be_visible()
    first.goto(f"/t/{thread_id}")
    expect(post_with(first, LONG)).to_have_count(1)


def test_an_expired_token_keeps_the_text(hearth: Hearth, enter: Callable[..., Any]) -> None:
    page = enter("ben")
    ask_signed_in(page, "Does frost hurt the cable?", "It lies outside all winter.")
    page.fill("[data-reply] [name=body]", LONG)
    page.evaluate(
        "document.querySelectorAll('[name=csrf_token]').forEach((field) => field.value = 'old')"
    )
    page.get_by_role("button", name="Send, I still need help").click()
    expect(page.locator("[data-once-more] [name=body]")).to_have_value(LONG)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(post_with(page, LONG)).to_have_count(1)


def test_a_double_click_makes_one_post(hearth: Hearth, enter: Callable[..., Any]) -> None:
    page = enter("ben")
    page.goto("/ask")
    page.fill("main [name=title]", "Can a child open the lid?")
    page.fill("main [name=body]", "Ours is four and curious.")
    page.locator("main form[action$='/ask'] .button--main").dblclick()
    page.wait_for_url("**/t/**")
    page.fill("[data-reply] [name=body]", LONG)
    page.get_by_role("button", name="Send, I still need help").dblclick()
    expect(post_with(page, LONG)).to_be_visible()
    page.reload()
    expect(post_with(page, LONG)).to_have_count(1)
    assert page.request.get("/c/charging").text().count(">Can a child open the lid?<") == 1


def test_two_forms_sent_without_scripts_make_one_post(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    """What a double click does where no script holds the second one back."""
    page = enter("ana", java_script_enabled=False)
    ask_signed_in(page, "Is the app free?", "And stays it so?")
    form = page.locator("[data-reply]")
    fields = {
        name: form.locator(f"[name={name}]").first.input_value() for name in ("csrf_token", "once")
    }
    fields |= {"body": LONG, "intent": "still_need_help"}
    address = form.get_attribute("action")
    for _again in range(2):
        answer = page.request.post(address, form=fields, headers={"Referer": page.url})
        assert answer.status == 200
    page.reload()
    expect(post_with(page, LONG)).to_have_count(1)


def test_a_question_begun_is_there_again_with_its_title(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    page = enter("ana")
    page.goto("/ask")
    page.fill("main [name=title]", "Which fuse for two boxes?")
    page.fill("main [name=body]", LONG)
    page.wait_for_timeout(600)  # the time after the last key when a draft is kept
    page.reload()
    expect(page.locator("main [name=title]")).to_have_value("Which fuse for two boxes?")
    expect(page.locator("main [name=body]")).to_have_value(LONG)
    page.goto("/ask?title=Something+else")  # as from a search
    page.wait_for_timeout(300)
    expect(page.locator("main [name=body]")).to_have_value("")
    page.goto("/ask")
    expect(page.locator("main [name=body]")).to_have_value(LONG)
    page.get_by_role("button", name="Post the question").click()
    page.wait_for_url("**/t/**")
    page.goto("/ask")
    expect(page.locator("main [name=title]")).to_have_value("")
    expect(page.locator("main [name=body]")).to_have_value("")


def test_what_was_sent_quickly_does_not_come_back_as_a_draft(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    page = enter("ben")
    ask_signed_in(page, "Is the socket under power?", "When no car is plugged in.")
    page.fill("[data-reply] [name=body]", LONG)
    page.get_by_role("button", name="Send, I still need help").click()
    expect(post_with(page, LONG)).to_be_visible()
    page.wait_for_timeout(600)  # the time after the last key when a draft is kept
    page.reload()
    expect(page.locator("[data-reply] [name=body]")).to_have_value("")
