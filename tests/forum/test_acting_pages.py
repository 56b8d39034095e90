"""Small acts by button: who may, what they change, and where they lead."""

from datetime import timedelta

import pytest

from community import clock
from community.extensions import db, writing
from community.forum import mail_keys
from community.forum.models import Post, Thread
from tests.forum.test_writing_pages import newest
from tests.forum.written import add_post, written_thread

YES, NO, SIGN_IN = {303}, {403}, {303, 401}

#: path, method: who may (the others are refused); ana asked, ben answered
MATRIX = {
    ("/posts/{answer}/acceptance", "POST"): {"ana"},
    ("/posts/{answer}/verification", "POST"): {"sam", "mia", "admin"},
    ("/posts/{answer}/hiding", "POST"): {"ben", "sam", "mia", "admin"},
    ("/posts/{answer}/hiding", "DELETE"): {"sam", "mia", "admin"},
    ("/posts/{answer}/vote", "POST"): {"ana", "sam", "mia", "max", "admin"},
    ("/t/{thread}/me-too", "POST"): {"ben", "sam", "mia", "max", "admin"},
    ("/t/{thread}/following", "POST"): {"ana", "ben", "sam", "mia", "max", "admin"},
    ("/t/{thread}/following", "DELETE"): {"ana", "ben", "sam", "mia", "max", "admin"},
    ("/t/{thread}/closure", "POST"): {"sam", "mia", "admin"},
    ("/t/{thread}/closure", "DELETE"): {"sam", "mia", "admin"},
    ("/t/{thread}/hiding", "POST"): {"sam", "mia", "admin"},
    ("/t/{thread}/hiding", "DELETE"): {"sam", "mia", "admin"},
    ("/t/{thread}/working", "POST"): {"ana"},
    ("/t/{thread}/still-broken", "POST"): {"ana"},
    ("/t/{thread}/company", "POST"): set(),
}
EVERYBODY = ("ana", "ben", "sam", "mia", "max", "admin")


@pytest.fixture
def paths(cast):
    thread_id = written_thread(cast, replies=1, support_state="replied")
    return {"thread": thread_id, "answer": newest(Post).id}


@pytest.mark.parametrize("act", MATRIX, ids=lambda act: f"{act[1]} {act[0]}")
def test_who_may_do_what(app, browser_of, cast, paths, act):
    path, method = act[0].format(**paths), act[1]
    visitor = app.test_client().open(path, method=method)
    assert visitor.status_code in SIGN_IN
    assert visitor.status_code != 303 or "/sign-in" in visitor.headers["Location"]
    for who in sorted(EVERYBODY, key=lambda who: who in MATRIX[act]):  # the refused ones first
        code = browser_of(who).open(path, method=method).status_code
        assert code in (YES if who in MATRIX[act] else NO), who


SURFACES = [
    ("GET", "/t/{thread}-my-printer"),
    ("GET", "/t/{thread}"),
    ("GET", "/t/{thread}-my-printer.atom"),
    ("GET", "/t/{thread}/posts"),
    ("GET", "/t/{thread}/edit"),
    ("GET", "/t/{thread}/works"),
    ("POST", "/t/{thread}/posts"),
    ("POST", "/t/{thread}/reading"),
    ("GET", "/posts/{answer}"),
    ("GET", "/posts/{answer}/edit"),
    ("GET", "/posts/{answer}/revisions"),
    ("POST", "/posts/{answer}/edit"),
    *[(method, path) for path, method in MATRIX],
]


@pytest.mark.parametrize(
    ("hidden", "readers"),
    [
        ({"hidden_at": clock.now()}, {"ben", None}),
        ({"held_at": clock.now()}, {"ben", None}),
        ({"audience": "asker_and_staff"}, {"ben", "max", None}),
        ({"audience": "staff"}, {"ana", "ben", "max", None}),
        ({"category": "crew"}, {"ana", "ben", "max", None}),
        ({"category": "members"}, {None}),
    ],
    ids=["hidden", "held", "private", "internal", "crew", "members"],
)
def test_ids_of_what_one_may_not_see_answer_404_everywhere(app, browser_of, cast, hidden, readers):
    thread_id = written_thread(cast, replies=1, title="Nobody may know", **hidden)
    names = {"thread": thread_id, "answer": newest(Post).id}
    for who in readers:
        client = browser_of(who) if who else app.test_client()
        for method, path in SURFACES:
            answer = client.open(path.format(**names), method=method)
            assert answer.status_code == 404, (who, method, path)
        for path in ("/", "/c/help", "/index.atom", "/c/help.atom", "/sitemap-0.xml", "/u/ana"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "Nobody may know" not in answer.text, (who, path)
            assert "text number 2" not in answer.text, (who, path)
    assert browser_of("sam").get(f"/t/{thread_id}-my-printer").status_code == 200


@pytest.mark.parametrize(
    ("values", "readers"),
    [
        ({"hidden_at": clock.now()}, {"ana", "ben", None}),
        ({"held_at": clock.now()}, {"ana", "max", None}),
        ({"audience": "asker_and_staff"}, {"max", None}),
        ({"audience": "staff"}, {"ana", "max", None}),
    ],
    ids=["hidden", "held", "private", "internal"],
)
def test_posts_one_may_not_see_answer_404_in_an_open_thread(app, browser_of, cast, values, readers):
    thread_id = written_thread(cast)
    with writing():
        post = add_post(cast, thread_id, 2, "ben", intent="answer", text="Not for all", **values)
        names = {"thread": thread_id, "answer": post.id}
    for who in readers:
        client = browser_of(who) if who else app.test_client()
        for method, path in SURFACES:
            if "{answer}" in path:
                answer = client.open(path.format(**names), method=method)
                assert answer.status_code == 404, (who, method, path)
        for path in (f"/t/{thread_id}-my-printer", f"/t/{thread_id}-my-printer.atom", "/u/ben"):
            assert "Not for all" not in client.get(path).text, (who, path)
    assert "Not for all" in browser_of("sam").get(f"/t/{thread_id}-my-printer").text


def test_the_asker_accepts_switches_and_withdraws(browser_of, cast):
    thread_id = written_thread(cast, replies=2)
    first, second = (
        db.session.query(Post).filter_by(thread_id=thread_id, number=n).one().id for n in (2, 3)
    )
    ana = browser_of("ana")
    assert ana.post(f"/posts/{first}/acceptance").headers["Location"] == f"/posts/{first}"
    assert newest().answer_post_id == first
    ana.post(f"/posts/{second}/acceptance")
    assert newest().answer_post_id == second
    assert ana.delete(f"/posts/{first}/acceptance").status_code == 403
    assert ana.delete(f"/posts/{second}/acceptance").status_code == 303
    assert newest().answer_post_id is None


def test_staff_accept_after_three_silent_days(browser_of, cast):
    long_ago = clock.now() - timedelta(days=4)
    thread_id = written_thread(cast, replies=1, support_state="replied", replied_at=long_ago)
    post_id = newest(Post).id
    assert browser_of("sam").post(f"/posts/{post_id}/acceptance").status_code == 303
    assert newest().solved_by == "staff"
    page = browser_of("ana").get(f"/t/{thread_id}-my-printer").text
    assert "Staff say this solved it" in page


class TestMailLinks:
    """Buttons in mails open a page with one button; the link itself changes nothing."""

    def path(self, word, thread_id, user_id):
        return mail_keys.path_for(word, thread_id, user_id)

    def test_works(self, app, cast):
        thread_id = written_thread(cast, replies=1, support_state="replied")
        link = self.path("works", thread_id, cast.people["ana"])
        stranger = app.test_client()
        page = stranger.get(link)
        assert page.status_code == 200
        assert "My printer prints only squares" in page.text
        assert newest().support_state == "replied"
        answer = stranger.post(link.replace("/works?", "/working?"))
        assert answer.status_code == 200
        assert newest().support_state == "solved"
        assert "Sign in" in stranger.get("/").text

    def test_still_broken(self, app, cast):
        thread_id = written_thread(cast, replies=1, support_state="replied")
        link = self.path("still-broken", thread_id, cast.people["ana"])
        assert "I still need help" in app.test_client().get(link).text
        app.test_client().post(link)
        assert newest().support_state == "needs_reply"

    def test_a_private_question_can_be_answered_by_its_link(self, app, cast):
        thread_id = written_thread(
            cast, replies=1, support_state="replied", audience="asker_and_staff"
        )
        link = self.path("works", thread_id, cast.people["ana"])
        assert app.test_client().get(link).status_code == 200
        assert app.test_client().get(f"/t/{thread_id}-my-printer").status_code == 404

    def test_other_keys_are_good_for_nothing(self, app, browser_of, cast):
        thread_id = written_thread(cast, replies=1, support_state="replied")
        other = written_thread(cast, replies=1, support_state="replied")
        key = self.path("works", other, cast.people["ana"]).partition("key=")[2]
        assert app.test_client().get(f"/t/{thread_id}/works?key={key}").status_code == 410
        assert app.test_client().get(f"/t/{thread_id}/works?key=x").status_code == 410
        assert app.test_client().post(f"/t/{thread_id}/working?key={key}").status_code == 410
        bens = self.path("works", thread_id, cast.people["ben"])
        assert app.test_client().get(bens).status_code == 403
        assert db.session.get(Thread, thread_id).support_state == "replied"

    def test_without_a_key_one_signs_in(self, app, browser_of, cast):
        thread_id = written_thread(cast, replies=1, support_state="replied")
        assert app.test_client().get(f"/t/{thread_id}/works").status_code == 303
        assert browser_of("ana").get(f"/t/{thread_id}/works").status_code == 200
        assert browser_of("ben").get(f"/t/{thread_id}/works").status_code == 403
