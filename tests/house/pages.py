"""Pages of docs/ that say again what the code says: `python -m tests.house.pages` writes them.

`test_docs.py` holds them in step.
"""

import dataclasses
import inspect
import os
import re
import tempfile
from collections.abc import Callable, Iterable

from flask import Flask

from config import ROOT, Settings

MADE = "<!-- Made by `python -m tests.house.pages`; a test keeps it in step with the code. -->"


def settings_page(_app: Flask) -> str:
    """Every setting with its default and its sentence."""
    said = sentences_of_settings()
    rows = [
        (f"`{one.name.upper()}`", default_of(one), said.get(one.name, ""))
        for one in dataclasses.fields(Settings)
    ]
    return page(
        "Settings",
        "Environment variables, read once at the start by `config.py`. Each may also be given as "
        "`…_FILE`,\nthe path of a file that holds the value: for secrets. "
        "A path `var/x` lies in `VAR_DIR`.",
        table(("variable", "default", "what it says"), rows),
    )


def sentences_of_settings() -> dict[str, str]:
    """The `#:` comment above each field, as one line."""
    text = (ROOT / "config.py").read_text(encoding="utf-8")
    found = re.findall(r"((?:    #: .*\n)+)    (\w+):", text)
    return {name: " ".join(re.findall(r"#: (.*)", comment)) for comment, name in found}


def default_of(one: "dataclasses.Field[object]") -> str:
    own = {
        "secret_key": "none: it must be set",
        "public_url": "`http://127.0.0.1:$PORT`",
        "var_dir": "`var` beside the code",
    }
    if one.name in own:
        return own[one.name]
    value = ",".join(one.default) if isinstance(one.default, tuple) else one.default
    if isinstance(value, bool):
        value = int(value)
    return f"`{value}`" if value != "" else "empty"


def house_page(app: Flask) -> str:
    """Ways up and events."""
    return page(
        "Who speaks with whom",
        "Rooms import only downward. News goes up as events; questions go up through the lists "
        "below, which\nrooms fill at start-up. There is no other way up.",
        "## Ways up\n\n" + table(("list", "filled by"), sorted(ways_up(app).items())),
        "## Events\n\nWritten in the transaction of the change; each handler hears of it in a lane "
        "of its own.\n\n" + table(("event", "what happened", "who hears it"), events()),
    )


def ways_up(app: Flask) -> dict[str, str]:
    """Each list that rooms above fill, and what stands in it."""
    from community import panels
    from community.accounts import handlers as accounts
    from community.accounts import settings_views
    from community.caching.telling import hearers
    from community.desk import expecting
    from community.forum import asking_views, posting
    from community.outbox import working
    from community.realtime import catching_up
    from community.search import language

    lists: dict[str, Iterable[str]] = {
        "`accounts.settings_views.tabs`": map(name_of, settings_views.tabs),
        "`caching.when_told`": (f"{k}: {name_of(h)}" for k, hs in hearers.items() for h in hs),
        "`desk.expecting.incidents`": map(name_of, expecting.incidents),
        "`forum.asking_views.accepted`": map(name_of, asking_views.accepted),
        "`forum.posting.judges`": map(name_of, posting.judges),
        "health checks": app.extensions["health_checks"],
        "health figures": map(name_of, app.extensions["health_figures"]),
        "letters for keys": (f"{k}: {name_of(f)}" for k, f in accounts.letters.items()),
        "`outbox.working.starters`": map(name_of, working.starters),
        "`realtime.catching_up.sources`": map(name_of, catching_up.sources),
        "`search.language.filters`": (f"{one.key}:{one.value or '…'}" for one in language.filters),
    }
    lists |= {f"panel `{slot}`": names for slot, names in panels.listed().items()}
    return {name: ", ".join(f"`{one}`" for one in sorted(filled)) for name, filled in lists.items()}


def events() -> list[tuple[str, str, str]]:
    """Each event that somebody hears, with its sentence and its lanes."""
    from community.outbox.registry import events, listeners

    return [
        (f"`{name}`", said_of(kind), ", ".join(f"`{lane}`" for lane in sorted(listeners[name])))
        for name, kind in sorted(events.items())
    ]


def said_of(kind: type) -> str:
    """Its docstring; a dataclass without one has its own signature there."""
    doc = inspect.getdoc(kind) or ""
    return "" if doc.startswith(f"{kind.__name__}(") else " ".join(doc.split())


def name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__.removeprefix('community.')}.{function.__name__}"


def page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", MADE, *parts]) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


PAGES = {"docs/settings.md": settings_page, "docs/house.md": house_page}


if __name__ == "__main__":
    from community import create_app

    with tempfile.TemporaryDirectory() as folder:
        whole = create_app(
            Settings.from_env({"SECRET_KEY": os.urandom(30).hex(), "VAR_DIR": folder})
        )
        for path, made in PAGES.items():
            (ROOT / path).write_text(made(whole), encoding="utf-8")
