"""Nothing is lost and nothing is there twice, wherever the process is killed."""

import json
import subprocess
import sys

import pytest

from config import ROOT
from tests.outbox.kills import faults


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    """One run of tests/outbox/kills.py: what is there after each kill and a restart."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.outbox.kills", str(tmp_path_factory.mktemp("kills"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_after_a_kill_at_any_step_everything_is_there_exactly_once(lives):
    assert lives[0]["killed"] is None and len(lives[0]["steps"]) > 40
    assert len(lives) > 12
    assert [(life["killed"], faults(life)) for life in lives if faults(life)] == []
    assert {life["replies"] for life in lives} == {0, 1}  # also killed before the commit


@pytest.mark.slow
def test_a_mail_goes_out_at_most_once_more_for_a_kill_under_the_same_id(lives):
    """Only where it died between sending and noting that it was sent."""
    twice = [
        (life["killed"], who)
        for life in lives
        for who, files in life["mails"].items()
        if max(files.values()) == 2
    ]
    assert 0 < len(twice) <= 4, twice


def test_what_is_wrong_would_be_seen(lives):
    good = lives[0]
    assert faults(good) == []
    ana = next(iter(good["mails"]["ana"]))
    for name, value in (
        ("notices", good["notices"] * 2),
        ("deliveries", good["deliveries"][:1]),
        ("found", []),
        ("left_over", ["search.index_threads"]),
        ("mails", {**good["mails"], "ana": {ana: 1, "<other@localhost>": 1}}),
        ("mails", {**good["mails"], "ana": {ana: 2}}),
        ("mails", {"ben": good["mails"]["ben"]}),
    ):
        assert faults({**good, name: value}), name
