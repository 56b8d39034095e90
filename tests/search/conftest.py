"""A few threads to find, made as rows: these tests are about finding, not about posting."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from flask import Flask

from community import create_app, outbox
from community.accounts.passwords import hash_password
from community.clock import now
from community.extensions import db, writing
from community.forum import events
from community.forum.models import Post, Tag, Thread, ThreadTag
from community.outbox.working import drain
from tests.cast import PASSWORD, make_cast
from tests.conftest import forget_what_processes_remember, prepared

#: these modules run twice: on SQLite with Whoosh, and on PostgreSQL with its own search
BOTH = {
    "test_avoiding",
    "test_compounds",
    "test_correcting",
    "test_correcting_rights",
    "test_demand",
    "test_filters",
    "test_finding",
    "test_finding_among_some",
    "test_gaps_page",
    "test_hostile_words",
    "test_index",
    "test_people",
    "test_rights",
    "test_search_log",
    "test_synonyms",
    "test_typing",
}
ENGINES = ["whoosh", pytest.param("database", marks=pytest.mark.postgres)]


def pytest_generate_tests(metafunc):
    module = metafunc.module.__name__.rpartition(".")[2]
    if module in BOTH and "app" in metafunc.fixturenames:
        metafunc.parametrize("app", ENGINES, indirect=True)


@pytest.fixture(scope="session")
def postgres_app(postgres_server, settings, tmp_path_factory) -> Iterator[Flask]:
    """An application on a database that is made anew for each test, from the world in another."""
    on_server(postgres_server, "CREATE DATABASE search_world")
    own = replace(
        settings,
        database_url=postgres_server.get_uri(database="search_world"),
        search_url="database",
        var_dir=tmp_path_factory.mktemp("postgres"),
    )
    app = prepared(create_app(own))
    with app.app_context():
        with writing():
            db.metadata.create_all(db.session.connection())
            app.extensions["cast"] = make_cast(hash_password(PASSWORD))
        leave(app)
        on_server(postgres_server, "ALTER DATABASE search_world RENAME TO search_begin")
    return app


def on_server(server, *statements) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def leave(app) -> None:
    """Close every connection to the database of the test before."""
    db.session.remove()
    db.engine.dispose()
    app.extensions["hearth_search"].database.dispose()


@pytest.fixture
def app(request, app) -> Iterator[Flask]:
    """The usual one, or the same community on PostgreSQL with its own search."""
    if getattr(request, "param", "whoosh") == "whoosh":
        yield app
        return
    server = request.getfixturevalue("postgres_server")
    big = request.getfixturevalue("postgres_app")
    on_server(
        server,
        "DROP DATABASE IF EXISTS search_world WITH (FORCE)",
        "CREATE DATABASE search_world TEMPLATE search_begin",
    )
    with big.app_context():
        forget_what_processes_remember(big)
        yield big
        leave(big)


@pytest.fixture
def cast(app, world):
    return app.extensions.get("cast") or world[1]


class Shelf:
    """Puts threads and posts where search must, or must not, find them."""

    def __init__(self, cast):
        self.cast = cast

    def thread(self, title, body="", author="ana", category="help", tags=(), **columns) -> int:
        with writing():
            values = {"kind": "question", "support_state": "unanswered", "last_number": 1}
            thread = Thread(
                title=title,
                slug="a-slug",
                author_id=self.cast.people[author],
                category_id=self.cast.categories[category],
                public_posts=1,
                staff_posts=1,
                **(values | columns),
            )
            db.session.add(thread)
            db.session.flush()
            for name in tags:
                tag = db.session.query(Tag).filter_by(name=name).first() or Tag(name=name)
                db.session.add(tag)
                db.session.flush()
                db.session.add(ThreadTag(thread_id=thread.id, tag_id=tag.id))
            db.session.add(self._post(thread.id, 1, author, body, thread.audience))
            outbox.record(events.ThreadOpened(thread.id))
            thread_id = thread.id
        return thread_id

    def reply(self, thread_id, body, author="sam", audience="public", **columns) -> int:
        with writing():
            thread = db.session.get(Thread, thread_id)
            thread.last_number += 1
            post = self._post(thread_id, thread.last_number, author, body, audience, **columns)
            db.session.add(post)
            db.session.flush()
            outbox.record(events.PostAdded(thread_id, post.id))
            post_id = post.id
        return post_id

    def change(self, thread_id, **columns) -> None:
        with writing():
            thread = db.session.get(Thread, thread_id)
            for name, value in columns.items():
                setattr(thread, name, value)
            outbox.record(events.ThreadChanged(thread_id))

    def change_post(self, post_id, **columns) -> None:
        with writing():
            post = db.session.get(Post, post_id)
            for name, value in columns.items():
                setattr(post, name, value)
            outbox.record(events.PostChanged(post.thread_id, post_id))

    def score(self, thread_id, score) -> None:
        """As if so many people had the same question."""
        with writing():
            db.session.query(Post).filter_by(thread_id=thread_id, number=1).one().score = score

    def settle(self) -> None:
        """Let everything reach the index; the other rooms' mails and pushes are not asked here,
        and would take ten times as long."""
        drain(rooms=["search"])

    def _post(self, thread_id, number, author, body, audience, **columns) -> Post:
        person = self.cast.people[author]
        staff = author in {"sam", "mia", "admin"}
        return Post(
            thread_id=thread_id,
            number=number,
            author_id=person,
            audience=audience,
            source=body,
            html=f"<p>{body}</p>",
            excerpt=body[:300],
            created_at=columns.pop("created_at", now()),
            badge_role="staff" if staff else None,
            **columns,
        )


@pytest.fixture
def shelf(app, cast) -> Shelf:
    return Shelf(cast)
