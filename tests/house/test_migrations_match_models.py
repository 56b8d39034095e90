"""The migrations are one chain, and lead to exactly the tables that the models describe."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from community import create_app
from community.extensions import db
from config import ROOT, Settings


def test_the_migrations_are_one_chain_with_names_of_their_own():
    files = [
        line
        for path in Path(ROOT, "migrations", "versions").glob("*.py")
        for line in path.read_text().splitlines()
        if line.startswith("revision = ")
    ]
    assert len(files) == len(set(files))
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_they_lead_to_the_tables_of_the_models(tmp_path):
    app = create_app(Settings(secret_key="x" * 40, var_dir=tmp_path, worker_inside=False))
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = compare_metadata(context, db.metadata)
        db.session.remove()
        db.engine.dispose()
    assert differences == []
