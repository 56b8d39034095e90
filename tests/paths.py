"""Where the real test material lies: outside the repository, named by HEARTH_DATA or ../shared."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"


def shared(*parts: str) -> Path:
    """A file or folder of the shared data; skips where it is absent, fails in CI."""
    base = Path(os.environ.get("HEARTH_DATA", ROOT.parent / "shared" / "data"))
    path = base.joinpath(*parts)
    if not path.exists():
        # worktrees lie one folder deeper than a clone
        path = ROOT.parent.parent.joinpath("shared", "data", *parts)
    if not path.exists():
        missing(f"the shared data {'/'.join(parts)} (set HEARTH_DATA)")
    return path


def missing(what: str) -> None:
    """Skip for want of a part of the machine; in CI nothing may be skipped."""
    if IN_CI:
        pytest.fail(f"CI needs {what}.")
    pytest.skip(f"needs {what}")
