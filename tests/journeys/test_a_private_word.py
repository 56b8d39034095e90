"""Asker and staff talk in private inside a public thread; a third person sees it nowhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys import surfaces
from tests.journeys.acting import LIVE, ask_signed_in, open_live, post_with, reply
from tests.servers import Hearth, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.live]

FROM_STAFF = "Please send the serial number quokka77 of the box."
FROM_ASKER = "It is wombat4711, bought in Lisbon."
IN_PUBLIC = "We settled it in private, thank you for waiting."
SECRETS = re.compile(r"quokka77|wombat4711", re.IGNORECASE)
PEOPLE = ("ana", "ben", "sam")


@pytest.fixture
def thread(hearth: Hearth, enter: Callable[..., Any]) -> tuple[Any, str]:
    """Ana's page on her new question, and its path."""
    ana = enter("ana")
    ask_signed_in(ana, "The box needs a new fuse every week", "It blows on Mondays, at six.")
    path = ana.url.removeprefix(hearth.url)
    open_live(ana, path)
    return ana, path


def test_a_private_follow_up_is_seen_by_nobody_else(
    hearth: Hearth, enter: Callable[..., Any], thread: tuple[Any, str]
) -> None:
    ana, path = thread
    sam, others = enter("sam"), [enter("ben"), enter()]
    others[0].goto(path)
    others[0].get_by_role("button", name="Follow", exact=True).click()
    for other in others:
        open_live(other, path)
    open_live(sam, path)
    before = [counts_seen(other) for other in others]

    reply(sam, FROM_STAFF, "Ask for information", "asker_and_staff")
    expect(post_with(ana, FROM_STAFF)).to_be_visible(timeout=LIVE)
    reply(ana, FROM_ASKER, "Send, I still need help", "asker_and_staff")
    expect(post_with(sam, FROM_ASKER)).to_be_visible(timeout=LIVE)
    secret_ids = [int(post_with(sam, w).get_attribute("data-post")) for w in (FROM_STAFF, "wombat")]
    addresses = surfaces.paths(path, PEOPLE, "serial number Lisbon box")

    def found_by_staff() -> bool:
        return hits(sam, "quokka77") == hits(ana, "wombat4711") == 1

    wait_until(found_by_staff, 5, "the index")  # or the others' empty search would prove nothing
    for other, was in zip(others, before, strict=True):
        for address, text in surfaces.read_all(other, addresses).items():
            assert not SECRETS.search(text), f"{address} tells it"
        for post_id in secret_ids:
            for address in surfaces.of_post(post_id):
                reached = other.request.get(address)
                assert reached.status == 404 or "/sign-in" in reached.url, address
        assert counts_seen(other) == was
        assert hits(other, "quokka77") == hits(other, "wombat4711") == 0

    # The same sockets carry what everybody may read, so silence before it was no accident.
    reply(sam, IN_PUBLIC)
    for other in others:
        expect(post_with(other, IN_PUBLIC)).to_be_visible(timeout=LIVE)
        assert not any(SECRETS.search(frame) for frame in other.frames_heard)
        assert other.locator(".thread__list [data-post]").count() == 2
    assert not any(SECRETS.search(str(m)) for m in hearth.mails if "ben@" in m["To"])


def hits(page: Any, words: str) -> int:
    return int(page.request.get(f"/search?q={words}").text().count("data-result="))


def counts_seen(page: Any) -> list[str]:
    """Every number this person is told about the thread: in lists, on profiles, in search."""
    told = []
    for address in ("/", "/c/charging", "/u/ana", "/u/sam", "/search?q=fuse+week"):
        text = page.request.get(address).text()
        told += re.findall(r"\d+ (?:replies|reply|results?|threads?|posts?)\b", text)
    return told


def test_a_private_question_is_between_asker_and_staff(
    hearth: Hearth, enter: Callable[..., Any]
) -> None:
    ana, ben, visitor, sam = enter("ana"), enter("ben"), enter(), enter("sam")
    for other in (ben, visitor):
        open_live(other, "/c/charging")
    thread_id = ask_signed_in(
        ana, "My card was used by echidna5", "The number is wombat4711.", private=True
    )
    path = ana.url.removeprefix(hearth.url)
    assert sam.request.get(path).status == 200
    for other in (ben, visitor):
        for suffix in ("", ".atom", "?page=1"):
            assert other.request.get(path + suffix).status == 404
        assert other.request.get(f"/t/{thread_id}").status == 404
        for address, text in surfaces.read_all(other, surfaces.paths(path, PEOPLE, "card")).items():
            assert not re.search("echidna5|wombat4711", text), f"{address} tells it"
        assert not any("echidna5" in frame for frame in other.frames_heard)
