"""Pages ask the database a fixed number of questions, however much there is to show."""

import pytest

from community.extensions import db, writing
from community.forum.models import Post, Thread
from tests.forum.written import add_thread, written_thread
from tests.statements import counted

PAGES = {
    # path: (visitor's budget, signed-in budget)
    "/": (6, 9),
    "/c/help": (6, 9),
    "/tags/paper": (6, 9),
}


def statements(client, path):
    client.get(path)  # whatever is learned once per process
    with counted() as sent:
        assert client.get(path).status_code == 200
    return sent


@pytest.mark.parametrize("path", PAGES)
def test_lists_ask_the_same_at_3_and_at_30_rows(app, cast, browser_of, path):
    written_thread(cast, tags=["paper"])
    with writing():
        for _ in range(2):
            add_thread(cast, "ana", 1)
    ana, visitor = browser_of("ana"), app.test_client()
    few = len(statements(visitor, path + "?n=1")), len(statements(ana, path))
    with writing():
        for _ in range(27):
            add_thread(cast, "ben", 1)
    many = len(statements(visitor, path + "?n=2")), len(statements(ana, path))
    assert few == many
    assert many[0] <= PAGES[path][0], statements(visitor, path + "?n=3")
    assert many[1] <= PAGES[path][1], statements(ana, path)


@pytest.mark.parametrize("replies", [2, 19, 29])
def test_a_thread_page_keeps_its_budget(app, cast, browser_of, replies):
    thread_id = written_thread(cast, replies=replies, tags=["paper"])
    path = f"/t/{thread_id}-my-printer"
    assert len(statements(app.test_client(), path + "?n=1")) <= 6
    signed_in = statements(browser_of("ana"), path)
    assert len(signed_in) <= 9, signed_in


def test_the_thread_page_asks_the_same_for_2_and_for_19_replies(app, cast, browser_of):
    ids = [written_thread(cast, replies=2), written_thread(cast, replies=19)]
    for client, query in (
        (browser_of("ana"), ""),
        (browser_of("sam"), ""),
        (app.test_client(), "?n=1"),
    ):
        counts = {len(statements(client, f"/t/{i}-my-printer{query}")) for i in ids}
        assert len(counts) == 1


def test_an_answer_from_a_later_page_stays_within_the_budget(app, cast, browser_of):
    thread_id = written_thread(cast, replies=29, support_state="solved", solved_by="asker")
    with writing():
        answer = db.session.query(Post).filter_by(thread_id=thread_id, number=25).one()
        db.session.get_one(Thread, thread_id).answer_post_id = answer.id
    path = f"/t/{thread_id}-my-printer"
    for who in ("ana", "ben", "sam"):
        sent = statements(browser_of(who), path)
        assert len(sent) <= 9, sent
    assert len(statements(app.test_client(), path + "?n=1")) <= 6
