"""Every view carries a policy: walking the URL map finds the one that forgot it."""

import pytest

from community import guards

#: Flask's own file server, and addresses that answer machines and hold nothing of anybody
OPEN = {"static"}
CHANGES = {"POST", "DELETE", "PUT", "PATCH"}


def views(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN:
            yield rule, app.view_functions[rule.endpoint]


def policy_of(app, rule, view):
    own = getattr(view, "policy", None)
    room = app.blueprints.get(rule.endpoint.rpartition(".")[0])
    return own or getattr(room, "policy", None)


def test_every_view_has_a_policy(whole_app):
    naked = [str(rule) for rule, view in views(whole_app) if not policy_of(whole_app, rule, view)]
    assert naked == []


def test_the_walk_would_find_a_naked_view(whole_app):
    assert getattr(lambda: None, "policy", None) is None
    assert len(list(views(whole_app))) > 40


@pytest.mark.parametrize("who", [None, "ana"])
def test_staff_pages_refuse_others(whole_app, app, cast, browser_of, who):
    client = browser_of(who) if who else app.test_client()
    for rule, view in views(whole_app):
        if policy_of(whole_app, rule, view) is not guards.staff_only or rule.arguments:
            continue
        if "GET" in rule.methods:
            expected = 403 if who else 303
            assert client.get(str(rule)).status_code == expected, rule


def test_no_get_changes_anything(whole_app, app, cast, browser_of):
    """Every address that can be read is read by everybody; the tables stay as they were."""
    from community.extensions import db
    from tests.forum.written import written_thread

    thread_id = written_thread(cast, replies=1)
    values = {"thread_id": thread_id, "post_id": 1, "slug": "my-printer", "username": "ana"}
    before = rows(db)
    for client in (app.test_client(), browser_of("ana"), browser_of("sam"), browser_of("admin")):
        before = rows(db)  # the session of the one who reads is a row, too
        for rule, _view in views(whole_app):
            if "GET" not in rule.methods or not rule.arguments <= set(values):
                continue
            with whole_app.test_request_context():
                path = whole_app.url_map.bind("localhost").build(
                    rule.endpoint, {name: values[name] for name in rule.arguments}
                )
            answer = client.get(path)
            assert answer.status_code < 500 or path == "/readyz", path
        assert rows(db) == before


def rows(db):
    db.session.rollback()
    return {
        table.name: db.session.execute(table.select()).all()
        for table in db.metadata.sorted_tables
        if table.name not in {"alembic_version"}
    }
