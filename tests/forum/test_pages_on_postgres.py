"""The same pages from PostgreSQL: its types are stricter than SQLite's."""

import pytest
from flask import session

from community import create_app
from community.accounts import sessions
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import reading
from community.forum.acts import Reading
from config import Settings
from tests.cast import make_cast
from tests.conftest import Browser
from tests.forum.test_reading_pages import numbers
from tests.forum.test_writing_pages import QUESTION
from tests.forum.written import written_thread

pytestmark = pytest.mark.postgres

PATHS = [
    "/",
    "/c/help",
    "/c/help?state=waiting",
    "/c/help?state=answered&kind=question",
    "/tags/paper",
    "/u/ana",
    "/index.atom",
    "/c/help.atom",
    "/tags/paper.atom",
    "/sitemap.xml",
    "/sitemap-0.xml",
    "/ask",
]


@pytest.fixture
def pages_app(postgres, tmp_path):
    app = create_app(
        Settings(
            secret_key="only-for-tests-0123456789abcdef",
            public_url="http://localhost",
            database_url=postgres,
            var_dir=tmp_path,
            worker_inside=False,
        )
    )
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        with writing():
            db.metadata.create_all(db.session.connection())
            app.extensions["cast"] = make_cast("x")
        yield app
        db.session.remove()
        db.engine.dispose()


def browser_of(app, username):
    client = app.test_client()
    with app.test_request_context():
        person = db.session.query(User).filter_by(username=username).one()
        with writing():
            sessions.begin(person)
        key = session[sessions.COOKIE_KEY]
    with client.session_transaction() as kept:
        kept[sessions.COOKIE_KEY] = key
    return client


def test_people_read_and_write(pages_app):
    cast = pages_app.extensions["cast"]
    thread_id = written_thread(cast, replies=24, tags=["paper"])
    for number in range(32):
        written_thread(cast, title=f"One of many, {number}")
    ana, sam = browser_of(pages_app, "ana"), browser_of(pages_app, "sam")
    for client in (pages_app.test_client(), ana, sam):
        for path in [*PATHS, f"/t/{thread_id}-my-printer.atom"]:
            assert client.get(path).status_code == 200, path
        assert numbers(client.get(f"/t/{thread_id}-my-printer?page=2")) == [21, 22, 23, 24, 25]
        page = client.get("/c/help").text
        assert 'rel="next"' in page
    assert ana.post("/ask", data={**QUESTION, "tags": "router"}).status_code == 303
    assert sam.post(f"/t/{thread_id}/posts", data={"body": "From PostgreSQL."}).status_code == 303
    ana.post(f"/t/{thread_id}/reading", data={"number": "7"})
    reading.flush()
    ana.post(f"/t/{thread_id}/reading", data={"number": "5"})
    reading.flush()
    assert db.session.get(Reading, (thread_id, cast.people["ana"])).number == 7
