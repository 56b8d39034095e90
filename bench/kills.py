"""What is lost or there twice when the process is killed at each step that becomes lasting.

`python -m bench.kills 1000` kills a thousand times; `make bench` once at each step.
"""

import json
import subprocess
import sys
import tempfile
from typing import Any

from config import ROOT
from tests.outbox.kills import faults

EACH_STEP_ONCE = 66


def measure(wanted: int = EACH_STEP_ONCE) -> list[tuple[str, str, str, bool | None]]:
    lives = run(wanted)
    kills = [life for life in lives if life["killed"]]
    wrong = [(life["killed"], faults(life)) for life in lives if faults(life)]
    for killed, what in wrong:
        print(f"  killed {killed}: {what}")
    again = sum(max(f.values()) > 1 for life in kills for f in life["mails"].values())
    return [
        ("kills (SIGKILL), each followed by a new process", str(len(kills)), "", None),
        ("of them with anything lost or there twice", str(len(wrong)), "0", not wrong),
        ("mails sent once more, under the same Message-ID", str(again), "", None),
    ]


def run(wanted: int) -> list[dict[str, Any]]:
    """One entry a life; the first one is nobody's death."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.outbox.kills", folder, str(wanted)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    for row in measure(*map(int, sys.argv[1:])):
        print(*row[:3], sep="  ")
