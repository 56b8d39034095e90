"""Mistyped words find what was meant, and tell nothing that the reader may not read."""

import random

import pytest
from sqlalchemy import select

from community.accounts.readers import VISITOR
from community.extensions import db
from community.search import rebuilding
from community.search.nearness import distance, is_usual, one_slip_away
from community.search.searching import search
from community.search.term_models import SearchTerm


def meant(text, reader=VISITOR, **more):
    return search(text, reader, **more)


def ids(results):
    return [hit.thread_id for hit in results.hits]


def known():
    db.session.rollback()
    return {row.word: row.threads for row in db.session.scalars(select(SearchTerm))}


def test_the_distance_counts_slips():
    for one, two, slips in (
        ("password", "password", 0),
        ("password", "passwrod", 1),
        ("password", "pasword", 1),
        ("password", "passsword", 1),
        ("password", "bassword", 1),
        ("password", "passwrodd", 2),
        ("ab", "ba", 1),
        ("login", "logout", 3),
    ):
        assert distance(one, two, 2) == distance(two, one, 2) == min(slips, 3), (one, two)


def test_one_slip_away_is_all_that_is_at_distance_one():
    chance = random.Random(1)
    for _ in range(300):
        one = "".join(chance.choices("abc", k=chance.randint(2, 6)))
        two = "".join(chance.choices("abc", k=chance.randint(2, 6)))
        assert (two in one_slip_away(one)) == (distance(one, two, 2) == 1), (one, two)
    assert "пароль" in one_slip_away("пороль")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("passwrod", "password"),
        ("pasword", "password"),
        ("paswrod", "password"),  # two slips
        ("Reset my pasword", "Reset my password"),
        ("resset pasword", "reset password"),
        ("resetpassword", "reset password"),
        ("conection", "connection"),
        ("pasword category:help", "password category:help"),
        ("pasword -zebra is:waiting", "password -zebra is:waiting"),
        ("caffe", "cafe"),
    ],
)
def test_a_mistyped_query_shows_what_was_meant(shelf, typed, text):
    thread = shelf.thread("Reset my password", "The connection of the café fails")
    shelf.settle()
    results = meant(typed)
    assert (results.said.text, results.corrected_from) == (text, typed)
    assert ids(results) == [thread] and results.complete == 1


@pytest.mark.parametrize(
    "typed",
    [
        "password",
        "passwords",  # known in another form
        '"pasword"',  # quoted: exactly this
        "E1024",  # a code
        "2.1.4",
        "xyzzy",
        "pw",
        "the",
        "",
        "tag:pasword",
    ],
)
def test_what_is_right_or_meant_as_it_is_stays(shelf, typed):
    shelf.thread("Reset my password", "E1023 in 2.1.3")
    shelf.settle()
    results = meant(typed)
    assert results.said.text == typed and not results.corrected_from and not results.correction


def test_phrases_stay_as_they_are_beside_a_mistyped_word(shelf):
    thread = shelf.thread("Password", "the paper tray")
    shelf.settle()
    results = meant('pasword "paper tray"')
    assert results.said.text == 'password "paper tray"' and ids(results) == [thread]


def test_the_more_common_word_is_meant(shelf):
    for _ in range(3):
        shelf.thread("My router", "…")
    shelf.thread("My rooter", "…")
    shelf.settle()
    assert meant("ruoter").said.text == "router"
    assert meant("roeter").said.text == "router"


def test_a_common_word_is_never_corrected(shelf):
    for _ in range(5):
        shelf.thread("My rooter", "…")
    for _ in range(6):
        shelf.thread("My router", "…")
    shelf.settle()
    results = meant("rooter")
    assert not results.correction and not results.corrected_from and results.total == 5


def test_a_rare_spelling_asks_whether_the_common_one_was_meant(shelf, client):
    rare = shelf.thread("My rooter", "…")
    for _ in range(10):
        shelf.thread("My router", "…")
    shelf.settle()
    results = meant("rooter")
    assert results.correction == "router" and ids(results) == [rare]
    page = client.get("/search?q=rooter").text
    assert "Did you mean" in page and "/search?q=router" in page


def test_the_page_says_so_and_leads_to_exactly_what_was_typed(shelf, client):
    thread = shelf.thread("Reset my password", "<b>please</b>")
    shelf.settle()
    page = client.get("/search?q=pasword+%3Cb%3E").text
    assert "Nothing for “pasword &lt;b&gt;”. Results for “password &lt;b&gt;”.</h2>" in page
    page = client.get("/search?q=pasword").text
    assert f'data-result="{thread}"' in page and "<mark>password</mark>" in page
    assert 'href="/search?q=pasword&amp;exact=1"' in page
    page = client.get("/search?q=pasword&exact=1").text
    assert "data-result" not in page and "Did you mean" in page and "Results for" not in page


def test_near_results_of_what_was_meant_are_better_than_none(shelf):
    thread = shelf.thread("Reset my password", "…")
    shelf.settle()
    results = meant("pasword xyzzy")
    assert results.said.text == "password xyzzy" and ids(results) == [thread]
    results = meant("pasword reset xyzzy")  # something near is there, so it is only asked
    assert results.said.text == "pasword reset xyzzy" and ids(results) == [thread]
    assert results.correction == "password reset xyzzy"


def test_only_what_the_reader_finds_is_offered(shelf, cast):
    """Everything about it is public, but nothing of it lies in this category."""
    shelf.thread("Reset my password", "…")
    shelf.thread("Chat", "…", category="talk")
    shelf.settle()
    results = meant("pasword category:talk")
    assert not results.corrected_from and not results.correction and results.total == 0


def test_two_words_find_the_one_they_are_known_as(shelf, client):
    one = shelf.thread("Login fails", "…")
    two = shelf.thread("I cannot log in", "…")
    shelf.thread("The log file", "…")
    shelf.settle()
    assert ids(meant("log in"))[-1] == one and two in ids(meant("log in"))
    assert ids(meant("log in fails"))[0] == one and meant("log in fails").hits[0].complete
    reset = shelf.thread("Password reset", "…")
    shelf.settle()
    assert ids(meant("pass word reset"))[0] == reset and meant("pass word reset").complete == 1
    assert "<mark>Login</mark>" in client.get("/search?q=log+in").text


def test_counts_follow_every_change(shelf):
    one, two = shelf.thread("Printer", "paper"), shelf.thread("Printer", "ink")
    shelf.settle()
    assert known() == {"printer": 2, "paper": 1, "ink": 1}
    shelf.reply(one, "printer paper ink")
    shelf.settle()
    assert known() == {"printer": 2, "paper": 1, "ink": 2}
    shelf.change(two, title="Scanner")
    shelf.settle()
    assert known() == {"printer": 1, "scanner": 1, "paper": 1, "ink": 2}
    rebuilding.rebuild()
    assert known() == {"printer": 1, "scanner": 1, "paper": 1, "ink": 2}


def test_only_words_of_letters_are_kept(shelf):
    shelf.thread("E1023 in 2.1.3, 印刷 wi-fi x", f"C++ {'y' * 40} the")
    shelf.settle()
    assert known().keys() == {"wi", "fi", "wifi"}


def test_a_whole_question_keeps_its_hits_whatever_is_strange_in_it(shelf):
    every = shelf.thread("People reset a password that nobody knows", "…")
    shelf.settle()
    typed = "people reset a pasword nobody knows"
    results = meant(typed)
    assert (results.said.text, results.corrected_from) == (typed, "")
    assert results.correction == typed.replace("pasword", "password")
    assert ids(results) == [every]


@pytest.mark.parametrize(
    ("typed", "text"),
    [("thunder", "thunderstorm"), ("firmw", "firmware"), ("Fehler", "fehlermeldung")],
)
def test_a_word_that_is_the_beginning_of_another_finds_it(shelf, typed, text):
    thread = shelf.thread("Dark since the thunderstorm", "The firmware says: Fehlermeldung")
    for number in range(12):
        shelf.thread(f"Under the roof {number}", "it is there")
    shelf.settle()
    results = meant(typed)
    assert (results.said.text, ids(results)) == (text, [thread])


@pytest.mark.parametrize(
    "typed", ["sbm", "therr", "@pasword", "http://pasword.example", "a@pasword.com"]
)
def test_nothing_is_corrected_to_a_word_that_tells_nothing_and_no_name_ever(shelf, typed):
    for number in range(12):
        shelf.thread(f"There is my password {number}", "sum")
    shelf.settle()
    results = meant(typed)
    assert not results.corrected_from and not results.correction


def test_who_asks_after_a_correction_asks_with_what_was_typed(shelf, client):
    shelf.thread("Connection of the password", "…")
    shelf.settle()
    page = client.get("/search?q=conection").text
    assert "Results for “connection”" in page
    assert "/ask?title=conection&" in page and "/ask?title=connection" not in page


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("booking", "looking"),
        ("billing", "filling"),
        ("charge", "change"),
        ("printer", "pointer"),
        ("invoice", "invoke"),
        ("boat", "boot"),
        ("boking", "looking"),
    ],
)
def test_a_word_is_not_answered_by_its_neighbour(shelf, client, typed, other):
    """It may be a word that nobody has used here yet."""
    thread = shelf.thread(f"Is somebody {other} at it", "…")
    shelf.settle()
    results = meant(typed)
    assert not results.corrected_from and results.total == 0
    assert results.correction in {other, ""}
    page = client.get(f"/search?q={typed}").text
    assert f'data-result="{thread}"' not in page and "Nothing found for" in page
    suggested = client.get(f"/search/suggest?q={typed}", headers={"Accept": "application/json"})
    assert suggested.json["suggestions"] == []


def test_a_neighbour_is_offered(shelf, client):
    shelf.thread("Is somebody looking at it", "…")
    shelf.settle()
    page = client.get("/search?q=booking").text
    assert "Did you mean" in page and "/search?q=looking" in page


def test_what_is_surely_meant_goes_before_a_more_common_neighbour(shelf):
    sure = shelf.thread("My invoice", "…")
    for number in range(3):
        shelf.thread(f"My notice {number}", "…")
    shelf.settle()
    results = meant("invocie")
    assert (results.said.text, ids(results)) == ("invoice", [sure])


def test_slips_of_fingers_and_ears_are_known():
    for one, two, usual in (
        ("conection", "connection", True),
        ("recieve", "receive", True),
        ("seperate", "separate", True),
        ("passwprd", "password", True),
        ("licence", "license", True),
        ("пороль", "пароль", True),
        ("charge", "change", False),
        ("printer", "pointer", False),
        ("password", "logout", False),
    ):
        assert is_usual(one, two) == is_usual(two, one) == usual, (one, two)
