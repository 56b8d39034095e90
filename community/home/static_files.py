"""Built scripts and styles, from memory, already compressed, and for ever: their name is a hash."""

import mimetypes
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from community.home.answers import Application, Headers, StartResponse
from community.home.compression import WORTH_IT, compress, encoding_for, is_text

HASHED = re.compile(r"/static/build/([\w.-]+-[0-9a-f]{10}\.\w+)")  # as static/build.mjs names them
FOR_EVER = "public, max-age=31536000, immutable"
KEPT = 200  # files; old builds fall out with the next start


class StaticFiles:
    """WSGI middleware; whatever it does not know goes on to Flask."""

    def __init__(self, application: Application, folder: Path) -> None:
        self._application = application
        self._folder = folder
        self._kept: dict[tuple[str, str], tuple[Headers, bytes]] = {}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith("/static/build/") or environ["REQUEST_METHOD"] not in (
            "GET",
            "HEAD",
        ):
            return self._application(environ, start_response)
        match = HASHED.fullmatch(path)
        found = match and self._find(match[1], environ.get("HTTP_ACCEPT_ENCODING", ""))
        if not found:
            return self._application(environ, start_response)
        headers, body = found
        if environ.get("HTTP_IF_NONE_MATCH"):  # the name is the hash: nothing can have changed
            start_response("304 Not Modified", [("Cache-Control", FOR_EVER)])
            return []
        start_response("200 OK", headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _find(self, name: str, accept_encoding: str) -> tuple[Headers, bytes] | None:
        encoding = encoding_for(accept_encoding)
        known = self._kept.get((name, encoding))
        if known is None:
            try:
                known = self._load(name, encoding)
            except OSError:
                return None
            if len(self._kept) < KEPT:
                self._kept[name, encoding] = known
        return known

    def _load(self, name: str, encoding: str) -> tuple[Headers, bytes]:
        body = (self._folder / "build" / name).read_bytes()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        headers = [
            ("Content-Type", kind),
            ("Cache-Control", FOR_EVER),
            ("ETag", f'W/"{name}"'),
            ("Vary", "Accept-Encoding"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if encoding and is_text(kind) and len(body) >= WORTH_IT:
            body = self._compressed(name, body, encoding)
            headers.append(("Content-Encoding", encoding))
        return [*headers, ("Content-Length", str(len(body)))], body

    def _compressed(self, name: str, body: bytes, encoding: str) -> bytes:
        """What the build left beside the file, or our own work."""
        ending = "br" if encoding == "br" else "gz"
        beside = self._folder / "build" / f"{name}.{ending}"
        return beside.read_bytes() if beside.exists() else compress(body, encoding)
