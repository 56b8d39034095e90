"""The index on disk: one folder a generation, and a small file that names the live one.

An index is disposable. It is built in a folder of its own and swapped in by replacing the pointer,
so that no reader ever sees half of one.
"""

import contextlib
import json
import os
import shutil
import uuid
from pathlib import Path

POINTER = "current"
ABOUT = "about.json"
KEPT = 2  # generations left on disk: readers of the last one may still be busy


def live(folder: Path) -> Path | None:
    """The folder of the live generation, if the pointer names one that is there."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    generation = folder / name
    return generation if name and "/" not in name and generation.is_dir() else None


def begin(folder: Path, version: str) -> Path:
    """Make the folder of a new generation."""
    generation = folder / f"g-{uuid.uuid4().hex[:12]}"
    generation.mkdir(parents=True)
    (generation / ABOUT).write_text(json.dumps({"version": version}), encoding="utf-8")
    return generation


def version_of(generation: Path) -> str | None:
    """With which schema and analyser it was made."""
    try:
        about = json.loads((generation / ABOUT).read_text(encoding="utf-8"))
        return str(about["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def swap_in(folder: Path, generation: Path) -> None:
    """Let the pointer name this generation, at once and for good."""
    draft = folder / f"{POINTER}.{uuid.uuid4().hex[:8]}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(generation.name)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / POINTER)
    sweep(folder)


def sweep(folder: Path) -> None:
    """Remove generations nobody reads any more."""
    alive = live(folder)
    others = [path for path in folder.glob("g-*") if path != alive and not _in_the_making(path)]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _in_the_making(generation: Path) -> bool:
    """Whether a living process builds it; a killed one leaves a mark of nobody."""
    with contextlib.suppress(OSError, ValueError):
        os.kill(int((generation / "builder").read_text()), 0)
        return True
    return False
