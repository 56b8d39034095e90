"""The index is disposable: missing, broken or old, it comes back; pages work meanwhile."""

import threading
import time

import pytest

from community.accounts.readers import VISITOR
from community.extensions import db, writing
from community.forum.models import Thread
from community.search import engine, indexing, rebuilding
from community.search.engine import Document
from community.search.searching import search


def found(text):
    return [hit.thread_id for hit in search(text, VISITOR).hits]


def test_without_an_index_titles_are_searched_and_the_page_says_so(shelf, client):
    thread = shelf.thread("Printer jams", "paper")
    db.session.rollback()
    page = client.get("/search?q=printer").text
    assert "being prepared" in page and f'data-result="{thread}"' in page
    assert client.get("/search/suggest?q=printer").status_code == 200
    assert client.get("/search/similar?title=printer").status_code == 200


def test_the_first_change_makes_a_missing_index(shelf):
    first = shelf.thread("Printer jams", "paper")
    shelf.settle()
    assert found("paper") == [first]


def test_the_health_page_names_a_missing_index(shelf, client):
    assert "index" not in client.get("/readyz").json["failed"]  # nothing to find, nothing to miss
    shelf.thread("Printer jams", "paper")
    db.session.rollback()
    assert "index" in client.get("/readyz").json["failed"]
    shelf.settle()
    assert "index" not in client.get("/readyz").json["failed"]


def test_check_finds_and_mends_what_differs(shelf, app):
    kept = shelf.thread("Printer jams", "paper")
    shelf.settle()
    lost = shelf.thread("Scanner fails", "lens")
    shelf.change(kept, title="Plotter jams")
    machine = engine.current()
    machine.index({999: [Document(999, "ghost", "paper", ("c1",), "x")]})
    compared = rebuilding.check()
    assert (compared.missing, compared.stale, compared.left_over) == (1, 1, 1)
    assert found("plotter") == [kept] and found("lens") == [lost]
    assert rebuilding.check().is_clean


def test_rebuild_swaps_in_and_keeps_what_changes_meanwhile(shelf):
    first = shelf.thread("Printer jams", "paper")
    shelf.settle()
    made = []

    def someone_writes(done, total):
        if not made:
            shelf.reply(first, "clean the lens")  # this thread has been read already
            made.append(first)
            shelf.settle()
            assert found("lens") == made  # the live index goes on

    assert rebuilding.rebuild(someone_writes) == 1
    assert found("paper") == [first] and found("lens") == made
    assert rebuilding.check().is_clean


def test_only_one_rebuild_at_a_time(app):
    with engine.current().alone():
        assert rebuilding.is_rebuilding()
        with pytest.raises(rebuilding.AlreadyRebuilding):
            rebuilding.rebuild()
    assert not rebuilding.is_rebuilding()


def test_commands_say_what_they_did(shelf, app):
    shelf.thread("Printer jams", "paper")
    shelf.settle()
    runner = app.test_cli_runner()
    assert "1 threads" in runner.invoke(args=["search", "rebuild"]).output
    answer = runner.invoke(args=["search", "check"])
    assert answer.exit_code == 0 and "agrees" in answer.output


def test_who_indexes_waits_for_its_turn_and_reads_then(shelf, app):
    """A slow process must not put an old text over a newer one."""
    thread = shelf.thread("Printer jams", "paper")
    shelf.settle()

    def index_again():
        with app.app_context():
            indexing.index([thread])

    other = threading.Thread(target=index_again)
    with engine.current().turn(5):
        other.start()
        time.sleep(0.1)
        with writing():
            db.session.get(Thread, thread).title = "Plotter jams"
    other.join()
    assert found("plotter") == [thread]


def test_a_new_community_finds_nothing_without_complaint(app, caplog):
    rebuilding.make_sure()
    results = search("printer", VISITOR)
    assert (results.total, results.missing) == (0, False)
    assert not [line for line in caplog.records if line.levelname == "ERROR"]
