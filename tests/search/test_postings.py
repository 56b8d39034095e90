"""Postings on disk against what was put there: several blocks, segments, deletions, many counts."""

import pytest

from community.search.engine import Document, Wanted
from community.search.whoosh_codec import BLOCK, BlockMatcher
from community.search.whoosh_engine import WhooshEngine
from community.search.whoosh_postings import decoded, places

COUNT = 2 * BLOCK + 500
OFTEN = 300  # more than a byte holds


def text_of(number):
    words = ["everywhere", *(["third"] * (number % 3 == 0)), *(["often"] * (number % 50))]
    return " ".join([*words, *(["flood"] * OFTEN if number == 7 else [])])


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = WhooshEngine(tmp_path_factory.mktemp("index"), "en")
    draft = engine.rebuild()
    draft.index({n: [Document(n, "x", text_of(n), ("c1",), "s")] for n in range(COUNT)})
    draft.swap_in()
    return engine


def leaf_of(engine):
    (leaf,) = (one for one, _offset in engine._searcher().leaf_searchers())
    return leaf.reader()


def test_every_document_of_a_word_in_several_blocks(engine):
    ids, counts = decoded(leaf_of(engine), "text", "everywher")
    assert list(ids) == list(range(COUNT)) and set(counts) == {1.0}


def test_how_often_a_word_stands_in_each(engine):
    ids, counts = decoded(leaf_of(engine), "text", "often")
    assert dict(zip(ids, counts, strict=True)) == {n: n % 50 for n in range(COUNT) if n % 50}
    ids, counts = decoded(leaf_of(engine), "text", "flood")
    assert (list(ids), list(counts)) == ([7], [OFTEN])


def test_where_a_word_stands(engine):
    wanted = {3, BLOCK * 3, COUNT - 1}
    found = places(leaf_of(engine), "text", "third", wanted)
    assert set(found) == {n for n in wanted if n % 3 == 0 and n < COUNT}
    begin = places(leaf_of(engine), "text", "everywher", {3})[3]
    assert found[3] == [begin[0] + 1]


def test_the_library_reads_them_too(engine):
    matcher = leaf_of(engine).postings("text", "often")
    assert isinstance(matcher, BlockMatcher)
    seen = {}
    while matcher.is_active():
        seen[matcher.id()] = (matcher.weight(), len(matcher.value_as("positions")))
        matcher.next()
    assert seen == {n: (n % 50, n % 50) for n in range(COUNT) if n % 50}


def test_lengths_are_those_of_the_library(engine):
    reader = leaf_of(engine)
    assert reader._perdoc.lengths("text") == [
        reader.doc_field_length(number, "text") for number in range(COUNT)
    ]


def test_what_is_merged_says_the_same(engine):
    engine.delete(range(0, COUNT, 2))
    for start in range(COUNT, COUNT + 60, 10):
        some = range(start, start + 10)
        engine.index({n: [Document(n, "x", text_of(n), ("c1",), "s")] for n in some})
    kept = {n for n in range(COUNT + 60) if n >= COUNT or n % 2}
    wanted = Wanted(phrases=(("everywhere", "third"),), limit=9999, seconds=9)
    hits = {hit.thread_id for hit in engine.search(wanted).hits if hit.complete}
    assert hits == {n for n in kept if n % 3 == 0}
    assert engine.count_documents() == len(kept)
