"""The search log: what it keeps, what it never keeps, what folds, and what followed."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.clock import now
from community.extensions import db
from community.search import engine, log, marks, rebuilding
from community.search.engine import IndexMissing
from community.search.language import parse
from community.search.log_models import Search, SearchSalt
from community.search.masking import masked
from community.search.phrases import phrase_of
from community.search.text import stems
from tests.search.reading_log import key_on, rows

ENGLISH = stems("en")


@pytest.fixture(autouse=True)
def an_index_and_nothing_noted(app):
    rebuilding.rebuild()  # without one nobody knows what there is, so nothing is noted
    log._notes = log.Notes()


def test_a_search_keeps_words_results_and_filters(shelf, client):
    shelf.thread("My printer prints squares")
    shelf.settle()
    client.get("/search?q=How does my Printér print, is:waiting author:ana")
    (row,) = rows()
    assert (row.words, row.stems) == ("how does my printer print", "print printer")
    assert (row.results, row.filters, row.who, row.way) == (
        1,
        "author: is:waiting",
        "person",
        "page",
    )
    assert row.led_to == "nothing" and row.thread_id is None


def test_nothing_is_written_while_somebody_waits(shelf, client):
    client.get("/search?q=printer")
    assert db.session.scalar(select(Search.id)) is None
    log.flush()
    assert db.session.scalar(select(Search.id)) is not None


def test_what_could_not_be_looked_up_is_no_gap(app, client, monkeypatch):
    def missing(*args):
        raise IndexMissing

    monkeypatch.setattr(engine.current(), "search", missing)
    assert "is being prepared" in client.get("/search?q=printer").text
    assert rows() == []


def test_a_correction_keeps_what_was_typed(shelf, client):
    thread_id = shelf.thread("My printer prints squares")
    shelf.settle()
    page = client.get("/search?q=pritner")
    client.post(f"/search/clicks?search={key_on(page)}&thread={thread_id}")
    (row,) = rows()
    assert (row.words, row.results, row.thread_id) == ("pritner", 0, thread_id)


def test_an_empty_box_and_a_suspicion_are_no_searches(app, client):
    client.get("/search")
    client.get("/search?q=%20")
    client.get("/search?q=printer", headers={"Sec-Purpose": "prefetch"})
    assert rows() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("write to ana.alves@example.com please", "write to please"),
        ("card 4111 1111-1111 1111 refused", "card refused"),
        ("call +49 (0)30 123 45 67", "call"),
        ("my password is hunter2 and wrong", "my password and wrong"),
        ("password: correct horse", "password horse"),
        ("log in with xK9!mfp2Q", "log in with"),
        ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9 refused", "refused"),
        ("key 550e8400-e29b-41d4-a716-446655440000", "key"),
        ("from 192.168.178.24", "from"),
        ("error 0x80070057 at start", "error at start 0x80070057"),
        ("E-2042 since Firefox/120.0 on iPhone15", "e 2042 since firefox 120.0 on iphone15"),
        ("ERR_SSL_PROTOCOL_ERROR in 2026", "err ssl protocol error in 2026"),
        ("Donaudampfschifffahrtsgesellschaft", "donaudampfschifffahrtsgesellschaft"),
    ],
)
def test_what_looks_private_is_not_kept(app, typed, kept):
    assert phrase_of(parse(typed), ENGLISH).words == kept


def test_names_in_filters_are_not_kept(app):
    said = parse("-author:ana organisation:acme is:solved before:2026-01 sort:new")
    assert phrase_of(said, ENGLISH).filters.split()[:2] == ["-author:", "before:"]
    assert "acme" not in phrase_of(said, ENGLISH).filters


def test_a_long_question_is_cut_between_words(app):
    phrase = phrase_of(parse("battery " * 50), ENGLISH)
    assert len(phrase.words) <= 120 and phrase.words.endswith("battery")


def test_a_secret_of_any_length_costs_no_time(app):
    begun = time.process_time()
    for text in ("a1B" * 5000, "1 " * 5000, "password is " * 2000, "x@" * 9000, "0x" * 9000):
        masked(text)
    assert time.process_time() - begun < 0.5


def test_the_log_has_neither_address_nor_account(app, browser_of, client):
    client.get("/search?q=printer", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    browser_of("ana").get("/search?q=printer")
    log.flush()
    text = repr([tuple(row) for row in db.session.execute(select(*Search.__table__.c))])
    assert "203.0.113" not in text and "account" not in text and "Werkzeug" not in text


def test_different_people_have_different_marks_and_the_same_person_one(client, browser_of):
    ana = browser_of("ana")
    for browser in (ana, browser_of("ben"), client, ana):
        browser.get("/search?q=printer")
    client.get("/search?q=printer", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    found = rows()
    assert len(found) == 4  # ana's second look is the same search
    assert len({row.mark for row in found}) == 4


@pytest.mark.parametrize("start", range(15))
def test_people_are_told_apart_over_any_seven_days(browser_of, start):
    begun, ana = now() + timedelta(days=start), browser_of("ana")
    with clock.set_to(begun):
        ana.get("/search?q=printer")
        log.flush()
    with clock.set_to(begun + timedelta(days=6, hours=23)):
        ana.get("/search?q=squares")
        log.flush()
        first, last = db.session.scalars(select(marks.mark_in_window(now())))
    assert first == last


def test_after_two_weeks_nobody_can_tell_whose_mark_it_was(client):
    client.get("/search?q=printer")
    before = rows()[0].mark
    with clock.moved_by(timedelta(days=15)):
        client.get("/search?q=printer")
        assert rows()[-1].mark != before


def test_salts_are_random_and_kept_once(app, client):
    client.get("/search?q=printer")
    log.flush()
    client.get("/search?q=paper")
    log.flush()
    salts = db.session.scalars(select(SearchSalt.salt)).all()
    assert len(set(salts)) == 2


def test_the_letters_of_one_search_are_one_search(shelf, client):
    for text in ("pr", "print", "prints", "prinetr", "printer sq"):
        client.get(f"/search/suggest?q={text}")
        if text == "print":
            log.flush()
    client.get("/search?q=printer squares")
    (row,) = rows()
    assert (row.words, row.way) == ("printer squares", "page")


def test_letters_of_two_searches_are_two(client, browser_of):
    client.get("/search/suggest?q=printer")
    client.get("/search/suggest?q=invoice")
    browser_of("ana").get("/search/suggest?q=printers")
    assert [row.words for row in rows()] == ["printer", "invoice", "printers"]


def test_what_is_typed_later_is_another_search(client):
    client.get("/search/suggest?q=print")
    log.flush()
    with clock.moved_by(timedelta(minutes=2)):
        client.get("/search?q=printer")
    assert [row.words for row in rows()] == ["print", "printer"]


def test_the_same_search_again_is_one_with_the_last_count(shelf, client):
    client.get("/search?q=printer")
    log.flush()
    shelf.thread("My printer")
    shelf.settle()
    client.get("/search/suggest?q=print")
    log.flush()
    client.get("/search?q=printers")
    (row,) = rows()
    assert row.results == 1


@pytest.mark.parametrize(
    "agent", ["Googlebot/2.1", "Mozilla/5.0 (compatible; AhrefsBot/7.0)", "", "curl/8.1"]
)
def test_crawlers_are_marked(client, agent):
    client.get("/search?q=printer", headers={"User-Agent": agent})
    assert rows()[0].who == "crawler"


@pytest.mark.parametrize(("who", "marked"), [("sam", "team"), ("max", "team"), ("ben", "person")])
def test_the_team_is_marked(browser_of, who, marked):
    browser_of(who).get("/search?q=printer")
    assert rows()[0].who == marked


def test_an_opened_hit_is_where_the_search_ended(shelf, client):
    first, second = shelf.thread("My printer"), shelf.thread("Your printer")
    shelf.settle()
    key = key_on(client.get("/search?q=printer"))
    for place, thread_id in enumerate((first, second), 1):
        answer = client.post(f"/search/clicks?search={key}&thread={thread_id}&place={place}")
        assert answer.status_code == 204
    (row,) = rows()
    assert (row.thread_id, row.place, row.led_to) == (second, 2, "opened")
    assert row.unanswered


def test_a_suggestion_that_is_opened_is_a_search(shelf, client):
    thread_id = shelf.thread("My printer")
    shelf.settle()
    key = key_on(client.get("/search/suggest?q=prin"))
    client.post(f"/search/clicks?search={key}&thread={thread_id}")
    (row,) = rows()
    assert (row.way, row.thread_id, row.led_to) == ("typing", thread_id, "opened")


def test_a_click_waits_for_its_search(shelf, client):
    thread_id = shelf.thread("My printer")
    shelf.settle()
    key = key_on(client.get("/search?q=printer"))
    elsewhere, log._notes = log._notes, log.Notes()
    client.post(f"/search/clicks?search={key}&thread={thread_id}")
    log.flush()
    log._notes.searches += elsewhere.searches
    assert rows()[0].thread_id == thread_id


def test_a_click_without_a_search_is_forgotten(shelf, client):
    thread_id = shelf.thread("My printer")
    client.post(f"/search/clicks?search={'a' * 32}&thread={thread_id}")
    for _ in range(log.TRIES + 1):
        log.flush()
    assert list(log._notes.parts()) == []


@pytest.mark.parametrize("columns", [{"audience": "staff"}, {"hidden_at": clock.now()}])
def test_a_hit_one_may_not_read_is_not_noted(shelf, client, columns):
    thread_id = shelf.thread("My printer", **columns)
    key = key_on(client.get("/search?q=printer"), default=True)
    assert client.post(f"/search/clicks?search={key}&thread={thread_id}").status_code == 204
    assert all(row.thread_id is None for row in rows())


def test_a_question_asked_afterwards_is_what_the_search_led_to(shelf, browser_of):
    ben = browser_of("ben")
    ben.get("/search?q=reset ring")
    ben.get("/search?q=ring blinks")
    form = {"title": "How do I reset the ring?", "body": "It blinks.", "category": "help"}
    assert ben.post("/ask", data=form).status_code == 303
    assert [row.led_to for row in rows()] == ["nothing", "asked"]


def test_a_visitors_question_is_what_the_search_led_to(shelf, client):
    client.get("/search?q=reset ring")
    form = {"title": "How do I reset the ring?", "body": "It blinks.", "category": "help"}
    assert client.post("/ask", data=form | {"email": "g@example.net"}).status_code == 303
    assert [row.led_to for row in rows()] == ["asked"]


def test_a_refused_question_led_to_nothing(client):
    client.get("/search?q=reset ring")
    assert client.post("/ask", data={"title": "x"}).status_code == 422
    assert [row.led_to for row in rows()] == ["nothing"]


def test_a_flood_loses_its_oldest_notes(client, monkeypatch):
    monkeypatch.setattr(log, "MOST_WAITING", 3)
    for word in ("one", "two", "three", "four"):
        client.get(f"/search?q={word}")
    assert [row.words for row in rows()] == ["two", "three", "four"]
