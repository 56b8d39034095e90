"""Imports a real forum and indexes it: posts a second. The forum lies in HEARTH_DATA."""

import os
import re
import resource
import tempfile
import time
from pathlib import Path

from config import ROOT
from tests.servers import running_hearth

FORUMS = {"quantumcomputing-2018-09": "quantum", "cardano-2021-12": "cardano"}
BAR_IMPORT, BAR_INDEX = 300, 400


def data() -> Path:
    for base in (os.environ.get("HEARTH_DATA", ""), ROOT.parent / "shared" / "data"):
        if base and Path(base).is_dir():
            return Path(base)
    return ROOT.parent.parent / "shared" / "data"


def measure() -> list[tuple[str, str, str, bool | None]]:
    rows: list[tuple[str, str, str, bool | None]] = []
    if not (data() / "forums").is_dir():
        return [("no forums to import", "set HEARTH_DATA", "", None)]
    posts, wall, cpu = 0, 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder, running_hearth(Path(folder)) as server:
        server.kill()
        for name, source in FORUMS.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            begun = time.monotonic()
            path = data() / "forums" / name
            printed = server.flask("import", "stackexchange", str(path), "--source", source)
            wall += time.monotonic() - begun
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            made = {m[1]: int(m[3]) for m in re.finditer(r"(?m)^(\w+)\s+(\d+)\s+(\d+)", printed)}
            posts += made["posts"] + made["comments"]
        begun = time.monotonic()
        server.flask("search", "rebuild")
        indexing = time.monotonic() - begun
    rows.append(("posts and comments imported", f"{posts}", "", None))
    rate = posts / cpu
    rows.append(
        (
            "import, per second of processor",
            f"{rate:.0f}/s",
            f">= {BAR_IMPORT}/s",
            rate >= BAR_IMPORT,
        )
    )
    rows.append(("import, per second of wall clock", f"{posts / wall:.0f}/s", "", None))
    rate = posts / indexing
    rows.append(
        (
            "index rebuilt (start of the command included)",
            f"{rate:.0f}/s",
            f">= {BAR_INDEX}/s",
            rate >= BAR_INDEX,
        )
    )
    return rows
