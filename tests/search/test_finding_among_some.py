"""The queue asks which of its own items have the words, however many other threads have them."""

from community.accounts.readers import reader_of
from community.search import searching


def found(cast, words, among, **more):
    return searching.matching(words, reader_of(cast.sam), frozenset(among), **more)[0]


def test_a_limit_cuts_nothing_off_that_was_asked_for(cast, shelf):
    threads = [shelf.thread("My printer prints squares") for _ in range(6)]
    shelf.settle()
    for one in threads:
        assert found(cast, "printer", [one], limit=1) == [one]


def test_others_are_not_found(cast, shelf):
    waiting, other = shelf.thread("My printer"), shelf.thread("Another printer")
    elsewhere = shelf.thread("A boat")
    shelf.settle()
    assert found(cast, "printer", [waiting, elsewhere]) == [waiting]
    assert found(cast, "printer", []) == []
    assert found(cast, "printer is:unanswered", [other]) == [other]
    assert found(cast, "author:ana", [elsewhere]) == [elsewhere]


def test_without_an_index_titles_are_looked_at(cast, shelf):
    waiting = shelf.thread("My printer")
    shelf.thread("Another printer")
    assert found(cast, "printer", [waiting]) == [waiting]
