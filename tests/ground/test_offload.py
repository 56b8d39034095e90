"""Rendering in helper processes, and work in native threads."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from community import offload
from community.markup import from_html
from community.markup.helper_main import __file__ as HELPER_MAIN
from tests.markup.slow_texts import SLOW
from tests.paths import ROOT

ENDLESS = "<b>" * 33_000  # takes Bleach far longer than a helper may


@pytest.fixture(autouse=True)
def helpers():
    offload.start_helpers()


def run(script):
    """Run a script in a fresh process and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def runs(pid):
    """Say whether a process is there and no zombie that waits for its new parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def busy(seconds=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_a_helper_gives_what_rendering_here_gives():
    text = "Hi @ana, **see** ![x](/uploads/a.png) https://example.com\n\n```python\n1\n```\n"
    assert offload.render(text, known={"ana"}) == offload.render_here(text, known={"ana"})


@pytest.mark.slow
def test_every_slow_text_is_done_in_time():
    late = {}
    for name, text in SLOW.items():
        begun = time.monotonic()
        rendered = offload.render(text)
        took = time.monotonic() - begun
        assert rendered.html or not text.strip(), name
        if took > 2.5:
            late[name] = took
    assert not late


def test_a_text_that_takes_too_long_comes_back_as_it_was_typed():
    begun = time.monotonic()
    ((rendered, source),) = offload.from_html_many([ENDLESS])
    assert time.monotonic() - begun < 2.5
    assert rendered.failed and source == ENDLESS
    assert rendered.html.startswith('<pre class="plain"') and "&lt;b&gt;" in rendered.html


def test_a_helper_that_does_not_answer_is_killed_and_replaced():
    with offload.crew().helper() as stuck:
        os.kill(stuck.pid, signal.SIGSTOP)
    begun = time.monotonic()
    assert offload.render("*a*").failed
    assert time.monotonic() - begun < 2.5
    assert not offload.render("*a*").failed
    assert not offload.render("*b*").failed
    assert not os.path.exists(f"/proc/{stuck.pid}")


def test_one_slow_text_never_makes_the_next_fail():
    done = []
    slow = [
        threading.Thread(target=lambda: done.append(offload.from_html_many([ENDLESS])[0][0]))
        for _ in range(2)
    ]
    for thread in slow:
        thread.start()
    time.sleep(0.1)
    quick = [offload.render(f"*{n}*") for n in range(4)]  # waits for both, then goes on
    for thread in slow:
        thread.join()
    assert [rendered.failed for rendered in done] == [True, True]
    assert [rendered.failed for rendered in quick] == [False] * 4


def test_many_texts_keep_their_order_around_one_that_fails():
    texts = [f"<p>{n}</p>" for n in range(60)]
    texts[30] = ENDLESS
    rendered = [each for each, _ in offload.from_html_many(texts)]
    assert [each.failed for each in rendered].count(True) == 1 and rendered[30].failed
    assert [each.excerpt for each in rendered[31:]] == [str(n) for n in range(31, 60)]


def test_the_helper_loads_nothing_of_the_application():
    script = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("helper_main", {HELPER_MAIN!r})
helper = importlib.util.module_from_spec(spec); spec.loader.exec_module(helper)
helper.load_markup().render("*a*\\n\\n```python\\n1\\n```")
print(sorted(name for name in sys.modules if name.split(".")[0] in
      ("community", "config", "flask", "sqlalchemy", "gevent")))
"""
    assert run(script).strip() == "[]"


def test_the_web_process_loads_no_parser():
    script = """
import sys
from community import offload
offload.render("*a*")
print([name for name in ("markdown", "bleach", "pygments") if name in sys.modules])
"""
    assert run(script).strip() == "[]"


def test_helpers_end_with_the_process_however_it_ends():
    script = """
import os, signal
from community import offload
offload.start_helpers()
with offload.crew().helper() as one, offload.crew().helper() as two:
    print(one.pid, two.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    time.sleep(0.5)
    left = [pid for pid in done.stdout.split() if runs(pid)]
    assert len(done.stdout.split()) == 2 and not left


def test_a_fork_has_helpers_of_its_own():
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = int(offload.render("*a*").failed)
            offload.crew().end()
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert not offload.render("*a*").failed


UNDER_GEVENT = """
from gevent import monkey; monkey.patch_all()
import gevent, time, json
from community import offload
from tests.markup.slow_texts import SLOW
from tests.ground.test_offload import ENDLESS, busy

offload.start_helpers()
work, wall, going = [0.0], [0.0], [True]
def tick():
    while going[0]:
        before = time.thread_time(), time.monotonic()
        gevent.sleep(0.002)
        work.append(time.thread_time() - before[0])
        wall.append(time.monotonic() - before[1])
ticking = gevent.spawn(tick)
begun = time.monotonic()
texts = [SLOW[name] for name in list(SLOW)[:12]]
jobs = [gevent.spawn(offload.from_html_many, [ENDLESS]) for _ in range(2)]
jobs += [gevent.spawn(offload.render, text) for text in texts]
jobs += [gevent.spawn(offload.call, busy, 0.3, pool="hashing") for _ in range(4)]
gevent.joinall(jobs, raise_error=True)
failed = [each.failed for each, _ in jobs[0].value + jobs[1].value]
after = offload.render("*a*").failed
going[0] = False; ticking.join()
print(json.dumps([sorted(work)[-3], max(wall), failed, after, len(work), time.monotonic() - begun]))
"""


def test_under_gevent_the_loop_goes_on():
    work, wall, failed, after, ticks, _ = json.loads(run(UNDER_GEVENT))
    assert failed == [True, True] and after is False
    # the third longest: a collection or a first import may come in between, on a slow machine
    assert work < 0.020, "the loop's own thread was busy for longer than 20 ms again and again"
    # a wait that blocks would take the two seconds of the endless text; a busy machine takes less
    assert wall < 1.5 and ticks > 100, "something waited without letting the loop go on"


TAKING_TURNS = """
from gevent import monkey; monkey.patch_all()
import gevent, json, time
from community import offload
from tests.ground.test_offload import busy

left, between = [5 * 40], []
def work():
    while left[0]:
        busy(0.002)
        left[0] -= 1
        offload.breathe()
workers = [gevent.spawn(work) for _ in range(5)]
while left[0] > 0:
    before = left[0]
    gevent.sleep(0.0001)
    between.append(before - left[0])
for each in workers:
    each.kill()
print(json.dumps([max(between), len(between)]))
"""


def test_pieces_of_work_come_one_at_a_time_and_let_others_in_between():
    most, ticks = json.loads(run(TAKING_TURNS))
    assert most <= 7, "somebody waited until many pieces were done"  # five begin at once
    assert ticks >= 100


def test_calls_of_one_pool_wait_for_each_other():
    at_once, most = [], []

    def job():
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.02)
        at_once.pop()
        return threading.current_thread() is threading.main_thread()

    callers = [
        threading.Thread(target=offload.call, args=(job,), kwargs={"pool": "images"})
        for _ in range(5)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert max(most) == offload.POOLS["images"] == 1
    assert offload.call(job, pool="images") is False


def test_a_call_raises_what_the_function_raises():
    with pytest.raises(ZeroDivisionError):
        offload.call(lambda: 1 / 0)


def test_html_here_and_in_a_helper_are_the_same():
    body = "<p>a <b>c</b></p><pre><code>x</code></pre>"
    assert offload.from_html_many([body]) == [from_html(body)]
