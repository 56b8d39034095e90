"""Staff see who is asking, and of which organisation; customers see nothing of it."""

from community.extensions import writing
from tests.forum.written import add_thread, written_thread


def card(browser_of, who: str, thread_id: int) -> str:
    page = browser_of(who).get(f"/t/{thread_id}-my-printer").text
    _before, mark, rest = page.partition("data-customer=")
    return rest.partition("</section>")[0] if mark else ""


def test_staff_see_organisation_tier_plan_and_products(app, cast, browser_of):
    thread_id = written_thread(cast, support_state="solved")
    words = card(browser_of, "sam", thread_id)
    assert "Acme · gold · team" in words and "App" in words
    assert "Their first question here" in words


def test_earlier_questions_are_counted(app, cast, browser_of):
    written_thread(cast)
    with writing():
        add_thread(cast, "ana", 0, kind="discussion")
    assert "1 question before this one" in card(browser_of, "sam", written_thread(cast))


def test_others_do_not_see_it(app, cast, browser_of):
    thread_id = written_thread(cast)
    assert [card(browser_of, who, thread_id) for who in ("ana", "ben", "max")] == ["", "", ""]


def test_staffs_own_questions_have_no_card(app, cast, browser_of):
    assert card(browser_of, "mia", written_thread(cast, by="sam", by_team=True)) == ""
