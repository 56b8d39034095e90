"""Similar questions that avoid a question: what they show, and how avoided ones are counted."""

import pytest
from limits import parse

from community import ratelimit
from community.extensions import db
from community.forum.acts import Following, Vote
from community.forum.models import Thread
from community.search import avoiding, log, rebuilding
from community.search.log_models import QuestionAvoided
from tests.search.reading_log import rows

SECRET = "zebrafish"


@pytest.fixture(autouse=True)
def an_index_and_nothing_noted(app):
    rebuilding.rebuild()
    log._notes = log.Notes()


@pytest.fixture
def solved(shelf) -> int:
    """A solved question with its answer."""
    thread_id = shelf.thread("My ring blinks red", "Since the update it blinks", "ben")
    post_id = shelf.reply(thread_id, "Hold the button for ten seconds")
    shelf.change(thread_id, answer_post_id=post_id, support_state="solved")
    shelf.settle()
    return thread_id


def count() -> int:
    db.session.rollback()
    return db.session.query(QuestionAvoided).count()


def test_the_answer_stands_in_the_list(solved, client):
    found = client.post("/search/similar", data={"title": "Ring blinks red"}).text
    assert f'data-similar="{solved}"' in found
    assert "Hold the button for ten seconds" in found and "Accepted answer by Sam Sato" in found


def test_without_an_answer_the_question_stands_there(shelf, client):
    shelf.thread("My ring blinks red", "Since the update it blinks")
    shelf.settle()
    found = client.post("/search/similar", data={"title": "Ring blinks red"}).text
    assert "Since the update it blinks" in found and "Nobody has answered yet." in found
    assert "This solved it" not in found


def test_without_an_accepted_answer_one_of_staff_stands_there(shelf, client):
    thread_id = shelf.thread("My ring blinks red", "Since the update", support_state="solved")
    shelf.reply(thread_id, "Mine too", author="ben", intent="remark")
    shelf.reply(thread_id, "Hold the button", author="sam", intent="answer")
    shelf.reply(thread_id, "A note", author="sam", audience="staff", intent="answer")
    shelf.settle()
    found = client.post("/search/similar", data={"title": "Ring blinks red"}).text
    assert "Answer by Sam Sato" in found and "Hold the button" in found
    assert "Mine too" not in found and "A note" not in found


def test_nobody_has_a_private_question_too(shelf, browser_of):
    thread_id = shelf.thread("My ring blinks red", "…", audience="asker_and_staff")
    shelf.reply(thread_id, "Press it", audience="asker_and_staff", intent="answer")
    shelf.settle()
    for name, answered in (("sam", False), ("ana", True)):
        page = browser_of(name).post("/search/similar", data={"title": "Ring blinks red"}).text
        assert f'data-similar="{thread_id}"' in page and "I have this too" not in page
        assert ("This solved it" in page) == answered, name


def test_the_team_has_no_question_too(shelf, browser_of):
    shelf.thread("My ring blinks red", "Since today")
    shelf.settle()
    asked = {"title": "Ring blinks red"}
    assert "I have this too" in browser_of("ben").post("/search/similar", data=asked).text
    assert "I have this too" not in browser_of("sam").post("/search/similar", data=asked).text


def test_a_text_without_a_title_speaks_for_itself(solved, client):
    found = client.post("/search/similar", data={"body": "the ring blinks red since today"}).text
    assert f'data-similar="{solved}"' in found


def test_too_little_finds_nothing(solved, client):
    assert client.post("/search/similar", data={"title": "ring"}).text.strip() == ""


def test_a_hidden_or_private_answer_is_not_shown(shelf, client, browser_of, cast):
    thread_id = shelf.thread("My ring blinks red", "Since the update")
    private = shelf.reply(thread_id, f"Your key is {SECRET}", audience="asker_and_staff")
    shelf.change(thread_id, answer_post_id=private, support_state="solved")
    shelf.settle()
    asked = {"title": "Ring blinks red"}
    for browser in (client, browser_of("ben"), browser_of("max")):
        page = browser.post("/search/similar", data=asked).text
        assert f'data-similar="{thread_id}"' in page and SECRET not in page
    assert SECRET in browser_of("ana").post("/search/similar", data=asked).text
    shelf.change_post(private, audience="public", hidden_at=cast.ana.created_at)
    assert SECRET not in client.post("/search/similar", data=asked).text


def test_words_a_search_brought_along_have_their_list_without_a_script(solved, client):
    page = client.get("/ask?title=Ring+blinks+red").text
    assert f'data-similar="{solved}"' in page and 'value="Ring blinks red"' in page
    assert "data-similar" not in client.get("/ask").text


def test_who_asks_too_often_still_has_the_form(solved, client, monkeypatch):
    monkeypatch.setitem(ratelimit._parsed, "suggest_visitor", parse("1 per minute"))
    assert "data-similar" in client.get("/ask?title=Ring+blinks+red").text
    again = client.get("/ask?title=Ring+blinks+red")
    assert again.status_code == 200 and "data-similar" not in again.text


def test_a_form_that_came_back_has_its_list(solved, client):
    answer = client.post("/ask", data={"title": "Ring blinks red"})
    assert answer.status_code == 422 and f'data-similar="{solved}"' in answer.text


def test_this_solved_it_counts_once_for_each_person_and_thread(solved, shelf, client, browser_of):
    other = shelf.thread("Another ring")
    for browser in (client, client, browser_of("ana"), browser_of("ana"), browser_of("ben")):
        assert browser.post(f"/t/{solved}/avoidance").status_code == 303
    assert count() == 3
    browser_of("ana").post(f"/t/{other}/avoidance")
    assert count() == 4
    assert avoiding.counts() == avoiding.Avoided(solved=4, me_too=0, ever=4)


def test_marks_tie_nobody_across_threads(solved, shelf, browser_of):
    other = shelf.thread("Another ring")
    for thread_id in (solved, other):
        browser_of("ana").post(f"/t/{thread_id}/avoidance")
    assert len({row.mark for row in db.session.query(QuestionAvoided)}) == 2


def test_the_thanks_lead_back(solved, client):
    away = client.post(f"/t/{solved}/avoidance").headers["Location"]
    page = client.get(away)
    assert page.status_code == 200 and f'href="/t/{solved}-a-slug"' in page.text


def test_neither_team_nor_crawlers_avoid_questions(solved, app, browser_of):
    browser_of("sam").post(f"/t/{solved}/avoidance")
    app.test_client().post(f"/t/{solved}/avoidance", headers={"User-Agent": "Googlebot/2.1"})
    assert count() == 0


def test_i_have_this_too_votes_and_follows(shelf, browser_of, cast):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    ben = browser_of("ben")
    assert "I have this too" in ben.post("/search/similar", data={"title": "Ring blinks red"}).text
    for _ in range(2):
        ben.post(f"/t/{thread_id}/avoidance", data={"how": "me_too"})
    assert db.session.get(Thread, thread_id).me_too == 1
    assert db.session.query(Vote).count() == 1
    assert db.session.get(Following, (thread_id, cast.people["ben"]))
    assert avoiding.counts() == avoiding.Avoided(solved=0, me_too=1, ever=1)


@pytest.mark.parametrize("who", [None, "ana"])
def test_visitors_and_the_asker_have_no_me_too(shelf, app, browser_of, who):
    thread_id = shelf.thread("My ring blinks red")
    shelf.settle()
    browser = browser_of(who) if who else app.test_client()
    found = browser.post("/search/similar", data={"title": "Ring blinks red"}).text
    assert f'data-similar="{thread_id}"' in found and "I have this too" not in found
    browser.post(f"/t/{thread_id}/avoidance", data={"how": "me_too"})
    assert db.session.get(Thread, thread_id).me_too == 0
    assert db.session.query(Vote).count() == 0


@pytest.mark.parametrize("columns", [{"audience": "staff"}, {"audience": "asker_and_staff"}])
def test_what_one_may_not_read_avoids_nothing(shelf, client, browser_of, columns):
    thread_id = shelf.thread("My ring blinks red", **columns)
    for browser in (client, browser_of("ben"), browser_of("max")):
        assert browser.post(f"/t/{thread_id}/avoidance").status_code == 404
        assert browser.get(f"/t/{thread_id}/avoidance").status_code == 404
    assert count() == 0


def test_the_search_before_it_led_to_a_solution(solved, client):
    client.get("/search?q=ring blinks")
    client.post(f"/t/{solved}/avoidance")
    assert [row.led_to for row in rows()] == ["solved"]


def test_reading_the_thanks_changes_nothing(solved, client):
    client.get(f"/t/{solved}/avoidance")
    assert count() == 0


def test_similar_questions_keep_nothing_of_what_is_typed(solved, client):
    client.post("/search/similar", data={"title": "Ring blinks red", "body": SECRET})
    assert rows() == []
