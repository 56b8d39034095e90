"""Customers answer each other at night; in the morning we confirm and correct by one key."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from playwright.sync_api import expect

from config import ROOT
from tests.journeys.acting import LIVE, in_queue, open_live, post_with
from tests.servers import Hearth, running_hearth, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(300)]

NIGHT = """
import json, sys
from datetime import datetime, timedelta
from sqlalchemy import select
from community import clock, create_app
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category, Thread
from community.markup import render

asked, told = datetime.fromisoformat(sys.argv[1]), []
with create_app().app_context():
    def by(name): return db.session.scalar(select(User).where(User.username == name))
    room = db.session.scalar(select(Category).where(Category.who_may_see == "everyone").limit(1)).id
    for title, answer in json.loads(sys.argv[2]):
        with clock.set_to(asked), writing():
            body = {"source": "Since tonight.", "body": render("Since tonight.")}
            category = db.session.get(Category, room)
            thread = posting.ask(by("ana"), category, "question", title, **body)
            thread_id = thread.id
        if answer:
            with clock.set_to(asked + timedelta(hours=2)), writing():
                body = {"source": answer, "body": render(answer)}
                thread = db.session.get(Thread, thread_id)
                posting.reply(thread, by("ben"), intent="answer", **body)
        told.append(thread_id)
print(json.dumps(told))
"""


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def hearth(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearth]:
    """A community where it is ten in the morning, an hour after somebody came to work."""
    var = tmp_path_factory.mktemp("night") / "var"
    copytree(seeded, var)
    behind = (10 - now().hour + 12) % 24 - 12  # hours from UTC to a place where it is ten
    zone = f"Etc/GMT{'-' if behind >= 0 else '+'}{abs(behind)}"
    hours = {"COVERAGE": "mon-sun 09:00-17:00", "TIME_ZONE": zone}
    with running_hearth(var, DEMO="1", **hours) as server:
        yield server


def tonight(hearth: Hearth, *questions: tuple[str, str | None]) -> list[int]:
    """Asked at eight in the evening, answered by a customer at ten, or not at all."""
    asked = (now() - timedelta(hours=14)).replace(minute=0, second=0, microsecond=0)
    done = subprocess.run(
        [sys.executable, "-c", NIGHT, asked.isoformat(), json.dumps(questions)],
        cwd=ROOT,
        env=hearth.env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    ids: list[int] = json.loads(done.stdout.splitlines()[-1])
    return ids


def test_a_night_ends_in_a_morning_check_by_one_key(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    right, wrong, open_one, danger = tonight(
        hearth,
        ("The lamp blinks green", "Hold the button for ten seconds, it resets."),
        ("The plug is stuck", "Pull as hard as you can."),
        ("Which cable do I need?", None),
        ("My wallbox caught fire", None),
    )
    ana, sam = enter("ana"), enter("sam")
    wait_until(lambda: sam.goto("/queue") and in_queue(sam, wrong).count(), 20, "the night's items")
    expect(in_queue(sam, danger)).to_be_visible(timeout=LIVE)

    # the first morning list opens with what is dangerous, then the night, then the bands
    items = [i.get_attribute("data-queue-item") for i in sam.locator(".queue article").all()]
    places = [items.index(str(one)) for one in (danger, right, wrong, open_one)]
    assert places == sorted(places)
    says = in_queue(sam, wrong).locator(".queue-item__why")
    expect(says).to_have_text("A customer answered while we were away. Is it right?")

    open_live(ana, f"/t/{wrong}")
    expect(ana.locator("[data-expectation]")).to_have_count(0)  # it is for her to say

    # one key says right: the item is done, and everybody sees the mark
    choose(sam, right)
    sam.keyboard.press("r")
    expect(in_queue(sam, right)).to_have_count(0, timeout=LIVE)
    sam.wait_for_url("**/queue")

    # one key says wrong: the question waits for us again, with the time that was left
    choose(sam, wrong)
    sam.keyboard.press("w")
    expect(says).to_contain_text("First reply is due in", timeout=LIVE)
    expect(post_with(ana, "does not hold here")).to_be_visible(timeout=LIVE)
    expect(ana.locator("[data-expectation]")).to_be_visible(timeout=LIVE)
    expect(ana.locator("[data-expectation]")).not_to_contain_text("We are late")

    # and it is answered at once, by keys
    choose(sam, wrong)
    sam.keyboard.press("a")
    sam.wait_for_selector("[data-reply] [name=body]:focus")
    sam.keyboard.type("Please do not pull: press the release below the plug.")
    sam.keyboard.press("Control+Enter")
    expect(post_with(ana, "press the release")).to_be_visible(timeout=LIVE * 2)
    expect(ana.locator("[data-thread-facts]")).to_contain_text("Answered", timeout=LIVE)


def choose(page: Any, thread_id: int) -> None:
    """By j alone, from the top of the list."""
    expect(in_queue(page, thread_id)).to_be_visible(timeout=LIVE)
    for _n in range(page.locator(".queue article").count()):
        page.keyboard.press("j")
        here = "document.activeElement.closest('[data-queue-item]')?.dataset.queueItem"
        if page.evaluate(here) == str(thread_id):
            return
    raise AssertionError("j never came to the item")
