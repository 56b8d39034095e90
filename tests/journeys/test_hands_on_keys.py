"""Staff work the queue by keys alone, and it stays still under their hands."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from config import ROOT
from tests.journeys.acting import LIVE, ask_signed_in, in_queue, open_live
from tests.servers import Hearth, wait_until
from tests.shots.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(300)]

CHOSEN = "document.activeElement.closest('[data-queue-item]')?.dataset.queueItem"


def chosen(page: Any) -> str | None:
    found: str | None = page.evaluate(CHOSEN)
    return found


def test_an_item_is_taken_answered_and_left_without_a_mouse(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    asker, staff = enter("ana"), enter("sam")
    ids = [ask_signed_in(asker, f"My lamp {n} hums at night", f"It hums {n}.") for n in range(3)]
    staff.goto("/queue")
    for thread_id in ids:
        expect(in_queue(staff, thread_id)).to_be_visible(timeout=LIVE * 2)
        order = [i.get_attribute("data-queue-item") for i in staff.locator(".queue article").all()]
        for _n in range(order.index(str(thread_id)) + 1):
            staff.keyboard.press("j")
        assert chosen(staff) == str(thread_id)
        staff.keyboard.press("a")
        staff.wait_for_url(re.compile(rf"/t/{thread_id}-"))
        expect(staff.locator("[data-reply] [name=body]")).to_be_focused()
        staff.keyboard.type("q is a letter here? Tighten the ring.")
        staff.keyboard.press("Control+Enter")
        expect(staff.locator("[data-reply] [name=body]")).to_have_value("", timeout=LIVE * 2)
        staff.evaluate("document.activeElement.blur()")
        staff.keyboard.press("q")
        staff.wait_for_url(re.compile(r"/queue$"))
        expect(in_queue(staff, thread_id)).to_have_count(0, timeout=LIVE * 2)


ASK = """
import sys
from sqlalchemy import select
from community import create_app
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category
from community.markup import render

with create_app().app_context():
    for n in range(int(sys.argv[1])):
        with writing():
            ana = db.session.scalar(select(User).where(User.username == "ana"))
            room = db.session.scalar(select(Category).where(Category.who_may_see == "everyone"))
            body = {"source": f"It hums {n}.", "body": render(f"It hums {n}.")}
            posting.ask(ana, room, "question", f"The lamp {n} hums at dusk", **body)
"""
BODY = "[data-reply] [name=body]"


def test_twenty_items_are_cleared_by_keys_alone_within_a_minute(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    """n takes the next best, a goes to the reply, Ctrl+Enter sends it, n takes the one after."""
    subprocess.run([sys.executable, "-c", ASK, "20"], cwd=ROOT, env=hearth.env, check=True)
    staff = enter("sam")

    def waiting() -> int:
        staff.goto("/queue")
        return int(staff.locator("[data-count='queue-open']").first.inner_text())

    wait_until(lambda: waiting() >= 20, 60, "twenty questions in the queue")
    before, cleared = waiting(), []
    began = time.monotonic()
    for number in range(20):
        staff.keyboard.press("n")
        staff.wait_for_function(
            "seen => document.querySelector('claim-keeper')"
            " && !seen.includes(document.body.dataset.thread)",
            arg=cleared,
        )
        cleared.append(staff.get_attribute("body", "data-thread"))
        staff.keyboard.press("a")
        staff.wait_for_selector(f"{BODY}:focus")
        staff.keyboard.insert_text(f"Tighten the ring, number {number}.")
        staff.keyboard.press("Control+Enter")
        staff.wait_for_selector(f"[data-mine] [data-post]:has-text('ring, number {number}.'):focus")
    took = time.monotonic() - began
    print(f"twenty items took {took:.1f} s")
    assert len(set(cleared)) == 20
    wait_until(lambda: waiting() <= before - 20, 30, "twenty items fewer")
    assert took < 60, f"{took:.1f} seconds"


def test_the_help_opens_by_key_and_switches_single_letters_off(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    staff = enter("sam")
    staff.goto("/queue")
    staff.keyboard.press("/")
    expect(staff.locator("main [name=q]")).to_be_focused()
    staff.keyboard.type("j?")
    expect(staff.locator("main [name=q]")).to_have_value("j?")
    expect(staff.locator("dialog[open]")).to_have_count(0)
    staff.evaluate("document.activeElement.blur()")
    staff.keyboard.press("?")
    dialog = staff.locator("dialog[open]")
    expect(dialog.get_by_text("Next item, or next post")).to_be_visible()
    assert findings(staff) == []
    dialog.get_by_role("checkbox").uncheck()
    staff.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    staff.evaluate("document.activeElement.blur()")
    staff.keyboard.press("j")
    assert chosen(staff) is None
    staff.reload()
    staff.keyboard.press("?")
    expect(dialog).to_have_count(0)
    staff.get_by_role("button", name="Keys").click()
    expect(dialog.get_by_role("checkbox")).not_to_be_checked()
    dialog.get_by_role("checkbox").check()
    staff.keyboard.press("Escape")
    staff.evaluate("document.activeElement.blur()")
    staff.keyboard.press("j")
    assert chosen(staff) is not None


def test_the_list_stays_still_while_somebody_works_in_it(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    asker, staff = enter("ana"), enter("sam")
    open_live(staff, "/queue")
    staff.mouse.move(1, 1)
    staff.keyboard.press("j")
    mine = staff.locator(f"[data-queue-item='{chosen(staff)}']")
    before, place = staff.locator(".queue article").count(), mine.bounding_box()
    first = ask_signed_in(asker, "I am desperate: smoke, it is on fire", "It is on fire.")
    bar = staff.locator("[data-changes]")
    expect(bar).to_have_text("1 change", timeout=LIVE * 2)
    second = ask_signed_in(asker, "The lamp flickers", "At dusk.")
    expect(bar).to_have_text("2 changes", timeout=LIVE * 2)
    assert staff.locator(".queue article").count() == before
    assert mine.bounding_box() == place
    staff.keyboard.press(".")
    for thread_id in (first, second):
        expect(in_queue(staff, thread_id)).to_be_visible()
    # an item that the desk looks at once more (danger, demand) is told again, and waits again
    wait_until(lambda: bar.is_hidden() or staff.keyboard.press("."), 10, "the end of the changes")
    expect(mine.locator("h2 a")).to_be_focused()


def test_several_are_claimed_and_handed_back_in_one_go(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    asker, staff = enter("ana"), enter("sam", java_script_enabled=False)
    ids = [ask_signed_in(asker, f"A bulk question {n}", "Hm.") for n in range(2)]

    def all_there() -> bool:
        staff.goto("/queue")
        return all(in_queue(staff, thread_id).count() for thread_id in ids)

    wait_until(all_there, 15, "both questions in the queue")
    for thread_id in ids:
        in_queue(staff, thread_id).get_by_role("checkbox").check()
    staff.get_by_role("button", name="Do it").click()
    expect(staff.locator("[data-outcome=done]")).to_have_count(2)
    staff.get_by_role("button", name="Undo").click()
    expect(staff.locator("[data-outcome=undone]")).to_have_count(2)


def test_a_phone_has_large_targets_and_no_sideways_scroll(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    staff = enter("sam", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    staff.goto("/queue")
    wide = staff.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    for target in staff.locator(".queue article").first.locator("button, a.button, label").all():
        box = target.bounding_box()
        assert box is None or box["height"] >= 44, target.inner_text()
    assert findings(staff) == []
