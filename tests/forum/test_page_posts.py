"""What is kept of a thread page shows nobody what is not theirs to read, nor what is over.

Changes are written past the session, as another process would make them: no word of them comes.
"""

import re

import pytest
from flask_babel import force_locale
from sqlalchemy import text

from community.accounts import changing
from community.accounts.models import User
from community.caching import fragments
from community.extensions import db, writing
from community.forum import voting
from community.forum.models import Post
from tests.forum.written import add_post, written_thread
from tests.statements import counted

SECRET = "Only some may read this."
READERS = ("ana", "ben", "sam")


@pytest.fixture
def thread_id(app, cast):
    thread_id = written_thread(cast, by="ana", replies=1)
    with writing():
        add_post(cast, thread_id, 3, "sam", intent="answer", text=SECRET)
    return thread_id


@pytest.fixture
def look(thread_id, browser_of):
    """The page as these people see it; everybody has looked before."""
    browsers = {who: browser_of(who) for who in READERS}

    def page(who):
        return browsers[who].get(f"/t/{thread_id}-my-printer")

    for who in READERS:
        assert SECRET in page(who).text
    return page


def elsewhere(statement, **values):
    """What another process writes."""
    with writing():
        db.session.connection().execute(text(statement), values)


@pytest.mark.parametrize(
    ("change", "readers"),
    [
        ("hidden_at = '2026-01-01 00:00:00'", {"sam"}),
        ("held_at = '2026-01-01 00:00:00'", {"sam"}),
        ("audience = 'asker_and_staff'", {"ana", "sam"}),
        ("audience = 'staff'", {"sam"}),
    ],
)
def test_a_post_taken_back_is_gone_at_once(look, thread_id, change, readers):
    elsewhere(f"UPDATE posts SET {change} WHERE thread_id = :id AND number = 3", id=thread_id)
    assert {who for who in READERS if SECRET in look(who).text} == readers
    assert {who for who in reversed(READERS) if SECRET in look(who).text} == readers


@pytest.mark.parametrize(
    ("change", "readers"),
    [
        ("hidden_at = '2026-01-01 00:00:00'", {"sam"}),
        ("audience = 'asker_and_staff'", {"ana", "sam"}),
        ("audience = 'staff'", {"sam"}),
        ("category_id = (SELECT id FROM categories WHERE slug = 'crew')", {"sam"}),
    ],
)
def test_a_thread_taken_back_is_gone_at_once(look, thread_id, change, readers):
    elsewhere(f"UPDATE threads SET {change} WHERE id = :id", id=thread_id)
    assert {who for who in READERS if look(who).status_code == 200} == readers


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE posts SET html = 'Other words', edited_at = '2026-11-01 00:00:00'", "Other words"),
        ("UPDATE posts SET verified_at = '2026-11-01 00:00:00'", "Checked by staff"),
        ("UPDATE posts SET score = 42", ">42<"),
        ("UPDATE threads SET answer_post_id = (SELECT max(id) FROM posts)", "data-accepted"),
    ],
)
def test_what_changed_is_shown_at_once(look, statement, shown):
    assert shown not in look("ana").text
    elsewhere(statement)
    assert all(shown in look(who).text for who in READERS)


def test_a_new_post_is_shown_at_once(look, cast, thread_id):
    post = "thread_id, number, author_id, audience, source, html, excerpt, render_version"
    elsewhere(
        f"INSERT INTO posts ({post}, created_at, automatic, score, by_trusted) "
        "SELECT thread_id, 4, author_id, audience, 'x', 'Quite new', 'x', 0, created_at, 0, 0, 0 "
        "FROM posts WHERE thread_id = :id AND number = 3",
        id=thread_id,
    )
    assert all("Quite new" in look(who).text for who in READERS)


def test_a_new_name_is_shown_at_once(look, cast):
    with writing():
        changing.change_profile(db.session.get_one(User, cast.people["sam"]), name="Samira Sato")
    assert all("Samira Sato" in look(who).text for who in READERS)


def marked(page, word):
    """The numbers of the posts whose item carries the word."""
    items = re.findall(r'<li class="thread__item"([^>]*)>\s*<section[^>]*data-number="(\d+)"', page)
    return [int(number) for attributes, number in items if word in attributes]


def test_votes_and_own_posts_are_marked_for_one_person_alone(look, cast, thread_id):
    with writing():
        post = db.session.query(Post).filter_by(thread_id=thread_id, number=3).one()
        voting.vote(post, cast.ana)
    assert marked(look("ana").text, "data-voted") == [3]
    assert marked(look("ana").text, "data-mine") == [1]
    assert marked(look("ben").text, "data-voted") == []
    assert marked(look("ben").text, "data-mine") == [2]


def test_the_second_reader_costs_no_statement_for_posts(look):
    look("ana")
    with counted() as sent:
        look("ben")
    assert not [statement for statement in sent if "posts.html" in statement]


def test_pieces_of_pages_are_kept_by_language(app):
    with app.test_request_context():
        said = []
        for language in ("en", "de", "en"):
            with force_locale(language):
                said.append(str(fragments.kept("a test", lambda: fragments.language())))
    assert said == ["en", "de", "en"]
