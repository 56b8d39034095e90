"""Where the bundled scripts and style sheets are: hashed names, read from the build's manifest."""

import json
from pathlib import Path

from flask import Flask


class Assets:
    """Answers the address of a bundled file; reads the manifest again when it has changed."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder = folder
        self.base = base
        self._seen = -1.0
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """`site.css` gives `/static/build/site-6cf930551d.css`."""
        return f"{self.base}/static/build/{self.names().get(name, name)}"

    def names(self) -> dict[str, str]:
        """Plain names and hashed ones; empty as long as nothing was built."""
        manifest = self.folder / "manifest.json"
        try:
            changed = manifest.stat().st_mtime
        except FileNotFoundError:
            return {}
        if changed != self._seen:
            self._names = json.loads(manifest.read_text(encoding="utf-8"))
            self._seen = changed
        return self._names


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "static") / "build"
    assets = Assets(folder, app.config["SETTINGS"].root_path)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
