"""Questions that SQLite thinks about for long, asked from a server's loop."""

import json

from tests.ground.test_offload import run

SLOW = """
from gevent import monkey; monkey.patch_all()
import gevent, json, sys, tempfile, time
from dataclasses import replace
from pathlib import Path
from sqlalchemy import text
from community import create_app
from community.extensions import apart, db, writing
from config import Settings

COUNTED = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
SLOW = apart(text(COUNTED % 3_000_000 + "SELECT count(*) FROM n WHERE i % 7 = 0"))
ENDLESS = apart(text(COUNTED % 10**12 + "SELECT count(*) FROM n"))
QUICK = apart(text("SELECT 7"))
app = create_app(Settings(secret_key="x" * 40, var_dir=Path(tempfile.mkdtemp())))
late, going, found = [0.0], [True], {}
def tick():
    while going[0]:
        before = time.thread_time()
        gevent.sleep(0.002)
        late.append(time.thread_time() - before)
def ask(statement):
    with app.app_context():
        return db.session.scalar(statement)
ask(QUICK)
ticking = gevent.spawn(tick)
gevent.sleep(0.05)
late.clear()
begun = time.monotonic()
found["count"] = gevent.spawn(ask, SLOW).get()
found["took"] = time.monotonic() - begun
found["late"], found["ticks"] = max(late), len(late)
for _ in range(3):  # as many as may be asked at once, and one more
    lost = gevent.spawn(ask, ENDLESS)
    gevent.sleep(0.05)
    lost.kill()
found["after"] = [ask(QUICK) for _ in range(3)]
with app.app_context(), writing():
    found["writing"] = db.session.scalar(QUICK)
going[0] = False
print(json.dumps(found))
"""


def test_the_loop_goes_on_while_sqlite_thinks_and_nobody_is_left_waiting():
    found = json.loads(run(SLOW).splitlines()[-1])
    assert found["count"] == 3_000_000 // 7
    assert found["late"] < 0.02 < 0.1 < found["took"], "SQLite thought in the loop"
    assert found["ticks"] > 10
    assert found["after"] == [7, 7, 7] and found["writing"] == 7
