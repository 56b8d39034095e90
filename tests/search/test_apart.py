"""The embedded engine in processes of its own, as servers have it."""

import os
import signal
import threading
import time

import pytest

from community.search.engine import Document, IndexMissing, Wanted
from community.search.whoosh_apart import HelperGone, WhooshApart
from community.search.whoosh_engine import WhooshEngine

ODD = Wanted(chunks=(("odd",),), limit=100)


@pytest.fixture
def machine(tmp_path):
    made = WhooshApart(tmp_path, "en")
    yield made
    made.end()


def fill(machine, count=20):
    draft = machine.rebuild()
    draft.index({number: [document(number)] for number in range(count)})
    draft.swap_in()


def document(number):
    text = f"{'odd' if number % 2 else 'even'} common words number{number}"
    return Document(number, f"title {number}", text, ("c1",), str(number))


def test_it_answers_as_the_engine_does(machine, tmp_path):
    fill(machine)
    here = WhooshEngine(tmp_path, "en")
    assert machine.search(ODD) == here.search(ODD)
    assert machine.suggest(["tit"], Wanted()) == here.suggest(["tit"], Wanted())
    assert machine.similar("odd words", "", Wanted()) == here.similar("odd words", "", Wanted())
    assert machine.stamps() == here.stamps()
    assert machine.count_documents() == 20 and machine.is_usable()


def test_what_is_indexed_or_deleted_is_seen_at_once(machine):
    fill(machine)
    machine.index({101: [document(101)]})
    machine.delete([1, 3])
    assert {hit.thread_id for hit in machine.search(ODD).hits} == {101, *range(5, 20, 2)}


def test_without_an_index_it_says_so(machine):
    assert not machine.is_usable()
    with pytest.raises(IndexMissing):
        machine.search(ODD)
    with pytest.raises(IndexMissing):
        machine.index({1: [document(1)]})
    fill(machine)
    assert machine.search(ODD).hits


def test_a_process_that_dies_is_replaced(machine):
    fill(machine)
    machine.index({1: [document(1)]})
    before = machine.search(ODD)
    for pid in machine.processes():
        os.kill(pid, signal.SIGKILL)
    assert machine.search(ODD) == before
    machine.index({201: [document(201)]})
    assert machine.count_documents() == 21


def test_a_process_that_hangs_is_replaced(machine, monkeypatch):
    fill(machine)
    before = machine.search(ODD)
    monkeypatch.setattr("community.search.whoosh_apart.READ_LIMIT", 4.0)
    (hanging,) = machine.processes()
    os.kill(hanging, signal.SIGSTOP)
    assert machine.search(ODD) == before
    assert machine.processes() != [hanging]


def test_many_threads_share_the_readers(machine):
    fill(machine)
    before, wrong = machine.search(ODD), []

    def read():
        for _ in range(20):
            if machine.search(ODD) != before:
                wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(machine.processes()) <= 2


def test_a_rebuild_that_is_given_up_leaves_no_process_and_the_live_index(machine):
    fill(machine)
    draft = machine.rebuild()
    pid = draft.helper.pid
    draft.index({1: [document(1)]})
    draft.give_up()
    assert not is_alive(pid)
    assert machine.count_documents() == 20


def test_an_error_is_told_and_the_process_goes_on(machine):
    fill(machine)
    with pytest.raises(RuntimeError, match="TypeError"):
        machine.index({1: ["no document"]})
    (writer,) = set(machine.processes())
    machine.index({1: [document(1)]})
    assert writer in machine.processes()


def test_processes_end_with_the_one_that_started_them(machine):
    fill(machine)
    machine.search(ODD)
    (pid,) = machine.processes()
    for helper in machine._helpers[os.getpid(), "reader"].free:
        helper.socket.close()
    end = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    assert not is_alive(pid)


def test_a_rebuild_whose_process_dies_fails(machine):
    draft = machine.rebuild()
    os.kill(draft.helper.pid, signal.SIGKILL)
    with pytest.raises(HelperGone):
        draft.index({1: [document(1)]})
    draft.give_up()


def is_alive(pid):
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == 0
    except ChildProcessError:
        return False
