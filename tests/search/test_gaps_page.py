"""The gaps page: for staff alone, from five people on, and each gap leads somewhere."""

from urllib.parse import parse_qs, urlsplit

import pytest

from community.extensions import db, writing
from community.forum.models import Thread
from community.search import avoiding, log, marks, rebuilding
from tests.search.reading_log import key_on

AGENTS = [f"Mozilla/5.0 Browser{n}" for n in range(30)]
SECRET = "maria musterfrau"


@pytest.fixture(autouse=True)
def an_index_and_nothing_noted(app):
    rebuilding.rebuild()  # without one nobody knows what there is, so nothing is noted
    log._notes = log.Notes()


@pytest.fixture
def search(app):
    """So many people search, and open a thread if they are told which."""

    def look(words, count, opens=None):
        for agent in AGENTS[:count]:
            browser = app.test_client()
            answer = browser.get(f"/search?q={words}", headers={"User-Agent": agent})
            if opens:
                where = f"/search/clicks?search={key_on(answer)}&thread={opens}"
                browser.post(where, headers={"User-Agent": agent})
        log.flush()

    return look


@pytest.mark.parametrize("who", ["ana", "max"])
def test_customers_and_marketing_see_no_gaps(browser_of, who):
    for path in ("/search/gaps", "/search/gaps/helpers?q=ring"):
        assert browser_of(who).get(path).status_code == 403


def test_visitors_are_asked_to_sign_in(client):
    assert client.get("/search/gaps").status_code == 303


def test_an_empty_page_says_so(browser_of):
    page = browser_of("sam").get("/search/gaps").text
    assert "No gap at the moment" in page and "data-gap" not in page


def test_what_four_people_typed_stands_nowhere(search, browser_of):
    search(SECRET, 4)
    for who in ("sam", "mia", "admin"):
        for path in ("/search/gaps", "/queue", "/search/synonyms", "/admin/outbox"):
            assert SECRET not in browser_of(who).get(path).text.lower()
    search(SECRET, 5)
    assert SECRET in browser_of("sam").get("/search/gaps").text  # else this would prove nothing


def test_what_many_typed_stands_on_no_page_for_others(app, search, browser_of):
    search(SECRET, 9)
    for browser in (app.test_client(), browser_of("ana"), browser_of("max")):
        for path in (
            "/",
            "/search",
            "/search/suggest?q=mar",
            "/search/similar?title=maria",
            "/ask",
        ):
            assert SECRET not in browser.get(path).text.lower()


def test_a_gap_leads_to_a_guide_with_the_words_filled_in(search, browser_of):
    search("reset ring", 6)
    sam = browser_of("sam")
    page = sam.get("/search/gaps").text
    assert "6 people searched for this in 7 days." in page
    assert "/ask?kind=guide&amp;title=Reset+ring" in page or "kind=guide" in page
    form = sam.get("/ask?kind=guide&title=Reset+ring").text
    assert 'value="Reset ring"' in form
    assert '<option value="guide" selected' in form


def test_helpers_are_customers_who_solved_the_like(shelf, cast, browser_of):
    solved = shelf.thread("Ring blinks after a reset", support_state="solved")
    post = shelf.reply(solved, "Hold the button", author="ben")
    shelf.change(solved, answer_post_id=post)
    by_team = shelf.thread("How to reset rings", support_state="solved")
    shelf.change(by_team, answer_post_id=shelf.reply(by_team, "Like this", author="sam"))
    private = shelf.thread("Reset my ring", audience="asker_and_staff", support_state="solved")
    shelf.change(private, answer_post_id=shelf.reply(private, "So", author="ana"))
    shelf.settle()
    away = browser_of("sam").get("/search/gaps/helpers?q=reset ring")
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert asked["kind"] == ["discussion"] and "reset ring" in asked["title"][0]
    assert "@ben" in asked["body"][0]
    assert "@ana" not in asked["body"][0] and "@sam" not in asked["body"][0]


def test_without_helpers_nobody_is_named(app, browser_of):
    away = browser_of("sam").get("/search/gaps/helpers?q=zeppelin")
    assert "%40" not in away.headers["Location"]


def test_wanted_threads_stand_there_and_leave_when_answered(shelf, search, browser_of):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    search("ring", 7, opens=thread_id)
    sam = browser_of("sam")
    assert f'data-wanted="{thread_id}"' in sam.get("/search/gaps").text
    with writing():
        db.session.get(Thread, thread_id).support_state = "replied"
    assert f'data-wanted="{thread_id}"' not in sam.get("/search/gaps").text


def test_hidden_threads_are_not_wanted(shelf, search, browser_of, cast):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    search("ring", 7, opens=thread_id)
    shelf.change(thread_id, hidden_at=cast.ana.created_at)
    assert f'data-wanted="{thread_id}"' not in browser_of("sam").get("/search/gaps").text


def test_the_page_says_how_many_questions_were_avoided(shelf, cast, browser_of):
    thread_id = shelf.thread("My ring blinks red")
    with writing():
        thread = db.session.get(Thread, thread_id)
        for identity, how in (("a", "solved"), ("b", "solved"), ("a", "solved"), ("c", "me_too")):
            avoiding.avoid(thread, marks.Searcher(identity, "person"), how)
    assert avoiding.counts() == avoiding.Avoided(solved=2, me_too=1, ever=3)
    page = browser_of("sam").get("/search/gaps").text
    assert '<b class="gap__number">3</b>' in page
