"""Both engines against looking at every document, after several writes and deletions."""

import random
from dataclasses import replace

import pytest

from community.search.database_engine import DatabaseEngine
from community.search.engine import Alternative, Document, Hit, Wanted
from community.search.whoosh_engine import WhooshEngine
from tests.servers import empty_database

WORDS = [f"w{number}" for number in range(12)]


@pytest.fixture(
    scope="module", params=["whoosh", pytest.param("database", marks=pytest.mark.postgres)]
)
def machine(request, tmp_path_factory):
    """An engine without documents."""
    if request.param == "whoosh":
        yield WhooshEngine(tmp_path_factory.mktemp("index"), "en")
        return
    with empty_database(request.getfixturevalue("postgres_server")) as url:
        engine = DatabaseEngine(url.replace("postgresql:", "postgresql+psycopg:"), "en")
        yield engine
        engine.database.dispose()


@pytest.fixture(scope="module")
def library(machine):
    """An engine and the words of every document that is left in it."""
    chance = random.Random(3)
    texts = {n: chance.choices(WORDS, k=chance.randint(3, 60)) for n in range(900)}
    engine = machine
    draft = engine.rebuild()
    draft.index({n: [document(n, texts[n])] for n in range(600)})
    draft.swap_in()
    for start in range(600, 900, 60):
        engine.index({n: [document(n, texts[n])] for n in range(start, start + 60)})
    engine.delete(range(50))
    texts[100] = ["changed", "text"]
    engine.index({100: [document(100, texts[100])]})
    return engine, {n: words for n, words in texts.items() if n >= 50}


def document(number, words):
    facets = ("even" if number % 2 == 0 else "odd", f"c{number % 5}")
    return Document(number, "title", " ".join(words), facets, str(number))


def complete(engine, **wanted):
    hits = engine.search(Wanted(limit=1000, seconds=9, **wanted)).hits
    return {hit.thread_id for hit in hits if hit.complete}


def test_phrases(library):
    engine, texts = library
    chance = random.Random(4)
    for _ in range(100):
        phrase = tuple(chance.choices(WORDS, k=chance.randint(2, 4)))
        wanted = {n for n, words in texts.items() if stands(phrase, words)}
        assert complete(engine, phrases=(phrase,)) == wanted


def test_all_words_without_one_within_facets(library):
    engine, texts = library
    chance = random.Random(5)
    for _ in range(100):
        one, two, gone = chance.sample(WORDS, 3)
        wanted = {
            n
            for n, words in texts.items()
            if one in words and two in words and gone not in words and n % 2 == 0 and n % 5 != 3
        }
        found = complete(
            engine,
            chunks=((one,), (two,)),
            excluded=((gone,),),
            facets=(("even",),),
            excluded_facets=("c3",),
        )
        assert found == wanted


def test_only_some_threads(library):
    engine, texts = library
    some = frozenset(range(40, 300, 7))
    wanted = {n for n in some if n in texts and "w1" in texts[n]}
    assert complete(engine, chunks=(("w1",),), only=some) == wanted


def test_any_word_where_too_few_have_all(library):
    engine, texts = library
    hits = engine.search(Wanted(chunks=(("changed",), ("w3",)), limit=1000, seconds=9)).hits
    assert hits[0] == Hit(100, hits[0].score, complete=False)  # the rare word decides
    assert {hit.thread_id for hit in hits} <= {100} | {n for n in texts if "w3" in texts[n]}


def test_titles_alone(tmp_path):
    """Words, phrases and what must not occur; long titles as well, and none that runs over."""
    engine = WhooshEngine(tmp_path, "en")
    chance = random.Random(6)
    titles = {n: chance.choices(WORDS, k=chance.randint(1, 30)) for n in range(300)}
    draft = engine.rebuild()
    draft.index(
        {
            n: [Document(n, " ".join(title), " ".join(chance.choices(WORDS, k=40)), (), "")]
            for n, title in titles.items()
        }
    )
    draft.swap_in()
    for _ in range(40):
        one, two, gone = chance.sample(WORDS, 3)
        assert complete(engine, chunks=((one,), (two,)), in_title=True) == {
            n for n, title in titles.items() if one in title and two in title
        }
        assert complete(engine, phrases=((one, two),), excluded=((gone,),), in_title=True) == {
            n for n, title in titles.items() if stands((one, two), title) and gone not in title
        }
    near = engine.search(Wanted(chunks=(("w1",), ("nowhere",)), in_title=True, limit=1000)).hits
    assert near and all("w1" in titles[hit.thread_id] for hit in near)


def test_the_limit_and_what_is_beyond_it(library):
    engine, _texts = library
    found = engine.search(Wanted(chunks=(("w1",),), limit=5, seconds=9))
    assert len(found.hits) == 5 and found.more and not found.partial


def test_no_time_gives_what_there_is(library):
    engine, _texts = library
    found = engine.search(Wanted(chunks=(("w1",), ("w2",), ("zzz",)), limit=5, seconds=0))
    assert found.partial and len(found.hits) == 5


def stands(phrase, words):
    return any(
        tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words) - len(phrase) + 1)
    )


def test_something_else_may_stand_for_typed_words(library):
    """Against looking at every document: for one word two others, for two words one."""
    engine, texts = library
    chance = random.Random(6)
    for _ in range(60):
        a, b, c, d, e = chance.sample(WORDS, 5)
        one = Alternative((0,), ((c, d), (e,)))
        wanted = {
            n
            for n, words in texts.items()
            if (a in words or stands((c, d), words) or e in words) and b in words
        }
        assert complete(engine, chunks=((a,), (b,)), alternatives=(one,)) == wanted
        two = Alternative((0, 1), ((c, d),))
        wanted = {n for n, words in texts.items() if {a, b} <= set(words) or stands((c, d), words)}
        assert complete(engine, chunks=((a,), (b,)), alternatives=(two,)) == wanted


def test_what_stands_for_a_word_counts_at_most_as_much(library):
    engine, texts = library
    plain = Wanted(chunks=(("w1",), ("w2",)), limit=1000, seconds=9)
    other = replace(plain, alternatives=(Alternative((0,), (("changed",), ("w3", "w4"))),))
    typed = {hit.thread_id: hit.score for hit in engine.search(plain).hits}
    both = {hit.thread_id: hit.score for hit in engine.search(other).hits}
    assert all(both[n] >= score - 1e-5 for n, score in typed.items() if n in both)
    untouched = [n for n in typed if n in both and not stands(("w3", "w4"), texts[n])]
    assert untouched and all(abs(both[n] - typed[n]) < 1e-5 for n in untouched)


def test_an_unknown_word_is_found_by_what_stands_for_it(library):
    engine, _texts = library
    one = Alternative((0,), (("nowhere",), ("changed", "text")))
    assert complete(engine, chunks=(("unknown",),), alternatives=(one,)) == {100}
    assert complete(engine, chunks=(("unknown",),)) == set()
    assert complete(engine, chunks=(("unknown",),), alternatives=(Alternative((0,), ()),)) == set()
