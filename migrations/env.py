"""Alembic's entry: the application's own engine and tables, online only."""

from alembic import context
from flask import current_app

from community.extensions import UTCDateTime, db

config = context.config


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """A migration must not import the application: moments are plain DateTime columns."""
    return "sa.DateTime()" if isinstance(item, UTCDateTime) else False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(hearth_write=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Hearth migrates a running database; there is no offline mode.")
run()
