"""Lists walk an index in their own order: among a million threads, sorting would take seconds."""

import pytest
from sqlalchemy import text

from community.accounts.readers import VISITOR, Reader
from community.clock import now
from community.extensions import db
from community.forum import finding

READERS = {"visitor": VISITOR, "customer": Reader(2), "staff": Reader(3, is_staff=True)}
LISTS = {
    "front": (False, None, None, False),
    "waiting": (False, "waiting", None, True),
    "category": (True, None, None, False),
    "category waiting": (True, "waiting", None, False),
    "category solved": (True, "solved", None, False),
    "category ideas": (True, None, "idea", False),
}


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("name", LISTS)
def test_no_list_sorts_the_forum(app, cast, name, after, who):
    in_category, state, kind, public = LISTS[name]
    build = finding._ids.__wrapped__
    statement = build(READERS[who], in_category, False, state, kind, public, after)
    values = {"category_id": 1, "most": 31, "moment": now(), "last_id": 5}
    used = statement.compile(db.engine).params
    statement = statement.params(**{k: v for k, v in values.items() if k in used})
    sql = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
    plan = [row.detail for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
    walks = [line for line in plan if "threads USING" in line]
    assert walks, plan
    assert all("_active" in line for line in walks), plan
    sorts = [line for line in plan if "TEMP B-TREE" in line]
    assert len(sorts) <= (2 if state == "waiting" else 0), plan  # two pages put together
