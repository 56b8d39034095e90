"""Take a picture in: remade in a native thread, its file written, its row added."""

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from community import offload
from community.attachments.models import Upload
from community.attachments.remaking import Picture, remake
from community.extensions import db


def prepare(data: bytes) -> Picture:
    """Check, remake and store the file; outside any transaction. Raises BadPicture."""
    picture = offload.call(remake, data, pool="images")
    offload.call(_write, file_of(picture.key, picture.ending), picture.data)
    return picture


def keep(picture: Picture, uploader_id: int) -> Upload:
    """The row of a prepared picture; the same person's earlier one if there is one. Inside
    writing()."""
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
    return upload


def file_of(key: str, ending: str) -> Path:
    folder: Path = current_app.config["SETTINGS"].uploads
    return folder / key[:2] / f"{key}.{ending}"


def _write(path: Path, data: bytes) -> None:
    """Complete or not at all: a reader never meets half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{id(data)}.part")
    half.write_bytes(data)
    half.replace(path)
