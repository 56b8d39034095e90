"""A small copy of the status page on the disk, readable when the database or Hearth itself is not.

`VAR_DIR/status` holds the page and every document of the API, each replaced as a whole. A proxy
can serve them (docs/running.md); where only the database fails, Hearth serves them itself.
"""

import logging
import os
import re
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, render_template, request
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from community import caching, errors
from community.clock import now
from community.extensions import db
from community.status.v2.documents import DOCUMENTS
from community.status.v2.views import BASES, as_bytes
from community.status.views import standing

log = logging.getLogger(__name__)

TOLD = "status_copy"  # every machine has a disk of its own
PAGE = "index.html"
OLD = 3600  # seconds: bars and "in the last two weeks" move although nothing happens


def init_app(app: Flask) -> None:
    app.after_request(keep_fresh)
    app.register_error_handler(DBAPIError, answer_without_database)
    app.register_error_handler(PoolTimeout, answer_without_database)


def folder() -> Path:
    return Path(current_app.config["SETTINGS"].var_dir) / "status"


def spread() -> None:
    """Have every process write the copy on its machine; outside any transaction."""
    caching.tell_all({"kind": TOLD})


@caching.when_told(TOLD)
def hear(_message: object) -> None:
    write()


def write() -> None:
    """Make all of it, then put it there file by file, so that no reader meets half of one."""
    with force_locale(current_app.config["SETTINGS"].languages[0]):
        page = render_template("status/copy.html", made_at=now(), **standing())
    made = {PAGE: page.encode()}
    for name, document in DOCUMENTS.items():
        made[f"api/v2/{name}.json"] = as_bytes(document())
    db.session.rollback()
    for name, content in made.items():
        put(folder() / name, content)


def put(path: Path, content: bytes) -> None:
    """Replace a file as a whole; it may be read at any moment, by other users too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.chmod(0o644)
    fresh.replace(path)


def keep_fresh(response: Response) -> Response:
    """Whoever reads the page has the copy written where it is missing or old."""
    if request.endpoint == "status.show_status" and "X-Hearth-Copy" not in response.headers:
        write_if_old()
    return response


def write_if_old() -> None:
    """For a machine whose copy is missing or an hour old; a full disk must not cost the page."""
    path = folder() / PAGE
    try:
        if not path.exists() or time.time() - path.stat().st_mtime > OLD:
            write()
    except (OSError, SQLAlchemyError) as error:
        log.warning("The copy of the status page could not be written: %s", error)


def answer_without_database(error: Exception) -> Response:
    """The copy where it is asked for, else the page about errors."""
    path = kept_file(request.path) if request.method in ("GET", "HEAD") else None
    if path is None or not path.is_file():
        return errors.answer_unforeseen(error)
    log.error("The copy of %s is served: %s", request.path, type(error).__name__)
    return _served(path.read_bytes(), path.suffix)


def _served(content: bytes, suffix: str) -> Response:
    page = suffix == ".html"
    response = Response(content, mimetype="text/html" if page else "application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Hearth-Copy"] = "1"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if page:  # its style stands inside it, so that it needs no other file
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; img-src 'self'; style-src '{_style_hash(content)}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    return response


def kept_file(path: str) -> Path | None:
    """The file that holds the copy of this address, if there is one for it."""
    if path in ("/status", "/status/"):
        return folder() / PAGE
    for base in sorted(BASES, key=len, reverse=True):
        name = path.removeprefix(f"{base}/").removesuffix(".json")
        if path == f"{base}/{name}.json" and name in DOCUMENTS:
            return folder() / "api" / "v2" / f"{name}.json"
    return None


def _style_hash(page: bytes) -> str:
    found = re.search(rb"<style>(.*?)</style>", page, re.DOTALL)
    digest = sha256(found.group(1) if found else b"").digest()
    return f"sha256-{b64encode(digest).decode()}"
