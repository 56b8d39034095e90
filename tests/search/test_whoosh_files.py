"""Whoosh's index on disk: damaged, killed while writing or written by two, it stays usable."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from community.accounts.readers import VISITOR
from community.search import generations, rebuilding
from community.search.engine import Document, IndexMissing, Wanted
from community.search.searching import search
from community.search.whoosh_engine import WhooshEngine
from tests.paths import ROOT


@pytest.fixture
def folder(app):
    return app.config["SETTINGS"].index_folder


def found(text):
    return [hit.thread_id for hit in search(text, VISITOR).hits]


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


def test_a_whole_index_is_left_alone_at_start(shelf, app, folder):
    shelf.thread("Printer jams", "paper")
    shelf.settle()
    before = generations.live(folder)
    rebuilding.repair_at_start(app)
    time.sleep(0.1)
    assert generations.live(folder) == before


def test_a_rebuild_leaves_two_generations_at_most(shelf, folder):
    shelf.thread("Printer jams", "paper")
    shelf.settle()
    before = generations.live(folder)
    for _ in range(3):
        rebuilding.rebuild()
    assert generations.live(folder) != before
    assert len(list(folder.glob("g-*"))) <= 2


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
