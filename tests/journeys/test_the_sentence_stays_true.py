"""What the asker reads changes on the open page when it is no longer true: by an act, by time."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acting import LIVE, ask_signed_in, open_live
from tests.servers import Hearth

pytestmark = [pytest.mark.browser, pytest.mark.live]


def press(page: Any, thread_id: int, path: str, **form: str) -> None:
    token = page.locator("[name=csrf_token]").first.input_value()
    answer = page.request.post(
        f"/queue/{thread_id}/{path}",
        form={"csrf_token": token, **form},
        headers={"Referer": page.url},
    )
    assert answer.ok


def test_a_claim_taken_and_lapsed_is_read_without_a_reload(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    asker, staff = enter("ana"), enter("sam")
    asker.clock.install()
    thread_id = ask_signed_in(asker, "The wallbox hums at night", "It hums since Monday.")
    open_live(asker, asker.url.removeprefix(hearth.url))
    sentence = asker.locator("[data-expectation]")
    expect(sentence).to_be_visible()
    before = sentence.get_attribute("data-expectation")
    assert before != "handled"

    staff.goto("/status")
    press(staff, thread_id, "claim")
    asker.clock.run_for(1000)
    expect(sentence).to_have_attribute("data-expectation", "handled", timeout=LIVE)
    expect(sentence).to_contain_text("Our support team is looking at this.")
    expect(sentence).not_to_contain_text("Sam")

    lapse(hearth, thread_id)  # nobody is told: the page itself looks when the time is over
    asker.clock.fast_forward(620_000)
    asker.clock.run_for(1000)
    expect(sentence).to_have_attribute("data-expectation", str(before), timeout=LIVE)


def lapse(hearth: Hearth, thread_id: int) -> None:
    """As if the ten minutes were over."""
    with sqlite3.connect(hearth.var_dir / "hearth.db", timeout=10) as database:
        database.execute(
            "UPDATE claims SET until = '2026-01-01 00:00:00' WHERE thread_id = ?", (thread_id,)
        )
