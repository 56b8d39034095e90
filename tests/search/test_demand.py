"""Demand and gaps: five different people, seven days, and nobody who does not count."""

from datetime import timedelta

import pytest

from community import clock
from community.clock import now
from community.extensions import db, writing
from community.outbox.working import drain
from community.search import demand, log, log_aging, rebuilding
from community.search.events import SearchLogAged
from community.search.log_models import Search, SearchDay, SearchSalt
from tests.search.reading_log import key_on, rows

AGENTS = [f"Mozilla/5.0 Browser{n}" for n in range(30)]


@pytest.fixture(autouse=True)
def an_index_and_nothing_noted(app):
    rebuilding.rebuild()  # without one nobody knows what there is, so nothing is noted
    log._notes = log.Notes()


@pytest.fixture
def people(app):
    """`people(3)`: so many visitors, each somebody else."""

    def come(count, first=0):
        for agent in AGENTS[first : first + count]:
            browser = app.test_client()
            browser.environ_base["HTTP_USER_AGENT"] = agent
            yield browser

    return come


@pytest.fixture
def search(people):
    """So many people search, and open a thread if they are told which."""

    def look(words, count=5, opens=None, first=0):
        for browser in people(count, first):
            look_as(browser, words, opens)
        log.flush()

    return look


def look_as(browser, words, opens=None):
    answer = browser.get(f"/search?q={words}")
    if opens:
        browser.post(f"/search/clicks?search={key_on(answer)}&thread={opens}")


@pytest.mark.parametrize(("count", "shown"), [(4, 0), (5, 5), (9, 9)])
def test_demand_begins_with_five_different_people(shelf, search, count, shown):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    search("ring", count, opens=thread_id)
    search("ring blinks", count, opens=thread_id)  # the same people again
    assert demand.people_wanting(thread_id) == shown
    assert [row.people for row in demand.wanted_threads()] == [shown][: bool(shown)]


@pytest.mark.parametrize(
    "facts", [{"support_state": "replied"}, {"support_state": "solved"}, {"kind": "discussion"}]
)
def test_what_has_an_answer_is_not_wanted(shelf, search, facts):
    if "kind" in facts:
        facts["support_state"] = None
    thread_id = shelf.thread("My ring blinks red", **facts)
    shelf.settle()
    search("ring", opens=thread_id)
    assert demand.people_wanting(thread_id) == 0
    assert list(demand.wanted_threads()) == []


def test_crawlers_team_and_the_asker_do_not_count(app, shelf, search, browser_of):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    search("ring", 4, opens=thread_id)
    for browser in (browser_of("sam"), browser_of("max"), browser_of("ana")):
        look_as(browser, "ring", thread_id)
    bot = app.test_client()
    bot.environ_base["HTTP_USER_AGENT"] = "Googlebot/2.1"
    look_as(bot, "ring", thread_id)
    log.flush()
    assert demand.people_wanting(thread_id) == 0
    look_as(browser_of("ben"), "ring", thread_id)
    log.flush()
    assert demand.people_wanting(thread_id) == 5


def test_a_search_that_goes_on_elsewhere_did_not_end_here(shelf, people, search):
    first, second = shelf.thread("My ring blinks"), shelf.thread("Your ring blinks")
    shelf.settle()
    search("ring", opens=first)
    assert demand.people_wanting(first) == 5
    search("ring", opens=second)
    assert demand.people_wanting(first) == 0
    assert demand.people_wanting(second) == 5


def test_demand_is_forgotten_after_seven_days(shelf, search):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    search("ring", opens=thread_id)
    with clock.moved_by(timedelta(days=6, hours=23)):
        assert demand.people_wanting(thread_id) == 5
    with clock.moved_by(timedelta(days=7, minutes=1)):
        assert demand.people_wanting(thread_id) == 0


def test_a_gap_is_what_five_people_look_for_in_vain(search):
    search("reset the ring", 3)
    assert demand.gaps() == []
    search("How do I reset my rings?", 3, first=3)
    (gap,) = demand.gaps()
    assert (gap.words, gap.people, gap.results) == ("how do i reset my rings", 6, 0)


def test_results_that_nobody_opens_are_a_gap(shelf, search):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    search("ring", 6)
    (gap,) = demand.gaps()
    assert (gap.people, gap.results) == (6, 1)
    search("ring", 1, opens=thread_id, first=6)
    assert demand.gaps() == []


def test_an_answer_that_is_found_closes_the_gap(shelf, search):
    search("reset ring", 20)
    thread_id = shelf.thread("How to reset the ring", kind="guide", support_state=None)
    shelf.settle()
    search("reset ring", 1, first=20)
    assert [gap.results for gap in demand.gaps()] == [1]  # found, but is it what they look for?
    search("reset ring", 1, opens=thread_id, first=21)
    assert demand.gaps() == []


def test_fragments_and_filters_alone_are_no_gaps(people, search):
    for browser in people(6):
        browser.get("/search/suggest?q=rin")
    search("is:waiting", 6)
    assert demand.gaps() == []


def test_a_gap_says_how_many_asked(shelf, search, browser_of):
    search("reset ring", 5)
    ben = browser_of("ben")
    ben.get("/search?q=reset ring")
    form = {"title": "How do I reset the ring?", "body": "It blinks.", "category": "help"}
    ben.post("/ask", data=form)
    log.flush()
    assert [(gap.people, gap.asked) for gap in demand.gaps()] == [(6, 1)]


def aged(days):
    with clock.moved_by(timedelta(days=days)):
        with writing():
            log_aging.forget_what_is_old(SearchLogAged())
        for _ in range(30):
            with clock.moved_by(timedelta(seconds=2)):
                drain()
    db.session.expire_all()


def test_what_ties_a_search_to_a_person_goes_first(client):
    client.get("/search?q=printer")
    assert rows()[0].key and rows()[0].second_mark
    aged(3)
    assert rows()[0].key is None and rows()[0].second_mark
    aged(9)
    assert rows()[0].second_mark is None and rows()[0].words == "printer"
    aged(15)
    assert db.session.query(SearchSalt).count() == 0


def test_old_searches_become_counts_without_marks(shelf, search):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    search("ring", 6, opens=thread_id)
    search("maria musterfrau", 2)
    day = now().date()
    aged(364)
    assert db.session.query(Search).count() == 8
    aged(367)
    assert db.session.query(Search).count() == 0
    kept = {row.words: row for row in db.session.query(SearchDay)}
    assert set(kept) == {"ring", ""}  # what fewer than five typed may be somebody's name
    assert (kept["ring"].day, kept["ring"].searches, kept["ring"].people) == (day, 6, 6)
    assert (kept["ring"].opened, kept["ring"].without_result) == (6, 0)
    assert (kept[""].searches, kept[""].without_result) == (2, 2)


def test_words_that_five_people_typed_on_two_days_are_kept(search):
    search("ring", 3)
    with clock.moved_by(timedelta(days=1)):
        search("ring", 3, first=3)
    aged(368)
    assert sorted(row.words for row in db.session.query(SearchDay)) == ["ring", "ring"]


def test_what_machines_and_the_team_searched_is_not_counted(app, browser_of):
    browser_of("sam").get("/search?q=printer")
    log.flush()
    aged(367)
    assert db.session.query(Search).count() == 0
    assert sum(row.searches for row in db.session.query(SearchDay)) == 0


def test_the_log_ages_by_itself_once_begun(app):
    log_aging.begin(app)
    log_aging.begin(app)
    drain()
    with clock.moved_by(timedelta(hours=1, minutes=1)):
        assert drain() == 1 + 2  # search, and the desk's demand and reports, once each
