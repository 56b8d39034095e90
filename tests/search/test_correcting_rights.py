"""What was probably meant tells no word that the reader may not read."""

import re

import pytest
from sqlalchemy import select

from community.accounts.readers import VISITOR, reader_of
from community.clock import now
from community.extensions import db, writing
from community.forum.categories import set_category
from community.search import rebuilding
from community.search.searching import search
from community.search.term_models import SearchTerm, ThreadTerms


def meant(text, reader=VISITOR):
    return search(text, reader)


def known():
    db.session.rollback()
    return {row.word: row.threads for row in db.session.scalars(select(SearchTerm))}


SECRET = "zanzibar"


@pytest.fixture
def hiding_places(shelf):
    """The secret word in every place that is not for everybody."""
    shelf.thread(f"{SECRET} one", "for staff", audience="staff", author="sam")
    shelf.thread(f"{SECRET} two", "private", audience="asker_and_staff")
    shelf.thread(f"{SECRET} three", "in the crew", category="crew", author="sam")
    shelf.thread(f"{SECRET} four", "hidden", hidden_at=now())
    shelf.thread(f"{SECRET} five", "held", held_at=now())
    public = shelf.thread("Common", "words for all")
    shelf.reply(public, f"{SECRET} note", audience="staff")
    shelf.reply(public, f"{SECRET} private", audience="asker_and_staff")
    shelf.reply(public, f"{SECRET} hidden", hidden_at=now())
    shelf.reply(public, f"{SECRET} held", held_at=now())
    shelf.settle()
    return public


@pytest.mark.parametrize("rebuilt", [False, True])
def test_words_that_are_not_for_all_are_in_no_vocabulary(hiding_places, rebuilt):
    if rebuilt:
        rebuilding.rebuild()
    assert known() == {"common": 1, "words": 1, "all": 1}


def test_nobody_is_offered_a_word_that_is_not_for_all(hiding_places, browser_of, client):
    people = [client, *map(browser_of, ("ana", "ben", "sam", "mia"))]
    for browser in people:
        for query in ("zanzibra", "zanzbar", "zanzibarr", "zanzi bar", "zanzibarcommon"):
            for path in (f"/search?q={query}", f"/search/suggest?q={query}"):
                page = browser.get(path).text.replace(query, "")
                assert not re.search(rf"{SECRET}\b", page), path


def test_a_word_goes_when_it_is_hidden_and_comes_back(shelf):
    thread = shelf.thread(f"Public {SECRET}", "…")
    post = shelf.reply(thread, "the giraffe answer")
    shelf.settle()
    assert meant("zanzibra").said.text == SECRET and meant("girafe").said.text == "giraffe"
    shelf.change_post(post, hidden_at=now())
    shelf.settle()
    assert "giraffe" not in known() and not meant("girafe").corrected_from
    shelf.change(thread, hidden_at=now())
    shelf.settle()
    assert known() == {} and db.session.scalars(select(ThreadTerms)).all() == []
    shelf.change(thread, hidden_at=None)
    shelf.settle()
    assert known()[SECRET] == 1


def test_an_index_that_is_behind_tells_no_word_that_was_just_hidden(shelf):
    thread = shelf.thread("Common", "matter")
    post = shelf.reply(thread, f"the {SECRET} answer")
    shelf.settle()
    assert meant("zanzibra").said.text == SECRET
    shelf.change_post(post, hidden_at=now())  # and nobody has told the index yet
    assert SECRET in known()
    results = meant("zanzibra")
    assert (results.corrected_from, results.correction) == ("", "")


@pytest.mark.parametrize("level", ["members", "staff"])
def test_a_category_that_is_closed_offers_none_of_its_words(shelf, level):
    shelf.thread(f"Public {SECRET}", "…", category="talk")
    shelf.thread("Another matter", "…")
    shelf.settle()
    with writing():
        set_category("talk", see=level)
    assert SECRET in known()  # nothing has told the index
    results = meant("zanzibra")
    assert (results.corrected_from, results.correction, results.total) == ("", "", 0)
    rebuilding.rebuild()
    assert SECRET not in known()


def test_a_thread_that_moves_out_of_sight_takes_its_words_along(shelf, cast):
    thread = shelf.thread(f"Public {SECRET}", "…")
    shelf.settle()
    shelf.change(thread, category_id=cast.categories["crew"])
    shelf.settle()
    assert SECRET not in known()
    assert not meant("zanzibra", reader_of(cast.sam)).corrected_from
