"""What only PostgreSQL's engine has to bear: statements that take too long, monstrous texts."""

import pytest
from sqlalchemy import text

from community.search import database_look
from community.search.database_engine import DatabaseEngine
from community.search.engine import AlreadyRebuilding, CannotBuild, Document, IndexMissing, Wanted
from tests.servers import empty_database

pytestmark = pytest.mark.postgres


@pytest.fixture
def machine(postgres):
    engine = engine_at(postgres)
    yield engine
    engine.database.dispose()


def engine_at(url, language="en"):
    return DatabaseEngine(url.replace("postgresql:", "postgresql+psycopg:"), language)


def filled(machine, count=3000):
    words = ["printer", "paper", "tray", "toner", "queue", "driver", "cable", "network"]
    draft = machine.rebuild()
    draft.index(
        {n: [document(n, " ".join(words[(n + k) % 8] for k in range(5)))] for n in range(count)}
    )
    draft.swap_in()
    return machine


def document(number, words, title="A title"):
    return Document(number, title, words, ("c1",), str(number))


def found(machine, *words, **wanted):
    chunks = tuple((word,) for word in words)
    return [hit.thread_id for hit in machine.search(Wanted(chunks=chunks, **wanted)).hits]


def test_a_statement_that_takes_too_long_leaves_a_partial_answer(machine, monkeypatch):
    filled(machine)
    began = database_look.LEAST
    monkeypatch.setattr(database_look, "LEAST", 0.001)  # the server gives up nearly at once
    answers = [machine.search(Wanted(chunks=(("printer",), ("nowhere",)), seconds=0))]
    monkeypatch.setattr(database_look, "LEAST", began)
    assert answers[0].partial
    assert len(found(machine, "printer", seconds=9)) == 100  # and the next one is whole again


def test_words_with_any_signs_are_only_words(machine):
    filled(machine, 1)
    machine.index({7: [document(7, "it's o'neil \\ a:b & c | !d <-> 'e' c++ 2.1.3")]})
    for words in (("o'neil",), ("c++",), ("2.1.3",), ("'",), ("\\",), ("&|!", "neil"), ("a:*",)):
        assert set(found(machine, *words)) <= {7}
    assert found(machine, "c++") == [7]


def test_a_monstrous_text_is_indexed_as_far_as_it_goes(machine):
    filled(machine, 1)
    machine.index({8: [document(8, " ".join(f"word{n}x" for n in range(250_000)))]})
    assert found(machine, "word17x") == [8]
    machine.index({9: [document(9, "again " * 20_000 + "last words")]})
    assert found(machine, "again") == [9] and found(machine, "last", "words") == [9]
    phrase = Wanted(phrases=(("last", "words"),))
    assert [hit.complete for hit in machine.search(phrase).hits] == [True]


def test_words_are_counted_as_documents_come_and_go(machine):
    filled(machine, 10)

    def counted():
        with machine.database.connect() as connection:
            kept = connection.execute(text("SELECT word, documents FROM hearth_search.words"))
            real = connection.execute(
                text("SELECT word, ndoc FROM ts_stat('SELECT words FROM hearth_search.documents')")
            )
            return {w: n for w, n in kept if n}, dict(real.all())

    machine.index(
        {3: [document(3, "something new")], 77: [document(77, "printer"), document(77, "x")]}
    )
    machine.index({77: [document(77, "other words")], 4: []})
    kept, real = counted()
    assert kept == real
    assert machine.count_documents() == 10


def test_readers_find_something_while_it_is_swapped(machine):
    filled(machine, 200)
    for _ in range(3):
        draft = machine.rebuild()
        draft.index({n: [document(n, "printer")] for n in range(50)})
        assert found(machine, "printer")
        draft.swap_in()
        assert found(machine, "printer")


def test_a_given_up_or_killed_rebuild_leaves_the_live_one(machine):
    filled(machine, 20)
    draft = machine.rebuild()
    draft.index({1: [document(1, "draft")]})
    assert not found(machine, "draft")
    machine.rebuild().give_up()  # begins anew over what a killed one has left
    assert found(machine, "printer") and machine.is_usable()


@pytest.mark.parametrize(
    "damage",
    [
        "DROP SCHEMA hearth_search CASCADE",
        "DROP TABLE hearth_search.words",
        "UPDATE hearth_search.about SET version = '0/en'",
        "DELETE FROM hearth_search.about",
        "ALTER TABLE hearth_search.documents DROP COLUMN pairs",
    ],
)
def test_a_damaged_index_is_missing_until_it_is_built_anew(machine, damage):
    filled(machine, 20)
    with machine.database.begin() as connection:
        connection.execute(text(damage))
    assert not machine.is_usable()
    if "pairs" not in damage:  # only phrases need those
        with pytest.raises(IndexMissing):
            machine.search(Wanted(chunks=(("printer",),)))
    with pytest.raises(IndexMissing):
        machine.index({1: [document(1, "x")]})
    filled(machine, 20)
    assert machine.is_usable() and found(machine, "printer")


def test_two_processes_take_turns_and_one_rebuilds(machine, postgres):
    other = engine_at(postgres)
    with machine.alone(), pytest.raises(AlreadyRebuilding), other.alone():
        pass
    with other.alone():
        pass
    with machine.turn(1), pytest.raises(TimeoutError), other.turn(0.1):
        pass
    with other.turn(1):
        pass
    other.database.dispose()


def test_another_language_is_another_index(machine, postgres):
    filled(machine, 5)
    german = engine_at(postgres, "de")
    assert not german.is_usable()
    german.database.dispose()


def test_each_database_has_its_own_index(machine, postgres_server):
    filled(machine, 5)
    with empty_database(postgres_server) as url:
        other = engine_at(url)
        assert not other.is_usable()
        other.database.dispose()


def test_a_role_that_may_not_make_a_schema_is_told_so(machine, postgres):
    with machine.database.begin() as connection:
        connection.execute(text("CREATE ROLE only_reads LOGIN"))
    weak = engine_at(f"{postgres}&user=only_reads")
    with pytest.raises(CannotBuild, match="GRANT CREATE"):
        weak.rebuild()
    weak.database.dispose()
    with machine.database.begin() as connection:
        connection.execute(text("DROP ROLE only_reads"))
