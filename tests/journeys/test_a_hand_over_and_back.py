"""A question goes to a help desk and comes back: asker and staff read it without a reload."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.desk.desks import HelpDesk, running_desk
from tests.journeys.acting import LIVE, ask_signed_in, open_live
from tests.servers import Hearth, running_hearth, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(300)]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def desk() -> Iterator[HelpDesk]:
    with running_desk() as desk:
        yield desk


@pytest.fixture(scope="module")
def hearth(
    seeded: Path, desk: HelpDesk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hearth]:
    var = tmp_path_factory.mktemp("journey") / "var"
    shutil.copytree(seeded, var)
    lookup = {"CUSTOMER_LOOKUP_URL": f"{desk.url}/customer", "CUSTOMER_LOOKUP_SECRET": SECRET}
    with running_hearth(var, DEMO="1", WEBHOOKS_TO_PRIVATE_ADDRESSES="1", **lookup) as server:
        yield server


def test_there_and_back(hearth: Hearth, desk: HelpDesk, enter: Callable[..., Any]) -> None:
    desk.told(secret=SECRET, fields={"fields": [{"label": "Contract", "value": "Solar Plus"}]})
    lead, asker, staff = enter("admin"), enter("ana"), enter("sam")

    lead.goto("/queue/connections")
    form = lead.locator("form[action$='/destinations']")
    form.locator("[name=name]").fill("Service desk")
    form.locator("[name=address]").fill(f"{desk.url}/hook")
    form.get_by_role("button", name="Add").click()
    secret = lead.locator("[data-secret]").input_value()
    lead.get_by_role("link", name="I have copied it").click()
    expect(lead.locator("[data-destination]").filter(has_text="Service desk")).to_be_visible()
    expect(lead.locator("[data-secret]")).to_have_count(0)

    thread_id = ask_signed_in(asker, "The wallbox hums at night", "It hums since Monday.")
    path = asker.url.removeprefix(hearth.url)
    open_live(asker, path)

    staff.goto(path)
    staff.locator("#host-card").scroll_into_view_if_needed()  # it asks when it is looked at
    expect(staff.locator("#host-card")).to_contain_text("Solar Plus", timeout=LIVE)
    desk.told(secret=secret)
    staff.goto(f"/queue/{thread_id}/hand-over")
    staff.get_by_role("link", name="Hand to a help desk").click()
    staff.locator("[name=to]").select_option(label="Service desk")
    staff.locator("[name=note]").fill("Is it the relay?")
    staff.get_by_role("button", name="Hand over").click()
    box = staff.locator("[data-hand-over]")
    expect(box).to_contain_text("SUP-101", timeout=LIVE)
    sentence = asker.locator("[data-expectation]")
    expect(sentence).to_contain_text("Our support team is looking at this.", timeout=LIVE)
    expect(asker.locator("body")).not_to_contain_text("SUP-101")

    (ticket,) = wait_until(lambda: list(desk.seen()["tickets"].values()))
    assert ticket["note"] == "Is it the relay?"
    staff.goto("/queue")
    said = desk.calls_back(ticket["callback"], {"state": "done", "note": "A new relay."}, "c1")
    assert said["status"] == 200
    item = staff.locator(f"[data-queue-item='handed-{thread_id}']")
    changes = staff.locator("[data-changes]")
    expect(item.or_(changes).locator("visible=true").first).to_be_visible(timeout=LIVE)
    if changes.is_visible():
        changes.click()
    expect(item).to_contain_text("SUP-101 is done: tell the asker.", timeout=LIVE)
    expect(sentence).not_to_contain_text("looking at this", timeout=LIVE)
    item.get_by_role("link", name=re.compile("^The wallbox")).click()
    expect(staff.locator("[data-hand-over]")).to_contain_text("A new relay.")
