"""Compound words are found by their end as well."""

import pytest

from community.accounts.readers import VISITOR
from community.extensions import db
from community.search import compounds
from community.search.searching import search
from community.search.synonyms import alternatives_of
from community.search.text import stems


def ids(text):
    return [hit.thread_id for hit in search(text, VISITOR).hits]


@pytest.fixture
def printers(shelf):
    shelf.thread("Der Drucker druckt nicht", "Konfiguration, Zeitung, Arbeit")
    thread = shelf.thread("Druckerpatrone leer", "Arbeitszeitung")
    shelf.settle()
    return thread


def test_the_end_of_a_compound_finds_it_where_nothing_else_does(printers):
    results = search("patrone", VISITOR)
    assert (results.said.text, ids("patrone")) == ("druckerpatrone", [printers])


@pytest.mark.parametrize("typed", ["ration", "kerpatrone", "trone"])
def test_an_end_alone_is_no_word(printers, typed):
    """What stands before it is none either."""
    db.session.rollback()
    assert compounds.ending_with([typed]) == {typed: []}


def test_links_between_words_are_known(printers):
    assert compounds.ending_with(["zeitung"]) == {"zeitung": ["arbeitszeitung"]}


def test_where_compounds_are_usual_they_stand_beside_the_word(printers):
    (one,) = alternatives_of((("patrone",), ("leer",)), stems("de"))
    assert one.places == (0,) and one.others == (("druckerpatrone",),)
    assert alternatives_of((("patrone",), ("leer",)), stems("en")) == ()


def test_a_compound_that_is_not_for_all_is_found_by_nobody(printers, shelf):
    shelf.thread("Druckergeheimnis", "…", audience="staff", author="sam")
    shelf.settle()
    assert compounds.ending_with(["geheimnis"]) == {"geheimnis": []}
