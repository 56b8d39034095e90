"""Nothing is lost and nothing is there twice, wherever the process is killed."""

import json
import subprocess
import sys

import pytest

from config import ROOT


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
    for life in lives:
        assert life["left_over"] == [], life["killed"]
        assert life["replies"] in (0, 1), life["killed"]
        if not life["replies"]:  # killed before the commit: then nothing of it is there
            assert life["notices"] == life["deliveries"] == life["found"] == [], life["killed"]
            assert life["mails"] == {} and life["state"] == "unanswered", life["killed"]
            continue
        assert life["notices"] == [["ana", "reply"], ["ben", "followed"]], life["killed"]
        assert life["deliveries"] == [["ana", "sent"], ["ben", "sent"]], life["killed"]
        assert life["found"] == [1] and life["state"] == "replied", life["killed"]
        assert life["clocks"] == 0, life["killed"]


@pytest.mark.slow
def test_a_mail_goes_out_at_most_once_more_for_a_kill_under_the_same_id(lives):
    twice = 0
    for life in lives:
        for who, count in life["mails"].items():
            assert len(count) == 1, (life["killed"], who, "two Message-IDs")
            (files,) = count.values()
            assert files == 1 or (life["killed"] and files == 2), life["killed"]
            twice += files == 2
        assert set(life["mails"]) == ({"ana", "ben"} if life["replies"] else set())
    assert 0 < twice <= 4  # only where it died between sending and noting that it was sent
