"""Every text is a query: taking it apart never fails, and writing it down changes nothing."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.accounts.readers import VISITOR, reader_of
from community.search.choices import composed, split
from community.search.language import LIMIT, MOST_WORDS, parse, render
from community.search.searching import matching, search
from tests.paths import shared
from tests.search.test_language import HOSTILE

SIGNS = ['"', "-", "--", ":", "*", "(", ")", "“", "\u202e", "\x00", "日本", " ", "AND", '24"']
FILTERS = ["tag:", "is:solved", 'category:"a b"', "-tag:x", "sort:newest", "in:title", "score:>3"]
PARTS = st.text(max_size=12) | st.sampled_from([*SIGNS, *FILTERS])
QUERIES = st.lists(PARTS, max_size=20).map("".join) | st.lists(PARTS, max_size=20).map(" ".join)


#: parsing keeps nothing, so that one application serves all examples
OFTEN = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def meant(said):
    return said.pieces, said.chunks, said.phrases, said.excluded


@settings(OFTEN, max_examples=400)
@given(QUERIES)
def test_what_was_taken_apart_is_read_the_same_again(app, text):
    with app.test_request_context():
        once = parse(text)
        again = parse(render(once))
        assert len(once.text) <= LIMIT
        if len(render(once)) <= LIMIT:
            assert meant(again) == meant(once)
            assert render(again) == render(once)


@settings(OFTEN)
@given(QUERIES)
def test_menus_and_box_together_mean_the_same_query(app, text):
    with app.test_request_context():
        said = parse(text)
        box, chosen = split(said)
        query = parse_qs(urlsplit(composed(box, {"category": "", **chosen})).query)
        again = parse(query.get("q", [""])[0])
        if len(render(said)) <= LIMIT:
            assert sorted(map(str, again.wishes)) == sorted(map(str, said.wishes))
            assert again.plain == said.plain


def test_every_text_is_searched(app, cast, shelf):
    shelf.thread("Printer jam", "paper again", tags=["x"])
    shelf.settle()
    readers = (VISITOR, reader_of(cast.ana), reader_of(cast.sam))

    @settings(OFTEN, max_examples=100)
    @given(QUERIES, st.sampled_from(readers))
    def check(text, reader):
        search(text, reader)
        matching(text, reader, frozenset([1, 2]))

    check()


@pytest.mark.parametrize("name", HOSTILE)
def test_parsing_takes_no_time(app, name):
    for text in (HOSTILE[name], (HOSTILE[name] * 2000)[:2000], HOSTILE[name][:400] * 125):
        began = time.thread_time()
        parse(text)
        assert time.thread_time() - began < 0.01


def test_naughty_strings_are_queries(app, shelf, client):
    shelf.thread("Printer jam", "paper again")
    shelf.settle()
    for text in json.loads(shared("text", "blns", "blns.json").read_text("utf-8")):
        for query in (f"printer {text} is:solved", f'tag:"{text}"', f"sort:{text} after:{text}"):
            search(query, VISITOR)


def test_a_very_long_question_is_read_whole():
    question = " ".join(f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(120))
    said = parse(question)
    assert 800 < len(question) <= LIMIT and len(said.words) == 120 and not said.mistakes
    assert "1000 characters" in str(parse(question * 2).mistakes[0])


def test_more_words_than_a_question_has_are_left_out_and_it_is_said():
    for text in ("a b " * 240, "漢字" * 240):
        said = parse(text)
        assert len(said.words) == MOST_WORDS and "first 200 words" in str(said.mistakes[0])
