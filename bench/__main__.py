"""Runs every measurement (or those named on the command line) and writes bench-results/."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import (
    bringing_in,
    desk_agents,
    desk_expectations,
    desk_forecast,
    desk_night,
    desk_queue,
    desk_sockets,
    kills,
    loop,
    pages,
    search_quality,
    search_speed,
    signed_in,
    similar_quality,
    suspected_outages,
    weight,
)

RESULTS = Path(__file__).resolve().parent.parent / "bench-results"
#: name -> measurement: answers rows of (what, value, bar or None, whether it is met or None)
MEASUREMENTS: dict[str, Callable[[], list[tuple[str, str, str, bool | None]]]] = {
    "pages": pages.measure,
    "signed_in": signed_in.measure,
    "loop": loop.measure,
    "import": bringing_in.measure,
    "weight": weight.measure,
    "search_speed": search_speed.measure,
    "kills": kills.measure,
    "desk_queue": desk_queue.measure,
    "desk_agents": desk_agents.measure,
    "desk_sockets": desk_sockets.measure,
    "desk_night": desk_night.measure,
    "desk_expectations": desk_expectations.measure,
    "desk_forecast": desk_forecast.measure,
    "search_quality": search_quality.measure,
    "similar_quality": similar_quality.measure,
    "suspected_outages": suspected_outages.measure,
}


def main(names: list[str]) -> int:
    """0 when every bar is met, else 1."""
    unknown = set(names) - set(MEASUREMENTS)
    if unknown:
        print(f"There is no measurement {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}.")
        return 2
    report: dict[str, Any] = {"machine": machine(), "results": {}}
    failed = 0
    print(f"{report['machine']}\n")
    for name in names or list(MEASUREMENTS):
        begun = time.monotonic()
        rows = MEASUREMENTS[name]()
        print(f"== {name} ({time.monotonic() - begun:.0f} s)")
        for what, value, bar, met in rows:
            mark = "" if met is None else ("ok" if met else "BELOW THE BAR")
            print(f"  {what:58} {value:>16}  {bar:24} {mark}")
            failed += met is False
        report["results"][name] = rows
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / time.strftime("%Y%m%d-%H%M%S.json")
    path.write_text(json.dumps(report, indent=1), encoding="utf-8")
    print(f"\nWritten to {path.relative_to(RESULTS.parent)}")
    return 1 if failed else 0


def machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"{platform.system()}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
