"""The doctor names what is broken and what will hurt."""

from sqlalchemy import text

from community.extensions import db, writing
from community.outbox.models import OutboxWorker
from community.search import outgrown
from tests.forum.written import written_thread


def run(app):
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["doctor"])


def test_a_schema_behind_the_code_is_broken(app):
    with writing():
        db.session.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
    outcome = run(app)
    assert outcome.exit_code == 1
    assert "BROKEN" in outcome.output and "migrations" in outcome.output


def test_settings_that_will_hurt_are_named(app, monkeypatch):
    monkeypatch.setitem(app.extensions["health_checks"], "migrations", lambda: None)
    outcome = run(app)
    assert outcome.exit_code == 0, outcome.output
    assert "MAIL_URL" in outcome.output
    assert "No worker" in outcome.output


def test_an_outgrown_search_engine_is_named_with_what_to_do(app, cast, monkeypatch):
    monkeypatch.setitem(app.extensions["health_checks"], "migrations", lambda: None)
    assert "SEARCH_URL" not in run(app).output
    monkeypatch.setattr(outgrown, "MOST_POSTS", 0)
    written_thread(cast)
    output = run(app).output
    assert "1 posts are more" in output and "SEARCH_URL=database" in output
    assert "move to PostgreSQL" in output


def test_several_hosts_need_the_database_to_search(app, monkeypatch):
    monkeypatch.setitem(app.extensions["health_checks"], "migrations", lambda: None)
    with writing():
        for host in ("one", "two"):
            db.session.add(OutboxWorker(name=host, host=host, pid=1))
    assert "2 hosts" in run(app).output
