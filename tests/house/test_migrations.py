"""Migrations make exactly the tables of the models, on both databases, and can be taken back."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from community import create_app
from community.extensions import db
from config import ROOT, Settings


@contextmanager
def community_in(folder, database_url):
    app = create_app(
        Settings(
            secret_key="only-for-tests-0123456789abcdef",
            database_url=database_url,
            var_dir=folder,
            worker_inside=False,
        )
    )
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def differences():
    """What Alembic would write into the next migration."""
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), db.metadata)


def indexes():
    """All names: of an index over an expression SQLite tells Alembic nothing."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    }
    with db.engine.connect() as connection:
        return set(connection.exec_driver_sql(names[db.engine.dialect.name]).scalars())


def tables():
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def walk_up_and_down(folder, database_url):
    with community_in(folder, database_url):
        upgrade()
        assert differences() == []
        assert tables() == set(db.metadata.tables)
        assert {i.name for t in db.metadata.tables.values() for i in t.indexes} <= indexes()
        downgrade(revision="base")
        assert tables() == set()
        upgrade()
        assert differences() == []


def test_on_sqlite(tmp_path):
    walk_up_and_down(tmp_path, "sqlite:///var/hearth.db")


@pytest.mark.postgres
def test_on_postgresql(tmp_path, postgres):
    walk_up_and_down(tmp_path, postgres)


def test_a_new_column_would_be_seen(tmp_path):
    with community_in(tmp_path, "sqlite:///var/hearth.db"):
        upgrade()
        with db.engine.connect().execution_options(hearth_write=True) as connection:
            connection.exec_driver_sql("ALTER TABLE posts DROP COLUMN edited_at")
            connection.commit()
        assert "add_column" in str(differences())


def test_they_are_one_chain_with_names_of_their_own():
    files = Path(ROOT, "migrations", "versions").glob("*.py")
    lines = [line for path in files for line in path.read_text().splitlines()]
    names = [line for line in lines if line.startswith("revision = ")]
    assert len(names) == len(set(names))
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1
