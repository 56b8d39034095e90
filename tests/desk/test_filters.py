"""The queue and the search speak one language."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.readers import VISITOR, reader_of
from community.desk import claiming, filters, queue
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.outbox.working import drain
from community.search import rebuilding
from community.search.searching import search
from tests.desk.test_queue import NOON, listed, question


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


@pytest.fixture
def waiting(cast):
    """One item for each tab."""
    items = {
        "soon": question(cast, timedelta(minutes=20), "Printer soon"),
        "late": question(cast, -timedelta(hours=1), "Printer late"),
        "old": question(cast, -timedelta(days=30), "Printer old"),
        "held": question(cast, timedelta(hours=9), "Scanner claimed"),
    }
    with writing():
        claiming.take(items["held"], cast.sam)
        claiming.take(items["late"], cast.mia)
    left = question(cast, timedelta(hours=8), "Scanner for customers")
    with writing():
        db.session.get(DeskClock, left).customers_until = NOON + timedelta(hours=1)
    db.session.rollback()
    return items


def found(query, reader):
    return {hit.thread_id for hit in search(query, reader).hits}


@pytest.mark.parametrize("tab", queue.TABS)
def test_a_tab_is_a_saved_search(tab, cast, waiting):
    sam = reader_of(cast.sam)
    assert found(filters.SAVED[tab], sam) == set(listed(cast, tab)) != set()


def test_late_and_claimed_are_for_staff(cast, waiting):
    sam, items = reader_of(cast.sam), waiting
    assert found("is:late", sam) == {items["late"], items["old"]}
    assert found("is:claimed", sam) == {items["late"], items["held"]}
    assert found("claimed:mia", sam) == {items["late"]}
    assert found("is:queued -is:claimed -is:late", sam) == {items["soon"]}
    for reader in (VISITOR, reader_of(cast.ana)):
        for query in ("is:late", "is:claimed", "claimed:sam", "claimed:nobody"):
            results = search(query, reader)
            assert not results.hits and results.said.mistakes
        one, other = (search(f"claimed:{name}", reader).said.mistakes for name in ("sam", "x"))
        assert one == other


def test_the_queue_is_filtered_in_the_language_and_explains_it(cast, waiting, browser_of):
    rebuilding.rebuild()
    drain()
    sam = browser_of("sam")
    page = sam.get("/queue?q=printer+-is:late").text
    assert "Printer soon" in page and "Printer late" not in page and "Scanner" not in page
    assert "Scanner claimed" in sam.get("/queue?q=claimed:me").text
    slip = sam.get("/queue?tab=late&q=printer+is:layt").text
    assert "There is no “is:layt”" in slip and "Printer late" in slip
    assert "/queue?tab=late&amp;q=printer+is%3Alate" in slip or "q=printer%20is%3Alate" in slip
    assert "its own order" in sam.get("/queue?q=printer+sort:newest").text
    assert "is:late -is:backlog" in slip
