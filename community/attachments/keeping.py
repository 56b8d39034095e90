"""Take a picture in: remade in a native thread, its file written, its row added."""

import time
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select

from community import offload, outbox
from community.attachments.events import UploadGrewOld
from community.attachments.models import Upload
from community.attachments.remaking import Picture, remake
from community.clock import now
from community.extensions import db, hold, writing

DRAFT_TIME = timedelta(days=7)  # a text may lie as a draft with its pictures for so long
FRESH = 86400  # seconds


def prepare(data: bytes) -> Picture:
    """Check, remake and store the file; outside any transaction. Raises BadPicture."""
    picture = offload.call(remake, data, pool="images")
    offload.call(_write, file_of(picture.key, picture.ending), picture.data)
    return picture


def keep(picture: Picture, uploader_id: int) -> Upload:
    """The row of a prepared picture; the same person's earlier one if there is one. Inside
    writing()."""
    hold("upload", picture.key, uploader_id)
    known = db.session.scalar(
        select(Upload).where(Upload.key == picture.key, Upload.uploader_id == uploader_id)
    )
    if known:
        return known
    upload = Upload(
        key=picture.key,
        ending=picture.ending,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        uploader_id=uploader_id,
    )
    db.session.add(upload)
    db.session.flush()
    outbox.record(UploadGrewOld(upload.id), at=now() + DRAFT_TIME)
    return upload


def throw_away(upload_id: int) -> None:
    """Forget an upload; its file goes with the last one. Outside any transaction."""
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        return
    path = file_of(upload.key, upload.ending)
    with writing():
        db.session.execute(delete(Upload).where(Upload.id == upload_id))
    same = select(Upload.id).where(Upload.key == path.stem).limit(1)
    if db.session.scalar(same) is None:
        db.session.rollback()
        offload.call(_remove, path)


def file_of(key: str, ending: str) -> Path:
    folder: Path = current_app.config["SETTINGS"].uploads
    return folder / key[:2] / f"{key}.{ending}"


def _write(path: Path, data: bytes) -> None:
    """Complete or not at all: a reader never meets half a file."""
    if path.exists():
        path.touch()  # somebody needs it again: see _remove
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{id(data)}.part")
    half.write_bytes(data)
    half.replace(path)


def _remove(path: Path) -> None:
    """Not a file that was written or asked for again a moment ago: its row is about to come."""
    try:
        if time.time() - path.stat().st_mtime > FRESH:
            path.unlink()
    except FileNotFoundError:
        pass
