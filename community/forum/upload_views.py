"""Pictures come in and go out through the post they belong to."""

from typing import Any

from flask import Response, abort, jsonify, request, send_file
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from community import ratelimit
from community.accounts.readers import reader_of
from community.attachments import keeping
from community.attachments.models import Upload
from community.attachments.remaking import BadPicture, Picture
from community.extensions import db, writing
from community.forum.blueprint import pages
from community.forum.pictures import visible_uploads
from community.guards import allow, everyone, me

FOR_EVER = 31_536_000  # seconds: the name is the hash
MOST_AT_ONCE = 6  # pictures in one form


@pages.post("/uploads")
@allow(everyone)
def take_picture() -> Any:
    """Answer the Markdown that shows the picture; the composer puts it where the cursor is."""
    if me() is None:  # a sentence below the composer, where a sign-in page would be lost
        return jsonify(error=_("Pictures need an account: publish first, then add them.")), 401
    file = request.files.get("file")
    try:
        (line,) = taken([file] if file else [], me().id) or ("",)
    except BadPicture as bad:
        return jsonify(error=say_why(bad)), 422
    if not line:
        return jsonify(error=_("No picture came with that.")), 422
    return jsonify(markdown=line), 201


@pages.get("/uploads/<key>.<ending>")
@allow(everyone)
def show_picture(key: str, ending: str) -> Response:
    upload = db.session.scalar(
        select(Upload)
        .where(Upload.key == key, Upload.ending == ending, visible_uploads(reader_of(me())))
        .limit(1)
    )
    path = keeping.file_of(upload.key, upload.ending) if upload else None
    if path is None or not path.exists():
        abort(404)
    db.session.rollback()  # the file may be slow, the transaction must not wait for it
    response = send_file(path, max_age=FOR_EVER)
    response.headers["Cache-Control"] = f"private, max-age={FOR_EVER}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def pictures_of_form(user_id: int) -> list[str]:
    """The Markdown for pictures chosen in a plain form. Raises BadPicture."""
    files = [f for f in request.files.getlist("picture") if f and f.filename]
    return taken(files[:MOST_AT_ONCE], user_id) if files else []


def taken(files: list[FileStorage], user_id: int) -> list[str]:
    """Prepare each file outside any transaction, then add the rows; the Markdown of each."""
    db.session.rollback()
    found: list[tuple[Picture, str]] = []
    for file in files:
        ratelimit.spend("upload", user_id)
        found.append((keeping.prepare(file.stream.read()), alternative(file.filename or "")))
    with writing():
        rows = [(keeping.keep(picture, user_id).path, text) for picture, text in found]
    root = request.script_root
    return [f"![{text}]({root}{path})" for path, text in rows]


def alternative(filename: str) -> str:
    """A text for those who do not see the picture, from its name; authors may say it better."""
    name = filename.rpartition("/")[2].rpartition(".")[0] or filename
    plain = "".join(c if c.isalnum() or c in " -" else " " for c in name)
    return " ".join(plain.split())[:80] or _("Picture")


def say_why(bad: BadPicture) -> str:
    reasons = {
        "kind": _("Only pictures can be added: PNG, JPEG, GIF or WebP."),
        "large": _("That picture is too large. At most 8 MB and 40 million pixels, please."),
        "broken": _("That picture is damaged and cannot be read."),
    }
    return reasons[bad.reason]
