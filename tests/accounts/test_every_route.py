"""Rules for all routes at once: changes ask for a token, reading changes nothing."""

import pytest

from community.accounts import one_time, people
from community.extensions import csrf, db, writing

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


def address_of(rule) -> str:
    """An address of the rule, with something plausible in its places."""
    values = {"username": "ben", "key": "x", "slug": "help", "name": "x", "tag": "x"}
    path = rule.rule
    for part in rule.arguments:
        for kind in ("int:", "path:", "string:", ""):
            path = path.replace(f"<{kind}{part}>", str(values.get(part, 1)))
    return path


def test_every_change_asks_for_a_token(app, strict, browser_of):
    mia = browser_of("admin")
    open_doors = []
    for rule in app.url_map.iter_rules():
        for method in CHANGING & rule.methods:
            view = app.view_functions[rule.endpoint]
            if f"{view.__module__}.{view.__name__}" in csrf._exempt_views:
                continue
            if app.blueprints.get(rule.endpoint.partition(".")[0]) in csrf._exempt_blueprints:
                continue
            answer = mia.open(address_of(rule), method=method, data={"title": "x"})
            if answer.status_code not in {422, 400}:
                open_doors.append((method, rule.rule, answer.status_code))
    assert open_doors == []


def fingerprint() -> dict[str, list]:
    """Every row of every table."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in db.metadata.sorted_tables
        }


@pytest.mark.parametrize("who", [None, "ana", "admin"])
def test_no_page_changes_anything_by_being_read(app, client, browser_of, cast, who):
    with writing():
        _row, sign_up = people.apply("Nora", "nora", "nora@example.com", "hash")
        reset = one_time.make("reset_password", "ana@example.com", cast.ana)[1]
        one_time.make_code("ana@example.com", cast.ana)
    reader = browser_of(who) if who else client
    before = fingerprint()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            for key in (sign_up, reset, "x"):
                path = address_of(rule).replace("/x", f"/{key}")
                assert reader.get(path).status_code not in {500, 502}, path
    assert fingerprint() == before
