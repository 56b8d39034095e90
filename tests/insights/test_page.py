"""The page: who may see it, what it says of much, of little and of nothing."""

import random
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from community import clock
from community.extensions import db, writing
from community.forum.models import Category
from community.insights import counting
from community.insights.counting import clear_old
from community.insights.models import KeptFigures, QuestionFact, Reckoning, WaitingSpan
from community.outbox.models import OutboxEvent
from community.outbox.working import drain
from community.search.log_models import QuestionAvoided
from tests.insights.written import DAY, HOUR, MINUTE, NOON, asked, count, solved
from tests.statements import counted

PAGES = ("/insights", "/insights/questions", "/insights/waiting", "/insights/days")
PAGES += ("/insights/avoided", "/insights/figures.csv", "/insights/questions.csv")
PAGES += ("/insights/waiting.csv", "/insights/avoided.csv")
BUDGET = 12  # statements of the page, the reader and the badge of the queue included


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def many(cast, number: int = 60) -> None:
    """Questions over 20 weeks, at any hour, some unanswered, some solved."""
    chance = random.Random(3)
    for one in range(number):
        at = NOON - timedelta(minutes=chance.randrange(60, 20 * 7 * 1440))
        took = None if one % 5 == 0 else chance.randrange(5, 3000) * MINUTE
        thread_id = asked(cast, at, took, by=chance.choice(["sam", "ben"]))
        if one % 5 == 1 and at + took + MINUTE < NOON:
            solved(cast, thread_id, at + took + MINUTE)


@pytest.mark.parametrize("path", PAGES)
def test_it_is_for_staff(cast, browser_of, client, path):
    count()
    assert browser_of("sam").get(path).status_code == 200
    assert browser_of("ana").get(path).status_code == 403
    assert browser_of("max").get(path).status_code == 403
    assert client.get(path).status_code == 303


def test_before_the_first_count_it_says_so(browser_of):
    sam = browser_of("sam")
    assert "Nothing is counted yet" in sam.get("/insights").text
    assert {sam.get(path).status_code for path in PAGES[1:]} == {404}


def test_an_empty_community_has_a_clear_page(app, browser_of):
    count()
    page = browser_of("sam").get("/insights").text
    assert "Nobody asked anything in these weeks" in page
    assert 'class="week"' not in page


def test_one_category_alone_needs_no_other(cast, browser_of):
    with writing():
        for room in db.session.query(Category).filter(Category.slug != "help"):
            db.session.delete(room)
    asked(cast, NOON - DAY, HOUR)
    count()
    page = browser_of("sam").get("/insights").text
    assert '<option value="help"' in page and "Half have a useful reply within" in page
    assert browser_of("sam").get("/insights?category=crew").status_code == 404


@pytest.mark.parametrize("wrong", ["weeks=5", "weeks=x", "category=nowhere", "tier=platinum"])
def test_what_is_not_there_is_not_there(cast, browser_of, wrong):
    count()
    assert browser_of("sam").get(f"/insights?{wrong}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        "/insights/questions?figure=everything",
        "/insights/questions?figure=closed&when=before",
        "/insights/questions?duty=lunch",
        "/insights/questions?hours=168",
        "/insights/questions?hours=1;2",
        "/insights/waiting?day=1999-01-01",
        "/insights/waiting?band=young",
    ],
)
def test_a_list_of_nothing_that_is_counted_is_not_there(cast, browser_of, wrong):
    count()
    assert browser_of("sam").get(wrong).status_code == 404


def test_every_number_on_the_page_opens_a_list_of_that_length(cast, browser_of):
    many(cast)
    count()
    sam = browser_of("sam")
    page = sam.get("/insights").text
    links = re.findall(
        r'<a href="(/insights/(?:questions|waiting|avoided)\?[^"]*)">(\d+)</a>', page
    )
    assert len(links) > 40
    for path, number in dict(links).items():
        assert f'data-total="{number}"' in sam.get(unescape(path)).text, path


def test_a_long_list_has_pages(cast, browser_of):
    for one in range(60):
        asked(cast, NOON - HOUR - one * MINUTE)
    count()
    sam = browser_of("sam")
    first = sam.get("/insights/questions").text
    older = re.search(r'rel="next" href="([^"]*)"', first)
    second = sam.get("/insights/questions" + unescape(older[1])).text
    rows = [re.findall(r'data-thread="(\d+)"', page) for page in (first, second)]
    assert [len(its) for its in rows] == [50, 10]
    assert len({*rows[0], *rows[1]}) == 60


def test_it_asks_the_same_of_few_and_of_many(cast, browser_of):
    sam = browser_of("sam")
    sent = []
    for number in (5, 60):
        many(cast, number)
        count()
        sam.get("/insights")
        with counted() as statements:
            sam.get("/insights?weeks=26")
        sent.append(len(statements))
    assert sent[0] == sent[1] <= BUDGET, statements


def test_questions_avoided_are_as_many_as_their_list(cast, browser_of):
    thread_id = asked(cast, NOON - 50 * DAY, HOUR)
    values = [("solved", NOON - DAY), ("me_too", NOON - 2 * DAY), ("solved", NOON - 300 * DAY)]
    with writing():
        for mark, (how, at) in enumerate(values):
            row = {"thread_id": thread_id, "mark": str(mark), "how": how, "created_at": at}
            db.session.add(QuestionAvoided(**row))
    count()
    sam = browser_of("sam")
    assert "data-avoided>2</a>" in sam.get("/insights").text
    assert 'data-total="2"' in sam.get("/insights/avoided").text
    assert "data-avoided" not in sam.get("/insights?tier=gold").text


def test_what_one_did_only_they_read(cast, browser_of):
    asked(cast, NOON - DAY, HOUR, by="sam")
    count()
    sam, mia = browser_of("sam"), browser_of("mia")
    assert "First useful replies by you: <a" in sam.get("/insights").text
    assert "First useful replies by you: 0" in mia.get("/insights").text
    path = "/insights/questions?figure=mine"
    assert 'data-total="1"' in sam.get(path).text
    assert 'data-total="0"' in mia.get(path).text


def test_counting_again_is_asked_for_once_and_shows_the_present(cast, browser_of):
    count(NOON - HOUR)
    asked(cast, NOON - HOUR, MINUTE)
    sam = browser_of("sam")
    for _press in range(2):
        assert sam.post("/insights/counts").status_code == 303
    waiting = select(func.count()).where(OutboxEvent.name == "CountingDue")
    assert db.session.scalar(waiting) == 1
    drain()
    assert "Half have a useful reply within" in sam.get("/insights").text
    assert browser_of("ana").post("/insights/counts").status_code == 403


def test_it_counts_again_by_itself_every_hour_or_every_night(app, cast):
    counting.begin(app)
    counting.begin(app)
    drain()
    with clock.moved_by(HOUR):
        drain()
    assert db.session.query(Reckoning).count() == 2
    assert counting.next_count(NOON, counting.SMALL) == NOON + HOUR
    assert counting.next_count(NOON, counting.SMALL + 1).isoformat() == "2026-11-26T04:00:00+00:00"


def test_the_last_two_counts_stay_and_what_a_killed_one_left_goes(cast):
    asked(cast, NOON - DAY)
    with writing():
        db.session.add(Reckoning(moment=NOON - DAY))
    for hours in range(4):
        count(NOON + hours * HOUR)
    clear_old()
    db.session.rollback()
    assert list(db.session.scalars(select(Reckoning.id))) == [4, 5]
    for table in (QuestionFact, WaitingSpan, KeptFigures):
        assert set(db.session.scalars(select(table.reckoning_id))) == {4, 5}, table


def test_the_way_there_stands_in_the_bar_of_staff(cast, browser_of):
    assert 'href="/insights"' in browser_of("sam").get("/queue").text
    assert 'href="/insights"' not in browser_of("max").get("/news/new").text
