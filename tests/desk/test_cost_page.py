"""The page that says what another target or other hours would have kept, for those who lead."""

from datetime import UTC, datetime

import pytest

from community import clock
from community.desk import duties
from community.desk.cost_views import blocks
from community.extensions import writing
from tests.desk.test_measuring import past

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PATH = "/queue/cost"


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def test_it_says_what_would_have_been_kept(cast, browser_of):
    past(cast, 40, 50)
    past(cast, 10, 90, first_staff_reply_at=NOON)  # and those took us longer
    page = browser_of("admin").get(f"{PATH}?minutes=60").text
    assert "1 h, Monday to Friday, 9:00 to 17:00" in page
    assert 'data-forecast="80.0"' in page
    assert "Judged from 50 questions" in page
    assert 'data-forecast="100.0"' in browser_of("admin").get(f"{PATH}?minutes=120").text


def test_more_hours_are_named(cast, browser_of):
    past(cast, 40, 50)
    hours = "mon-fri 09:00-17:00; sat 10:00-14:30"
    page = browser_of("admin").get(PATH, query_string={"minutes": "60", "hours": hours}).text
    assert "Needs 4.5 more hours a week, here:" in page
    assert "Saturday, 10:00 to 14:30: 4.5 hours, in which nobody works today" in page


def test_too_few_questions_say_nothing(cast, browser_of):
    past(cast, 29, 50)
    page = browser_of("admin").get(f"{PATH}?minutes=60").text
    assert "Too few to say" in page
    assert "data-forecast" not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"minutes": "0"},
        {"minutes": "soon"},
        {"minutes": "99999999"},
        {"hours": ""},
        {"hours": "never"},
        {"hours": "mon 17:00-09:00"},
        {"hours": "x" * 5000},
        {"category": "999"},
    ],
)
def test_nonsense_is_refused_with_what_was_typed(browser_of, asked):
    answer = browser_of("admin").get(PATH, query_string=asked)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_it_is_for_those_who_lead(cast, browser_of, client):
    assert browser_of("sam").get(PATH).status_code == 403
    assert browser_of("ana").get(PATH).status_code == 403
    assert client.get(PATH).status_code == 303
    with writing():
        duties.give(cast.sam, "lead", cast.admin)
    assert browser_of("sam").get(PATH).status_code == 200
    assert 'href="/queue/cost"' in browser_of("sam").get("/queue").text
    assert 'href="/queue/cost"' not in browser_of("mia").get("/queue").text


def test_neighbouring_hours_are_one_block(app):
    with app.test_request_context():
        said = blocks({9: 1, 10: 2, 12: 1, 23: 1, 24: 1})
    assert said == [
        ("Monday, 9:00 to 11:00", 3),
        ("Monday, 12:00 to 13:00", 1),
        ("Monday, 23:00 to 24:00", 1),
        ("Tuesday, 0:00 to 1:00", 1),
    ]
