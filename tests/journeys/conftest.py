"""A demo community of its own for each module, seeded once and copied, and people to enter it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.acting import listen, sign_in
from tests.servers import Hearth, running_hearth


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `var` of a seeded demo whose index and clocks have come to rest."""
    var = tmp_path_factory.mktemp("seeded") / "var"
    with running_hearth(var, DEMO="1") as server:
        server.stop()
    return var


@pytest.fixture(scope="module")
def hearth(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearth]:
    var = tmp_path_factory.mktemp("journey") / "var"
    shutil.copytree(seeded, var)
    with running_hearth(var, DEMO="1") as server:
        yield server


@pytest.fixture
def enter(hearth: Hearth, person: Callable[..., Any]) -> Callable[..., Any]:
    """`enter()` a visitor, `enter("sam")` somebody signed in: a page in a browser of their own."""

    def come(name: str | None = None, **options: Any) -> Any:
        page = person(base_url=hearth.url, locale="en-GB", timezone_id="Europe/Berlin", **options)
        listen(page)
        if name:
            sign_in(page, name)
        return page

    return come
