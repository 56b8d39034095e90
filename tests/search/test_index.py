"""The index is disposable: missing, broken, old or killed, it comes back; pages work meanwhile."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from community.accounts.readers import VISITOR
from community.extensions import db, writing
from community.forum.models import Thread
from community.search import engine, generations, indexing, rebuilding
from community.search.engine import Document, IndexMissing, Wanted
from community.search.searching import search
from community.search.whoosh_engine import WhooshEngine
from tests.paths import ROOT


def found(text):
    return [hit.thread_id for hit in search(text, VISITOR).hits]


@pytest.fixture
def folder(app):
    return app.config["SETTINGS"].index_folder


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


@pytest.mark.parametrize("damage", ["gone", "other version", "no pointer", "cut", "noise"])
def test_a_damaged_index_is_repaired_at_start(damage, shelf, app, folder):
    thread = shelf.thread("Printer jams", "paper")
    shelf.settle()
    live = generations.live(folder)
    if damage == "gone":
        for file in live.iterdir():
            file.unlink()
    elif damage == "other version":
        (live / "about.json").write_text('{"version": "0/en"}')
    elif damage == "no pointer":
        (folder / "current").unlink()
    else:
        for file in live.glob("*.*"):
            file.write_bytes(b"" if damage == "cut" else os.urandom(max(64, file.stat().st_size)))
    rebuilding.repair_at_start(app)
    wait_for(lambda: found("paper") == [thread])
    assert not search("paper", VISITOR).missing


def test_the_health_page_names_a_missing_index(shelf, client):
    assert "index" not in client.get("/readyz").json["failed"]  # nothing to find, nothing to miss
    shelf.thread("Printer jams", "paper")
    db.session.rollback()
    assert "index" in client.get("/readyz").json["failed"]
    shelf.settle()
    assert "index" not in client.get("/readyz").json["failed"]


def test_a_whole_index_is_left_alone_at_start(shelf, app, folder):
    shelf.thread("Printer jams", "paper")
    shelf.settle()
    before = generations.live(folder)
    rebuilding.repair_at_start(app)
    time.sleep(0.1)
    assert generations.live(folder) == before


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


def test_rebuild_swaps_in_and_keeps_what_changes_meanwhile(shelf, folder):
    first = shelf.thread("Printer jams", "paper")
    shelf.settle()
    before = generations.live(folder)
    made = []

    def someone_writes(done, total):
        if not made:
            shelf.reply(first, "clean the lens")  # this thread has been read already
            made.append(first)
            shelf.settle()
            assert found("lens") == made  # the live index goes on

    assert rebuilding.rebuild(someone_writes) == 1
    assert generations.live(folder) != before
    assert found("paper") == [first] and found("lens") == made
    assert len(list(folder.glob("g-*"))) <= 2


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


def test_searchers_of_many_threads_agree_while_one_writes(tmp_path):
    machine = made(tmp_path, 300)
    wrong, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            hits = machine.search(Wanted(chunks=(("odd",),), limit=400)).hits
            if len(hits) < 150 or {hit.thread_id % 2 for hit in hits} != {1}:
                wrong.append(hits)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(300, 330):
        machine.index({number: [document(number)]})
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert machine.count_documents() == 330


def test_what_was_rewritten_many_times_is_there_once(tmp_path):
    """The library's own refresh() shows replaced documents again after a merge."""
    machine = made(tmp_path, 40)
    for _round in range(12):
        machine.index({7: [Document(7, "seven", f"round{_round}", ("c1",), "x")]})
        assert len(machine.search(Wanted(chunks=((f"round{_round}",),))).hits) == 1
        assert machine.count_documents() == 40
    assert not machine.search(Wanted(chunks=(("round3",),))).hits


def test_two_processes_may_write(tmp_path):
    made(tmp_path, 10)
    writers = [start_writer(tmp_path, first) for first in (1000, 2000)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert WhooshEngine(tmp_path, "en").count_documents() == 10 + 2 * 15


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


@pytest.mark.slow
def test_a_kill_during_commits_leaves_it_usable(tmp_path):
    made(tmp_path, 50)
    for kill in range(5):
        writer = start_writer(tmp_path, 10_000 * (kill + 1), count=100_000)
        writer.stdout.readline()
        time.sleep(0.05 + 0.11 * kill)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        machine = WhooshEngine(tmp_path, "en")
        assert machine.is_usable()
        machine.index({kill + 1: [document(kill + 1)]})
        assert machine.search(Wanted(chunks=(("odd",),))).hits
    assert machine.count_documents() >= 50


def test_a_killed_rebuild_leaves_the_live_one(tmp_path):
    machine = made(tmp_path, 5)
    draft = machine.rebuild()
    draft.index({1: [document(1)]})
    (draft.generation / "builder").write_text("999999999")  # a process that is no more
    made(tmp_path, 5)
    made(tmp_path, 5)
    assert not draft.generation.exists()
    assert WhooshEngine(tmp_path, "en").count_documents() == 5


def test_an_engine_without_a_folder_says_so(tmp_path):
    machine = WhooshEngine(tmp_path / "nowhere", "en")
    assert not machine.is_usable()
    with pytest.raises(IndexMissing):
        machine.search(Wanted(chunks=(("x",),)))


def made(folder, count):
    machine = WhooshEngine(folder, "en")
    draft = machine.rebuild()
    draft.index({number: [document(number)] for number in range(count)})
    draft.swap_in()
    return machine


def document(number):
    text = f"{'odd' if number % 2 else 'even'} common words number{number}"
    return Document(number, f"Thread {number}", text, ("c1",), str(number))


def start_writer(folder, first, count=15):
    code = f"""
    from pathlib import Path
    from community.search.engine import Document
    from community.search.whoosh_engine import WhooshEngine
    machine = WhooshEngine(Path({str(folder)!r}), "en")
    for number in range({first}, {first + count}):
        machine.index({{number: [Document(number, "t", "odd words", ("c1",), "s")]}})
        if number == {first}:
            print("writing", flush=True)
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def test_a_new_community_finds_nothing_without_complaint(app, caplog):
    rebuilding.make_sure()
    results = search("printer", VISITOR)
    assert (results.total, results.missing) == (0, False)
    assert not [line for line in caplog.records if line.levelname == "ERROR"]
