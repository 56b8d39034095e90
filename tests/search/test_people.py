"""Who types a name is led to what that person opened, and hears of nobody who is not to be seen."""

import pytest
from sqlalchemy import text

from community.accounts.models import User
from community.accounts.readers import VISITOR, reader_of
from community.clock import now
from community.extensions import db, is_sqlite, writing
from community.search import people
from community.search.language import parse
from tests.statements import counted

MOST = 12  # statements of a page of results
LINE = "Opened by Ana Alves"


def named(typed, reader=VISITOR):
    return [person.username for person in people.called(parse(typed), reader)]


@pytest.mark.parametrize("typed", ["ana", "ANA", "@ana", "Ana Alves", "ana alves"])
def test_a_name_leads_to_what_the_person_opened(typed, shelf, client):
    thread = shelf.thread("Printer", "x")
    shelf.settle()
    page = client.get("/search", query_string={"q": typed}).text
    assert LINE in page and "/search?q=author:ana" in page.replace("%3A", ":")
    assert f'data-result="{thread}"' in client.get("/search?q=author:ana").text


@pytest.mark.parametrize(
    "typed",
    ["printer", "ana printer", "alves-x", '"ana"', "-ana", "ana tag:x", "an", "%", "a_a", ""],
)
def test_what_is_no_name_leads_to_nobody(typed, shelf):
    shelf.thread("Printer", "x")
    assert named(typed) == []


def test_a_name_of_other_letters_is_found(shelf, cast):
    with writing():
        db.session.get(User, cast.people["ana"]).name = "Ángel Ñúñez"
    shelf.thread("Printer", "x")
    for typed in ("Ángel", "ángel", "Ángel Ñúñez", "ángel ñúñez"):
        assert named(typed) == ["ana"], typed


@pytest.mark.parametrize(
    "hidden",
    [
        {"audience": "staff"},
        {"audience": "asker_and_staff"},
        {"category": "crew"},
        {"hidden_at": now()},
        {"held_at": now()},
    ],
)
def test_who_opened_nothing_for_this_reader_is_named_to_nobody(hidden, shelf, cast, client):
    shelf.thread("Printer", "x", **hidden)
    shelf.settle()
    assert LINE not in client.get("/search?q=ana").text
    assert named("ana", reader_of(cast.ben)) == []
    assert named("ben") == []  # who opened nothing at all


def test_who_is_gone_is_named_to_nobody(shelf, cast):
    shelf.thread("Printer", "x")
    with writing():
        db.session.get(User, cast.people["ana"]).closed_at = now()
    assert named("ana") == []


def test_a_name_costs_one_statement_and_no_walk_through_all_people(shelf, app):
    shelf.thread("Printer", "x")
    shelf.settle()
    with counted() as sent:
        assert named("ana") == ["ana"]
    assert len(sent) == 1
    with counted() as sent:
        named("printer tag:x")
    assert not sent
    if is_sqlite():
        asked = "EXPLAIN QUERY PLAN SELECT id FROM users WHERE lower(username) IN ('ana') OR"
        asked += " lower(name) IN ('ana') OR (lower(name) >= 'ana ' AND lower(name) < 'ana!')"
        plan = " ".join(row[-1] for row in db.session.execute(text(asked)))
        assert "ix_users_name_lower" in plan and "uq_users_username_lower" in plan


def test_a_search_costs_the_same_however_much_it_finds(shelf, client):
    def statements():
        client.get("/search?q=printer")
        with counted() as sent:
            client.get("/search?q=printer")
        return len(sent)

    for _ in range(3):
        shelf.thread("Printer", "x", tags=["laser"])
    shelf.settle()
    few = statements()
    for _ in range(27):
        shelf.thread("Printer", "x", author="ben")
    shelf.settle()
    assert statements() == few <= MOST
