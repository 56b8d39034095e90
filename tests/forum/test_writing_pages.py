"""Asking, replying and editing by form: what is accepted, what is refused, and what survives."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import UserSession
from community.extensions import db, writing
from community.forum import asking_first, policy
from community.forum.acts import Following, Reading, UnconfirmedQuestion
from community.forum.models import Post, Thread
from tests.forum.written import written_thread

QUESTION = {
    "title": "The light on my router stays red",
    "body": "Since this morning. I **restarted** it twice.",
    "category": "help",
}


def newest(model=Thread):
    return db.session.query(model).order_by(model.id.desc()).first()


def count(model=Post):
    return db.session.query(model).count()


def test_a_customer_asks_and_lands_on_the_question(browser_of, cast):
    answer = browser_of("ana").post("/ask", data={**QUESTION, "tags": "Router, red light"})
    thread = newest()
    assert answer.status_code == 303
    assert answer.headers["Location"] == thread.path
    assert (thread.kind, thread.audience) == ("question", "public")
    assert thread.support_state == "unanswered"
    page = browser_of("ana").get(thread.path).text
    assert "<strong>restarted</strong>" in page
    assert "/tags/router" in page and "/tags/red-light" in page


def test_the_ask_page_is_filled_in_from_its_address(client, cast):
    page = client.get("/ask?title=Red+light&category=talk").text
    assert 'value="Red light"' in page
    assert re.search(r'value="talk" selected', page)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "one line"),
        ("title", "Help", "at least"),
        ("title", "x" * 201, "at most"),
        ("title", "\x00\x07\u200b", "one line"),
        ("body", "", "a little more"),
        ("body", "x" * 20_001, "at most"),
        ("body", "\x00\x01", "a little more"),
        ("category", "crew", "one of the list"),
        ("category", "'; drop table", "one of the list"),
        ("kind", "guide", "one of the list"),
        ("audience", "staff", ""),
        ("tags", "a,b,c,d,e,f,g", "At most"),
    ],
)
def test_a_refused_question_comes_back_with_the_text_in_it(browser_of, cast, field, value, says):
    before = count(Thread)
    answer = browser_of("ana").post("/ask", data={**QUESTION, field: value})
    assert answer.status_code == 422
    assert says in answer.text
    kept = QUESTION["body"] if field != "body" else QUESTION["title"]
    assert kept in answer.text
    assert count(Thread) == before


def test_a_double_click_makes_one_question(browser_of, cast):
    ana = browser_of("ana")
    first = ana.post("/ask", data={**QUESTION, "once": "the-same-key-1"})
    second = ana.post("/ask", data={**QUESTION, "once": "the-same-key-1"})
    assert first.headers["Location"] == second.headers["Location"]
    assert count(Thread) == 1


def test_a_private_question_is_for_the_asker_and_staff(browser_of, client, cast):
    browser_of("ana").post("/ask", data={**QUESTION, "audience": "asker_and_staff"})
    path = newest().path
    assert browser_of("sam").get(path).status_code == 200
    assert browser_of("ana").get(path).status_code == 200
    for other in (browser_of("ben"), browser_of("max"), client):
        assert other.get(path).status_code == 404
        assert QUESTION["title"] not in other.get("/").text


class TestWriteFirst:
    """A visitor writes, proves the mailbox, and only then it is there."""

    def ask(self, client, **values):
        return client.post("/ask", data={**QUESTION, "email": "new@example.com", **values})

    def link(self):
        return f"/ask/confirm/{asking_first.key_of(newest(UnconfirmedQuestion))}"

    def test_it_waits_unseen(self, client, cast):
        answer = self.ask(client)
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/ask/sent"
        assert count(Thread) == 0
        assert "new@example.com" in client.get("/ask/sent").text

    def test_looking_at_the_link_changes_nothing(self, app, client, cast):
        self.ask(client)
        mailbox = app.test_client()
        page = mailbox.get(self.link())
        assert "<strong>restarted</strong>" in page.text
        assert count(Thread) == 0
        assert count(UserSession) == 0

    def test_the_button_publishes_and_signs_in(self, app, client, cast):
        self.ask(client)
        mailbox = app.test_client()
        later = clock.now() + timedelta(hours=2)
        with clock.set_to(later):
            answer = mailbox.post(self.link())
        thread = newest()
        assert answer.headers["Location"] == thread.path
        assert thread.waiting_since == later
        assert thread.author_id not in cast.people.values()
        assert 'data-reader="member asker"' in mailbox.get(thread.path).text

    def test_a_second_click_leads_to_the_question_and_signs_nobody_in(self, app, client, cast):
        self.ask(client)
        link = self.link()
        app.test_client().post(link)
        stranger = app.test_client()
        assert stranger.post(link).headers["Location"] == f"/t/{newest().id}"
        assert count(Thread) == 1
        assert "Sign in" in stranger.get("/").text
        assert stranger.get(link).status_code == 302

    def test_a_forged_link_is_gone(self, client, cast):
        assert client.get("/ask/confirm/" + "0" * 64).status_code == 410
        assert client.post("/ask/confirm/%E2%80%8Bx").status_code == 410

    def test_the_address_can_be_changed_by_who_wrote_it(self, app, client, cast):
        self.ask(client)
        old = self.link()
        answer = client.post("/ask/address", data={"email": "right@example.com"})
        assert answer.status_code == 303
        assert newest(UnconfirmedQuestion).email == "right@example.com"
        assert client.get(old).status_code == 410
        assert client.get(self.link()).status_code == 200
        assert client.post("/ask/address", data={"email": "nonsense"}).status_code == 422
        assert app.test_client().post("/ask/address", data={"email": "x@y.z"}).status_code == 404

    @pytest.mark.parametrize("email", ["", "nonsense", "a@b", "x" * 250 + "@example.com"])
    def test_it_needs_an_address(self, client, cast, email):
        answer = self.ask(client, email=email)
        assert answer.status_code == 422
        assert QUESTION["body"] in answer.text

    def test_a_known_address_publishes_as_that_person(self, app, client, cast):
        self.ask(client, email="ANA@example.com")
        app.test_client().post(self.link())
        assert newest().author_id == cast.people["ana"]


def reply(browser, thread_id, **values):
    return browser.post(f"/t/{thread_id}/posts", data={"body": "Try turning it off.", **values})


def test_a_reply_leads_to_its_place(browser_of, cast):
    thread_id = written_thread(cast, replies=19)
    answer = reply(browser_of("ben"), thread_id)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/t/{thread_id}-my-printer?page=2#p21"


@pytest.mark.parametrize(
    ("who", "intents"),
    [
        ("ana", ["still_need_help", "addition"]),
        ("ben", ["answer", "remark"]),
        ("max", ["answer", "remark"]),
        ("sam", ["answer", "need_info", "first_word"]),
    ],
)
def test_the_reply_box_has_the_buttons_of_its_reader(browser_of, cast, who, intents):
    thread_id = written_thread(cast)
    page = browser_of(who).get(f"/t/{thread_id}-my-printer").text
    assert re.findall(r'name="intent" value="(\w+)"', page) == intents
    for intent in intents:
        answer = reply(browser_of(who), thread_id, intent=intent, next_word_by="+60")
        assert answer.status_code == 303
        assert newest(Post).intent == intent


def test_a_first_word_is_a_promise(browser_of, cast):
    thread_id = written_thread(cast)
    sam = browser_of("sam")
    for nonsense in ("", "yesterday", "2001-01-01T00:00", "+0", "-5", "+" + "9" * 30):
        answer = reply(sam, thread_id, intent="first_word", next_word_by=nonsense)
        assert answer.status_code == 422
        assert "Try turning it off." in answer.text
    assert reply(sam, thread_id, intent="first_word", next_word_by="+30").status_code == 303


@pytest.mark.parametrize(
    "values",
    [
        {"body": ""},
        {"body": "x" * 20_001},
        {"body": "\x00\x1b"},
        {"intent": "need_info"},
        {"intent": "accept\x00"},
        {"audience": "staff"},
        {"audience": "asker_and_staff"},
    ],
)
def test_a_refused_reply_comes_back_with_the_text_in_it(browser_of, cast, values):
    thread_id = written_thread(cast)
    before = count()
    answer = reply(browser_of("ben"), thread_id, **values)
    assert answer.status_code == 422
    assert values.get("body", "Try turning it off.")[:50].strip("\x00\x1b") in answer.text
    assert count() == before


@pytest.mark.parametrize("number", ["99", "0", "-3", "x", "1" * 50, "²"])
def test_a_forged_reply_to_is_left_out(browser_of, cast, number):
    thread_id = written_thread(cast)
    assert reply(browser_of("ben"), thread_id, reply_to=number).status_code == 303
    assert newest(Post).reply_to is None


def test_a_double_click_makes_one_post(browser_of, cast):
    thread_id, ben = written_thread(cast), browser_of("ben")
    before = count()
    answers = [reply(ben, thread_id, once="the-same-key-2") for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert count() == before + 1


@pytest.mark.parametrize("body", ["+1", "Same here!", "me too", "Any news?", "I have this too"])
def test_same_here_is_offered_as_me_too(browser_of, cast, body):
    thread_id, ben = written_thread(cast), browser_of("ben")
    answer = reply(ben, thread_id, body=body)
    assert answer.status_code == 422
    assert f'formaction="/t/{thread_id}/me-too"' in answer.text
    assert 'name="anyway" value="1"' in answer.text
    assert reply(ben, thread_id, body=body, anyway="1").status_code == 303


def test_a_visitor_cannot_reply(client, cast):
    thread_id = written_thread(cast)
    before = count()
    assert reply(client, thread_id).status_code in {303, 401, 403}
    assert count() == before


def test_a_reply_to_a_closed_thread_is_refused(browser_of, cast):
    thread_id = written_thread(cast, closed_at=clock.now(), closed_by="staff")
    assert reply(browser_of("ben"), thread_id).status_code == 403
    assert reply(browser_of("sam"), thread_id).status_code == 303


def test_the_composer_without_scripts_quotes(browser_of, cast):
    thread_id = written_thread(cast, replies=1)
    ben = browser_of("ben")
    page = ben.get(f"/t/{thread_id}/posts?reply_to=2").text
    assert "&gt; This is text number 2" in page
    assert 'name="reply_to" value="2"' in page
    post = db.session.query(Post).filter_by(thread_id=thread_id, number=1).one()
    assert "&gt; This is text number 1" in ben.get(f"/t/{thread_id}/posts?quote={post.id}").text


def test_what_one_may_not_read_cannot_be_quoted(browser_of, cast):
    thread_id = written_thread(cast, replies=1)
    with writing():
        db.session.query(Post).filter_by(thread_id=thread_id, number=2).one().audience = "staff"
    assert "text number 2" not in browser_of("ben").get(f"/t/{thread_id}/posts?reply_to=2").text


def test_an_edit_keeps_what_was_there(browser_of, cast, client):
    thread_id = written_thread(cast)
    post_id, ana = newest(Post).id, browser_of("ana")
    form = {"body": "This is text number 1,\nnow with a second line.", "reason": "typo"}
    assert ana.post(f"/posts/{post_id}/edit", data=form).status_code == 303
    assert "now with a second line" in ana.get(f"/t/{thread_id}-my-printer").text
    history = ana.get(f"/posts/{post_id}/revisions").text
    assert "<ins" in history and "<del" in history and "typo" in history
    stranger = client.get(f"/posts/{post_id}/revisions")
    assert stranger.status_code == 200
    assert "long enough" not in stranger.text and "typo" not in stranger.text


def test_only_the_author_and_staff_edit(browser_of, cast):
    written_thread(cast)
    post_id = newest(Post).id
    assert browser_of("ben").get(f"/posts/{post_id}/edit").status_code == 403
    assert browser_of("ben").post(f"/posts/{post_id}/edit", data={"body": "x"}).status_code == 403
    assert browser_of("sam").get(f"/posts/{post_id}/edit").status_code == 200
    with clock.moved_by(policy.EDIT_WINDOW + timedelta(minutes=1)):
        assert browser_of("ana").get(f"/posts/{post_id}/edit").status_code == 403


def test_a_refused_edit_keeps_the_text(browser_of, cast):
    written_thread(cast)
    answer = browser_of("ana").post(f"/posts/{newest(Post).id}/edit", data={"body": "y" * 20_001})
    assert answer.status_code == 422
    assert "y" * 20_001 in answer.text


def test_staff_sort_a_thread_and_its_asker_may_not_move_it(browser_of, cast):
    thread_id = written_thread(cast)
    form = {"title": "A better title", "tags": "paper", "category": "talk", "kind": "discussion"}
    assert browser_of("ben").post(f"/t/{thread_id}/edit", data=form).status_code == 403
    assert browser_of("ana").post(f"/t/{thread_id}/edit", data=form).status_code == 303
    assert newest().title == "A better title"
    assert newest().category_id == cast.categories["help"]
    assert browser_of("sam").post(f"/t/{thread_id}/edit", data=form).status_code == 303
    assert newest().category_id == cast.categories["talk"]
    bad = {**form, "title": "", "category": "nowhere"}
    assert browser_of("sam").post(f"/t/{thread_id}/edit", data=bad).status_code == 422


def test_the_preview_is_what_readers_get(client, cast):
    answer = client.post("/preview", data={"body": "**bold** <script>alert(1)</script> @ana"})
    assert answer.status_code == 200
    assert "<strong>bold</strong>" in answer.text
    assert "<script>" not in answer.text
    assert "/u/ana" in answer.text
    assert "Nothing to preview" in client.post("/preview", data={"body": " \x00"}).text
    assert client.post("/preview", data={"body": "x" * 20_001}).status_code == 422


def test_previews_are_limited(client, cast):
    codes = {client.post("/preview", data={"body": "x"}).status_code for _ in range(61)}
    assert codes == {200, 429}


def test_names_are_suggested_after_an_at(browser_of, client, cast):
    page = browser_of("ana").get("/mentions?q=b").text
    assert 'data-value="@ben"' in page and "@ana" not in page
    assert "<li" not in browser_of("ana").get("/mentions?q=%25").text
    assert "@ben" not in client.get("/mentions?q=b").text


def test_reading_is_noted_in_memory_and_written_in_one_go(browser_of, cast):
    from community.forum import reading

    thread_id, ana = written_thread(cast, replies=2), browser_of("ana")
    assert ana.post(f"/t/{thread_id}/reading", data={"number": "2"}).status_code == 204
    assert ana.post(f"/t/{thread_id}/reading", data={"number": "1"}).status_code == 204
    assert ana.post(f"/t/{thread_id}/reading", data={"number": "junk"}).status_code == 204
    assert browser_of("ben").post(f"/t/{thread_id}/reading", data={"number": "999"})
    assert count(Reading) == 0
    reading.flush()
    numbers = {r.user_id: r.number for r in db.session.query(Reading)}
    assert numbers == {cast.people["ana"]: 2, cast.people["ben"]: 3}
    ana.post(f"/t/{thread_id}/reading", data={"number": "1"})
    reading.flush()
    db.session.rollback()
    assert db.session.get(Reading, (thread_id, cast.people["ana"])).number == 2


def test_who_has_it_too_hears_the_answer(browser_of, cast):
    thread_id = written_thread(cast)
    assert browser_of("ben").post(f"/t/{thread_id}/me-too").status_code == 303
    assert newest().me_too == 1
    assert db.session.get(Following, (thread_id, cast.people["ben"])).ended_at is None
    assert browser_of("ben").delete(f"/t/{thread_id}/me-too").status_code == 303
    db.session.rollback()
    assert newest().me_too == 0
    assert browser_of("ana").post(f"/t/{thread_id}/me-too").status_code == 403


def test_a_form_may_say_delete(browser_of, cast):
    thread_id = written_thread(cast)
    ben = browser_of("ben")
    ben.post(f"/t/{thread_id}/following")
    ben.post(f"/t/{thread_id}/following", data={"_method": "DELETE"})
    assert db.session.get(Following, (thread_id, cast.people["ben"])).ended_at is not None


def test_a_thread_closed_while_one_writes_gives_the_text_back(browser_of, cast, monkeypatch):
    from community.forum import closing, reply_views

    thread_id = written_thread(cast)
    render = reply_views.rendered

    def slow(source):
        body = render(source)
        with writing():
            closing.close(db.session.get_one(Thread, thread_id), cast.sam)
        return body

    monkeypatch.setattr(reply_views, "rendered", slow)
    answer = reply(browser_of("ben"), thread_id)
    assert answer.status_code == 422
    assert "Try turning it off." in answer.text
