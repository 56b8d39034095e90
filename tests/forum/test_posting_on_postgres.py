"""PostgreSQL lets writers run side by side: numbers and double submissions must hold there too."""

import threading

import pytest
from sqlalchemy import select

from community import create_app
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import posting
from community.forum.acts import Nudge
from community.forum.adding import add_once
from community.forum.loading import load_thread
from community.forum.models import Category, Post, Thread
from config import Settings
from tests.cast import make_cast
from tests.forum.conftest import rendered

pytestmark = pytest.mark.postgres


@pytest.fixture
def big_app(postgres, tmp_path):
    app = create_app(
        Settings(
            secret_key="only-for-tests-0123456789abcdef",
            database_url=postgres,
            var_dir=tmp_path,
            worker_inside=False,
        )
    )
    with app.app_context():
        with writing():
            db.metadata.create_all(db.session.connection())
            make_cast("x")
        yield app
        db.session.remove()
        db.engine.dispose()


def at_once(app, count, verb):
    """Run the verb in so many threads, each with its own transaction; answers what failed."""
    failed, ready = [], threading.Barrier(count)

    def work():
        with app.app_context():
            ready.wait()
            try:
                with writing():
                    verb()
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return failed


def person(username):
    return db.session.scalars(db.select(User).filter_by(username=username)).one()


def ask(once=None, tags="a1,b2"):
    category = db.session.scalars(db.select(Category).filter_by(slug="help")).one()
    return posting.ask(
        person("ana"), category, "question", "T", rendered("x"), "x", tags=tags, once=once
    )


def test_many_writers_at_once(big_app):
    with writing():
        thread_id = ask().id

    def reply(once=None):
        thread = db.session.get(Thread, thread_id)
        posting.reply(thread, person("ben"), "x", rendered("x"), intent="remark", once=once)

    assert at_once(big_app, 12, reply) == []
    assert at_once(big_app, 8, lambda: reply(once="same")) == []
    numbers = db.session.scalars(db.select(Post.number).order_by(Post.number)).all()
    assert numbers == list(range(1, 15))
    assert at_once(big_app, 8, lambda: ask(once="same")) == []
    assert db.session.query(Thread).count() == 2
    assert at_once(big_app, 8, lambda: ask(tags="c3,d4")) == []


def test_the_demo_grows_there_too(big_app):
    from community.home import seeding

    assert seeding.seed() >= 15


def test_a_thread_loaded_with_author_and_category_can_be_replied_to(big_app):
    """The page's loader joins both; PostgreSQL locks no row that was joined by an outer join."""
    ana = db.session.scalar(select(User).where(User.username == "ana"))
    category = db.session.scalar(select(Category).where(Category.slug == "help"))
    with writing():
        thread_id = posting.ask(ana, category, "question", "Why?", rendered("x"), "x").id
    thread = load_thread(ana, thread_id)
    with writing():
        assert posting.reply(thread, ana, "more", rendered("more")).number == 2


def test_of_two_who_reach_for_a_question_one_gets_it(big_app):
    from werkzeug.exceptions import Conflict

    from community.desk import claiming, timing

    with writing():
        thread_id = ask().id
        timing.set_clock(thread_id)
    names = iter(["sam", "mia", "admin"] * 3)
    failed = at_once(big_app, 9, lambda: claiming.take(thread_id, person(next(names))))
    assert all(isinstance(error, Conflict) for error in failed)
    assert len(failed) == 6


def test_tries_at_the_same_moment_are_counted_one_by_one(big_app):
    from community.accounts import one_time
    from community.accounts.models import OneTimeKey

    with writing():
        row_id = one_time.make_code("ana@example.com", person("ana"))[0].id
    at_once(big_app, 12, lambda: one_time.try_code("ana@example.com", "x"))
    assert db.session.get(OneTimeKey, row_id).tries == one_time.CODE_TRIES


def test_a_row_that_is_there_already_is_not_new(big_app):
    """Reminders, votes and following rest on this answer."""
    ana = db.session.scalar(select(User).where(User.username == "ana"))
    category = db.session.scalar(select(Category).where(Category.slug == "help"))
    with writing():
        thread = posting.ask(ana, category, "question", "Why?", rendered("x"), "x")
        post_id = db.session.scalar(select(Post.id).where(Post.thread_id == thread.id))
    answers = []
    for _ in range(2):
        with writing():
            answers.append(add_once(Nudge, post_id=post_id, round=1))
    assert answers == [True, False]


def test_forms_sent_twice_at_once_make_one_of_everything(big_app):
    from community.accounts import people
    from community.attachments import keeping
    from community.attachments.remaking import Picture
    from community.forum import asking_first
    from community.forum.acts import UnconfirmedQuestion
    from community.news import announcing
    from community.news.models import Announcement
    from community.notifications import stopping, wishes
    from community.status import reporting
    from community.status.models import Incident

    body, ana_id = rendered("x"), person("ana").id
    help_id = db.session.scalar(db.select(Category.id).filter_by(slug="help"))

    def keep():
        category = db.session.get(Category, help_id)
        asking_first.keep_unseen("a@example.com", category, "question", "Title", "x", once="same")

    doings = [
        keep,
        lambda: announcing.announce("T", "t", "x", body, None, once="same"),
        lambda: reporting.open_incident("T", "x", body, {}, None, once="same"),
        lambda: wishes.wish(ana_id, "reply", "email", False),
        lambda: stopping.suppress("a@example.com", "stopped"),
        lambda: keeping.keep(Picture(b"x", "png", 1, 1), ana_id),
        lambda: people.find_or_make_by_email("new@example.com"),
    ]
    for doing in doings:
        assert at_once(big_app, 6, doing) == []
    for model in (UnconfirmedQuestion, Announcement, Incident):
        assert db.session.query(model).count() == 1
