"""The doctor names what is broken and what will hurt."""

from sqlalchemy import text

from community.extensions import db, writing


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
