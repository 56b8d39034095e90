"""How tests are shared out among processes (`pytest -n auto`, as `make test` does).

A file's tests stay together. Those with servers and browsers, which watch the clock, are one group
in one process, the first to begin: beside it run tests that wait for nobody.
"""

import os
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

from config import ROOT

WATCHES_THE_CLOCK = re.compile(r"\bmark\.(live|browser)\b")
FIRST = "servers and browsers"
SLOW = 30  # others take as long as a slow one
MOST = 8  # processes: each has a PostgreSQL of its own


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One core has nothing to share out."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return 0 if cores == 1 else min(cores or 1, MOST)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a process of xdist: the clock-watchers in front, then the files that take longest."""
    if not hasattr(config, "workerinput"):
        return
    groups = {item: group_of(item.nodeid) for item in items}
    sizes = Counter[str]()
    for item, group in groups.items():
        sizes[group] += SLOW if item.get_closest_marker("slow") else 1
    items.sort(key=lambda item: (groups[item] != FIRST, -sizes[groups[item]], item.path))


@cache
def _group_of_file(name: str) -> str:
    """By its text: the sharing process reads no tests, it hears their names alone."""
    return FIRST if WATCHES_THE_CLOCK.search((ROOT / name).read_text()) else name


def group_of(nodeid: str) -> str:
    return _group_of_file(nodeid.partition("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False  # the processes have put them in order
    return ByGroup(config, log)
