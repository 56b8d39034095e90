"""Workers say that they are alive; what a dead one held is given back."""

import os
import secrets
import socket
from datetime import timedelta

from sqlalchemy import delete, select, update

from community.clock import now
from community.extensions import db, writing
from community.outbox.claiming import release_all, renew
from community.outbox.models import OutboxWorker

BEAT = 10.0  # seconds between two signs of life, a third of a lease
SILENT = timedelta(seconds=60)  # after this a worker of another machine counts as dead


def new_name() -> str:
    return f"{os.getpid()}-{secrets.token_hex(8)}"


def begin(name: str) -> None:
    """Sign on, and take over from those who died, without waiting for their leases."""
    with writing():
        for row in db.session.scalars(select(OutboxWorker)).all():
            if _is_dead(row):
                release_all(row.name)
                db.session.delete(row)
        db.session.add(OutboxWorker(name=name, host=socket.gethostname()[:120], pid=os.getpid()))


def beat(name: str) -> None:
    with writing():
        renew(name)
        db.session.execute(
            update(OutboxWorker).where(OutboxWorker.name == name).values(beat_at=now())
        )


def end(name: str) -> None:
    with writing():
        release_all(name)
        db.session.execute(delete(OutboxWorker).where(OutboxWorker.name == name))


def _is_dead(row: OutboxWorker) -> bool:
    if row.beat_at < now() - SILENT:
        return True
    if row.host != socket.gethostname()[:120]:
        return False
    if row.pid == os.getpid():  # in a container every process is number 1
        return row.started_at < now() - timedelta(seconds=1)
    try:
        os.kill(row.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False
