"""Where the bundled scripts and style sheets are: hashed names, read from the build's manifest."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from time import monotonic

from flask import Flask
from markupsafe import Markup

from community.caching import fragments

LOOK_EVERY = 1.0  # seconds


class Assets:
    """Answers the address of a bundled file; reads the manifest again when it has changed."""

    def __init__(self, folder: Path, base: str, changed: Callable[[], None]) -> None:
        self.folder = folder
        self.base = base
        self._tell = changed
        self._seen = -1.0
        self._look_again = 0.0
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """`site.css` gives `/static/build/site-6cf930551d.css`."""
        return f"{self.base}/static/build/{self.names().get(name, name)}"

    def names(self) -> dict[str, str]:
        """Plain names and hashed ones; empty as long as nothing was built."""
        if monotonic() < self._look_again:  # a page asks a few hundred times
            return self._names
        self._look_again = monotonic() + LOOK_EVERY
        manifest = self.folder / "manifest.json"
        try:
            changed = manifest.stat().st_mtime
        except FileNotFoundError:
            self._names = {}
            return self._names
        if changed != self._seen:
            self._names = json.loads(manifest.read_text(encoding="utf-8"))
            self._seen = changed
            self._tell()  # kept pieces of pages name the old files
        return self._names


class Icons:
    """Icons as references into one drawing (static/img/icons.svg). A macro would cost a page with
    twenty posts several milliseconds."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    def icon(self, name: str, label: str | None = None, turns: bool = False) -> Markup:
        return _drawn(self._assets.url("icons.svg"), name, label, turns)


@lru_cache(maxsize=500)
def _drawn(url: str, name: str, label: str | None, turns: bool) -> Markup:
    css = "icon icon--turns" if turns else "icon"
    said = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(
        css, Markup(said), url, name
    )


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "static") / "build"
    root_path = app.config["SETTINGS"].root_path
    assets = Assets(folder, root_path, changed=lambda: fragments.forget(app))
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(asset=assets.url, icon=Icons(assets).icon)
