"""Staff make a public post private, and public again: every surface follows."""

import pytest
from sqlalchemy import func, select

from community.accounts.readers import VISITOR, reader_of
from community.extensions import db, socketio, writing
from community.forum import accepting, posting, privacy
from community.forum.acts import Privacy
from community.forum.models import Post, Thread
from community.journal.models import JournalEntry
from community.markup import render
from community.outbox.working import drain
from community.search import rebuilding
from community.search.searching import search
from tests import mailbox
from tests.forum.conftest import rendered

CARD = "My card is quagga 4111"


@pytest.fixture
def question(app, cast):
    """ana asks, ben answers, ana writes what nobody should read, sam answers."""
    rebuilding.rebuild()
    with writing():
        by, room = cast.ana, cast.category("help")
        thread = posting.ask(by, room, "question", "Why is it so slow?", rendered("x"), "x")
        posting.reply(thread, cast.ben, "try this", rendered("try this"), intent="answer")
        secret = posting.reply(thread, cast.ana, CARD, rendered(CARD), intent="addition")
        posting.reply(thread, cast.sam, "thanks", rendered("thanks"), intent="answer")
        ids = thread.id, secret.id
    drain()
    mailbox.empty()
    return ids


def audiences(thread_id):
    db.session.rollback()
    found = select(Post.audience).where(Post.thread_id == thread_id).order_by(Post.number)
    return list(db.session.scalars(found))


def hits(word, reader):
    return len(search(word, reader).hits)


def test_only_the_asker_and_staff_read_it_from_then_on(app, cast, browser_of, question):
    thread_id, post_id = question
    path = f"/t/{thread_id}-why-is-it-so-slow"
    visitor, ben = app.test_client(), browser_of("ben")
    assert "quagga" in visitor.get(path).text and "quagga" in ben.get(path).text
    assert hits("quagga", VISITOR) == 1
    assert browser_of("sam").post(f"/posts/{post_id}/privacy").status_code == 303
    drain()
    for browser in (visitor, ben):
        for where in (path, f"{path}.atom", "/", "/search?q=quagga", f"/t/{thread_id}/similar"):
            assert "quagga 4111" not in browser.get(where).text, where
        for where in ("", "/partial", "/revisions"):
            assert browser.get(f"/posts/{post_id}{where}").status_code == 404
    assert "quagga" in browser_of("ana").get(path).text
    assert "quagga" in browser_of("mia").get(path).text
    assert hits("quagga", VISITOR) == hits("quagga", reader_of(cast.ben)) == 0
    assert hits("quagga", reader_of(cast.ana)) == hits("quagga", reader_of(cast.sam)) == 1
    assert audiences(thread_id) == ["public", "public", "asker_and_staff", "public"]


def test_it_is_noted_who_did_it_and_twice_is_once(cast, question):
    _thread_id, post_id = question
    for _ in range(2):
        with writing():
            privacy.make_private(db.session.get(Post, post_id), cast.sam)
    entry = db.session.query(JournalEntry).filter_by(action="make_private").one()
    assert (entry.subject, entry.subject_id, entry.by_id) == ("post", post_id, cast.people["sam"])
    assert db.session.scalar(select(func.count()).select_from(Privacy)) == 1


def test_the_state_of_the_question_stays(cast, question):
    thread_id, _post_id = question
    before = db.session.get(Thread, thread_id).support_state
    number = select(Post).where(Post.thread_id == thread_id, Post.number == 4)
    with writing():
        privacy.make_private(db.session.scalar(number), cast.sam)
    thread = db.session.get(Thread, thread_id)
    assert thread.support_state == before == "replied"
    assert thread.public_posts == 3 and thread.staff_posts == 4


def test_it_is_public_again_only_if_it_was(cast, browser_of, question):
    thread_id, post_id = question
    sam = browser_of("sam")
    sam.post(f"/posts/{post_id}/privacy")
    page = sam.get(f"/t/{thread_id}-why-is-it-so-slow").text
    assert "Make public again" in page
    assert sam.delete(f"/posts/{post_id}/privacy").status_code == 303
    assert audiences(thread_id) == ["public"] * 4
    with writing():
        own = posting.reply(
            db.session.get(Thread, thread_id),
            cast.ana,
            "private",
            rendered("private"),
            audience="asker_and_staff",
        ).id
    sam.delete(f"/posts/{own}/privacy")
    assert audiences(thread_id)[4] == "asker_and_staff"


def test_with_its_opening_the_whole_thread_goes_and_comes(app, cast, browser_of, question):
    thread_id, post_id = question
    opening = db.session.scalar(
        select(Post.id).where(Post.thread_id == thread_id, Post.number == 1)
    )
    sam = browser_of("sam")
    sam.post(f"/posts/{post_id}/privacy")
    sam.post(f"/posts/{opening}/privacy")
    drain()
    path = f"/t/{thread_id}-why-is-it-so-slow"
    assert app.test_client().get(path).status_code == 404
    assert browser_of("ben").get(path).status_code == 404
    assert browser_of("ana").get(path).status_code == 200
    assert set(audiences(thread_id)) == {"asker_and_staff"}
    assert hits("slow", VISITOR) == 0
    sam.delete(f"/posts/{opening}/privacy")
    assert app.test_client().get(path).status_code == 200
    assert audiences(thread_id) == ["public", "public", "asker_and_staff", "public"]


def test_an_accepted_answer_keeps_its_mark_and_shows_it_to_nobody_else(app, cast, question):
    thread_id, _post_id = question
    answer = db.session.scalar(select(Post).where(Post.thread_id == thread_id, Post.number == 4))
    with writing():
        accepting.accept(answer, cast.ana)
    with writing():
        privacy.make_private(db.session.get(Post, answer.id), cast.mia)
    drain()
    path = f"/t/{thread_id}-why-is-it-so-slow"
    for where in (path, f"{path}.atom", "/", "/search?q=slow", "/index.atom"):
        assert "thanks" not in app.test_client().get(where).text, where
    assert db.session.get(Thread, thread_id).support_state == "solved"


@pytest.mark.parametrize("taken", [False, True])
def test_no_mail_leaves_after_it_and_no_bell_tells(cast, browser_of, taken):
    mailbox.empty()
    with writing():
        by, room = cast.ana, cast.category("help")
        thread = posting.ask(by, room, "question", "Why is it so slow?", rendered("x"), "x")
        text = f"@ben {CARD}"
        post_id = posting.reply(thread, cast.ana, text, render(text, known=["ben"])).id
    if taken:
        with writing():
            privacy.make_private(db.session.get(Post, post_id), cast.sam)
    drain()
    mails = [m for m in mailbox.sent("ben@example.com") if "quagga" in m.as_string()]
    assert len(mails) == (0 if taken else 1)
    assert ("Why is it so slow" in browser_of("ben").get("/notices").text) is not taken


def test_open_pages_of_others_lose_it(app, cast, question, monkeypatch):
    thread_id, post_id = question
    sent = []
    monkeypatch.setattr(socketio, "emit", lambda name, message, to: sent.append((to, message)))
    with writing():
        privacy.make_private(db.session.get(Post, post_id), cast.sam)
    drain()
    mine = [(to, m) for to, m in sent if m.get("id") == post_id]
    public = [m["html"] for to, m in mine if to.startswith(f"thread:{thread_id}:public")]
    private = [m["html"] for to, m in mine if f":{'asker_and_staff'}:" in to]
    assert public and set(public) == {None}
    assert private and all("quagga" in html for html in private)


@pytest.mark.parametrize("who", ["ana", "ben", "max"])
def test_only_staff_do_it(cast, browser_of, question, who):
    _thread_id, post_id = question
    for method in ("POST", "DELETE"):
        assert browser_of(who).open(f"/posts/{post_id}/privacy", method=method).status_code == 403
