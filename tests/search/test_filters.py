"""What each filter means, and in which order hits stand."""

from datetime import UTC, datetime

import pytest

from community.accounts.models import Organisation
from community.accounts.readers import VISITOR, reader_of
from community.clock import now
from community.extensions import db, writing
from community.search import listing, sorting
from community.search.searching import search


def found(query, reader=VISITOR):
    return [hit.thread_id for hit in search(query, reader).hits]


def said(query, reader=VISITOR):
    return " ".join(map(str, search(query, reader).said.mistakes))


def test_what_a_thread_has(shelf, cast):
    plain = shelf.thread("Printer", "x")
    code = shelf.thread("Printer", "<pre>print()</pre>")
    picture = shelf.thread("Printer", "x")
    shelf.reply(picture, "<img src='x'>", author="ben")
    staffed = shelf.thread("Printer", "x")
    shelf.reply(staffed, "Try this")
    shelf.settle()
    every = {plain, code, picture, staffed}
    for key, one in {"has:code": code, "has:image": picture, "has:staff_reply": staffed}.items():
        for words in ("", "printer "):
            assert found(words + key) == [one]
            assert set(found(f"{words}-{key}")) == every - {one}


def test_what_only_some_may_read_is_had_by_nobody_else(shelf, cast):
    thread = shelf.thread("Printer", "x", author="ana")
    shelf.reply(thread, "<pre>secret</pre>", audience="asker_and_staff")
    shelf.settle()
    for query in ("has:code", "printer has:code"):
        assert found(query) == found(query, reader_of(cast.ben)) == []
        assert found(query, reader_of(cast.ana)) == found(query, reader_of(cast.sam)) == [thread]


def test_words_in_the_title_alone(shelf):
    titled = shelf.thread("Printer on fire", "smoke everywhere")
    told = shelf.thread("Smoke everywhere", "the printer is on fire")
    shelf.settle()
    assert set(found("printer fire")) == {titled, told}
    assert found("printer fire in:title") == [titled]
    assert found('in:title "smoke everywhere"') == [told]
    assert found("in:title everywhere -printer") == [told]
    assert "needs words" in said("in:title") and "cannot be left out" in said("x -in:title")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("score:>3", "de"),
        ("score:>=3", "cde"),
        ("score:<3", "ab"),
        ("score:<=3", "abc"),
        ("score:3", "c"),
        ("score:=3", "c"),
        ("score:1..3", "bc"),
        ("score:..1", "ab"),
        ("score:5..", "e"),
        ("-score:>0", "a"),
    ],
)
def test_scores(query, wanted, shelf):
    scores = {"a": 0, "b": 1, "c": 3, "d": 4, "e": 7}
    threads = {name: shelf.thread("Printer", "x") for name in scores}
    for name, thread in threads.items():
        shelf.score(thread, scores[name])
    shelf.settle()
    for words in ("", "printer "):
        assert set(found(words + query)) == {threads[name] for name in wanted}, words


def test_organisations_are_for_staff_and_tell_others_nothing(shelf, cast):
    with writing():
        acme = Organisation(external_id="a-1", name="Acme Works")
        db.session.add(acme)
        db.session.flush()
        cast.ana.organisation_id = acme.id
    ana, ben = shelf.thread("Printer", "x", author="ana"), shelf.thread("Printer", "x", "ben")
    shelf.settle()
    sam = reader_of(cast.sam)
    for value in ('"acme works"', "a-1"):
        assert found(f"printer organisation:{value}", sam) == [ana]
        assert found(f"organisation:{value}", sam) == [ana]
    assert found("printer -organisation:a-1", sam) == [ben]
    meant = search('organisation:"Acme Work"', sam).said.mistakes[0]
    assert meant.meant == 'organisation:"Acme Works"'
    known, unknown = (said(f"printer organisation:{name}") for name in ("a-1", "a-2"))
    assert known == unknown and "for staff" in known and not found("organisation:a-1")


def test_orders(shelf, cast):
    day = lambda n: datetime(2024, 1, n, tzinfo=UTC)  # noqa: E731
    old = shelf.thread("Printer", "x", created_at=day(1), public_active_at=day(9))
    mid = shelf.thread("Printer printer", "x", created_at=day(2), public_active_at=day(5))
    new = shelf.thread("A printer", "x", created_at=day(3), public_active_at=day(7))
    for thread, score in ((old, 2), (mid, 9), (new, 5)):
        shelf.score(thread, score)
    shelf.settle()
    for sort, wanted in {
        "newest": [new, mid, old],
        "oldest": [old, mid, new],
        "activity": [old, new, mid],
        "score": [mid, new, old],
    }.items():
        for words in ("", "printer ", "kind:question ", "printer score:>1 ", "score:>1 "):
            assert found(f"{words}sort:{sort}") == wanted, (words, sort)
    assert found("printer sort:relevance") == found("printer")
    assert "sort:newest" in said("printer sort:newst")


def test_an_order_holds_where_very_many_have_the_word(shelf, monkeypatch):
    monkeypatch.setattr(listing, "FEW", 5)
    days = [datetime(2024, 1, (7 * n) % 28 + 1, tzinfo=UTC) for n in range(28)]
    threads = [shelf.thread("A printer", "x", created_at=day) for day in days]
    shelf.settle()
    wanted = [thread for _day, thread in sorted(zip(days, threads, strict=True), reverse=True)]
    assert found("printer sort:newest") == wanted[:25]  # five looks at five


def test_pages_of_an_order_have_each_hit_once(shelf, client):
    same = datetime(2024, 1, 1, tzinfo=UTC)
    threads = [shelf.thread("A printer", "x", created_at=same) for _ in range(25)]
    shelf.settle()
    for query in ("printer sort:newest", "sort:score"):
        pages = [search(query, VISITOR, page).rows for page in (1, 2, 3)]
        assert [row.thread_id for page in pages for row in page] == threads[::-1]


def test_exclusions_without_words(shelf):
    printer, scanner = shelf.thread("Printer", "jam"), shelf.thread("Scanner", "dust")
    shelf.settle()
    assert found("-printer") == found("kind:question -jam") == [scanner]
    assert set(found('-"jam printer"')) == {printer, scanner}


def test_what_very_many_have_is_left_out_exactly(shelf, monkeypatch):
    monkeypatch.setattr(listing, "FEW", 6)
    for _ in range(8):
        last = shelf.thread("Scanner", "x")
        shelf.thread("Printer", "x")
    shelf.settle()
    assert len(found("-printer")) == 3 and found("-printer")[0] == last


def test_before_narrows_the_index_as_well(shelf):
    for year in (2019, 2021, 2023):
        shelf.thread("Printer", "x", created_at=datetime(year, 6, 15, tzinfo=UTC))
    shelf.settle()
    for query, count in {
        "before:2022": 2,
        "-before:2022": 1,
        "before:2021-06-15": 1,
        "before:2021-06-16": 2,
        "-after:2021-06-20": 2,
        "after:2021-06-10 before:2021-06-20": 1,
        "before:2000": 0,
    }.items():
        assert len(found(f"printer {query}")) == len(found(query)) == count, query


def test_staff_find_what_is_held(shelf, cast):
    thread = shelf.thread("A held printer", "x", held_at=now())
    other = shelf.thread("A printer", "x")
    shelf.reply(other, "spam", author="ben", held_at=now())
    shelf.thread("A calm printer", "x")
    shelf.settle()
    sam = reader_of(cast.sam)
    assert set(found("is:held", sam)) == set(found("printer is:held", sam)) == {thread, other}
    assert found("held is:held", sam) == [thread]
    assert thread in {row.thread_id for row in search("is:held", sam).rows}
    for reader in (VISITOR, reader_of(cast.ana), reader_of(cast.ben)):
        assert found("is:held", reader) == [] and "is:held, " not in said("is:held", reader)
    assert thread not in found("printer -is:held", sam)


def test_keys_of_other_places_lead_to_ours(shelf):
    thread = shelf.thread("Printer status", "x", author="ben", category="talk")
    shelf.settle()
    for query, meant in {
        "printer catagory:talk": "printer category:talk",
        "printer user:ben": "printer author:ben",
        "printer status:solvd": "printer is:solvd",
        "printer is:sloved": "printer is:solved",
        "printer -kind:idee": "printer -kind:idea",
        "printer author:bne": "printer author:ben",
    }.items():
        results = search(query, VISITOR)
        assert [m.meant for m in results.said.mistakes] == [meant]
        assert [hit.thread_id for hit in results.hits] == [thread]
    assert not said("error:404 http://example.com a:b printer")


def test_a_mistake_is_explained_once(shelf, client):
    shelf.thread("Printer", "x")
    shelf.settle()
    query = "printer is:bogus " * 10 + "tag: tag: " * 5 + "catagory:x " * 9
    texts = [str(one) for one in search(query, VISITOR).said.mistakes]
    assert len(texts) == len(set(texts)) == 3
    long = search("prinnter " * 150, VISITOR)  # what was probably meant is shorter
    assert "first 1000" in " ".join(map(str, long.said.mistakes))


@pytest.mark.parametrize("text", ["", "is:", '"'])
def test_without_anything_to_look_for_no_filter_is_blamed(client, text):
    page = client.get("/search", query_string={"q": text}).text
    assert "Nothing matches these filters" not in page and "Type a few words" in page


def test_an_empty_search_page_costs_nobody_a_search(browser_of):
    client = browser_of("ana")
    for _ in range(61):
        assert client.get("/search").status_code == 200
    codes = {client.get("/search?q=is:").status_code for _ in range(61)}
    assert codes == {200, 429}
    assert "Search may find" not in client.get("/search?q=is:").text


def test_a_filter_without_its_value_is_left_out(shelf):
    thread = shelf.thread("Printer", "login")
    shelf.settle()
    assert found("tag: login") == [thread] and "“tag:” needs a value" in said("tag: login")
    assert "AND, OR" in said("printer OR login") and not said("MY PRINTER AND LOGIN")
    assert "not needed" in said("print*") and not said("why does it print?")


@pytest.mark.parametrize("many", [0, 10_000])
def test_however_many_there_are_the_same_is_found(many, shelf, cast, monkeypatch):
    """Databases are asked in one way for few, and in another for many."""
    monkeypatch.setattr(sorting, "MANY", many)
    code = shelf.thread("Printer", "<pre>x</pre>")
    secret = shelf.thread("Printer", "x", author="ana")
    shelf.reply(secret, "<pre>x</pre>", audience="asker_and_staff")
    shelf.thread("Printer", "x", kind="idea")
    shelf.score(secret, 5)
    for query, wanted in {
        "has:code": [code],
        "score:>4": [secret],
        "kind:idea has:code": [],
    }.items():
        assert found(query) == found(f"{query} sort:score") == wanted
    for name in ("ana", "sam"):
        assert found("has:code sort:score", reader_of(getattr(cast, name))) == [secret, code]
    assert found("has:code", reader_of(cast.ben)) == [code]


@pytest.mark.parametrize("words", ["", "printer "])
def test_several_of_what_a_thread_has_one_of_mean_any(words, shelf, cast):
    help_ = shelf.thread("Printer", "x")
    talk = shelf.thread("Printer", "x", category="talk", author="ben", kind="discussion")
    solved = shelf.thread("Printer", "x", support_state="solved", author="ben")
    shelf.settle()
    every = {help_, talk, solved}
    assert set(found(f"{words}category:help category:talk")) == every
    assert set(found(f"{words}category:talk category:nowhere")) == {talk}
    assert set(found(f"{words}category:talk category:talk")) == {talk}
    assert set(found(f"{words}category:help category:talk kind:discussion")) == {talk}
    assert set(found(f"{words}kind:question kind:discussion")) == every
    assert set(found(f"{words}author:ana author:ben")) == every
    assert set(found(f"{words}author:ana author:ben is:solved")) == {solved}
    assert set(found(f"{words}is:solved is:waiting kind:question")) == {help_, solved}
    assert set(found(f"{words}-category:help -category:talk")) == set()
    assert set(found(f"{words}category:help category:talk -category:talk")) == {help_, solved}
    assert set(found(f"{words}is:mine is:solved", reader_of(cast.ben))) == {solved}


@pytest.mark.parametrize("words", ["", "printer "])
def test_several_tags_mean_all_of_them(words, shelf):
    both = shelf.thread("Printer", "x", tags=["laser", "wifi"])
    shelf.thread("Printer", "x", tags=["laser"])
    shelf.settle()
    assert found(f"{words}tag:laser tag:wifi") == [both]


def test_two_closed_categories_open_nothing(shelf, cast):
    shelf.thread("Printer", "x", category="crew", author="sam")
    open_ = shelf.thread("Printer", "x")
    shelf.settle()
    assert found("printer category:crew category:help") == [open_]
