"""The libraries the whole house shares, unbound, and the one way to write to the database."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_socketio import SocketIO
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, MetaData, TypeDecorator, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase

WRITE_WAIT = 10.0  # seconds a writer waits for another process before it gives up
BUSY_PAUSE = 0.02  # seconds between two tries; short, since sleeping lets other requests go on


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC in Python, without a zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """What every table shares: names for constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
db.Model.registry.update_type_annotation_map({datetime: UTCDateTime})  # type: ignore[attr-defined]
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
migrate = Migrate()
socketio = SocketIO()

_one_writer = threading.Lock()  # cooperative under gevent, since wsgi.py patches first


@contextmanager
def writing() -> Iterator[None]:
    """Everything inside is one write transaction: committed at the end, rolled back on error.

    What was read before is read anew, since another writer may have come between. Nothing
    inside may yield to other greenlets: no rendering, hashing, file, mail or socket.
    """
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("writing() inside writing(): verbs never begin or commit.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Changes were made before writing() began.")
    session.rollback()
    lock = _one_writer if db.engine.dialect.name == "sqlite" else None
    if lock:
        lock.acquire()
    try:
        session.connection(execution_options={"hearth_write": True})
        session.info["writing"] = True
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)
        if lock:
            lock.release()


def hold(*key: object) -> None:
    """Whoever comes with the same key waits here for the commit of the one before: for rows that
    are looked for and then made. SQLite has one writer anyway. Inside writing()."""
    if not is_sqlite():
        name = ":".join(map(str, key))
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def apart(statement: Any) -> Any:
    """A question that SQLite thinks about for long: a server's loop waits for the answer without
    standing still. All of the thinking must come before the first row: one value, groups, or an
    order that no index has."""
    return statement.execution_options(hearth_apart=True)


def prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, and our own BEGIN: a read that turns into a write fails at once in
    SQLite, whatever busy_timeout says, so reads refuse writes and writes begin as writes."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "busy_timeout=20",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    # On the driver's own connection: through SQLAlchemy these two cost every page as much as
    # one of its questions does.
    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        driver: sqlite3.Connection = connection.connection.dbapi_connection
        writes = bool(connection.get_execution_options().get("hearth_write"))
        if connection.info.get("may_write") is not writes:
            driver.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
            connection.info["may_write"] = writes
        if writes:
            _begin_immediate(driver)
        else:
            driver.execute("BEGIN")

    @event.listens_for(engine, "do_execute")
    def execute(cursor: sqlite3.Cursor, statement: str, values: Any, context: Any) -> bool:
        if not context.execution_options.get("hearth_apart"):
            return False
        from community import offload

        writes = context.root_connection.get_execution_options().get("hearth_write")
        if writes or not offload.is_patched():
            return False
        try:
            offload.call(cursor.execute, statement, values, pool="reading")
        except BaseException:  # also a greenlet that is killed: the connection goes on to others
            cursor.connection.interrupt()
            raise
        return True


def _begin_immediate(driver: sqlite3.Connection) -> None:
    deadline = time.monotonic() + WRITE_WAIT
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise OperationalError("BEGIN IMMEDIATE", None, error) from error
        time.sleep(BUSY_PAUSE)
