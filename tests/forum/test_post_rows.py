"""The one partial of a post: the same for every reader, at any time, so it may be kept."""

from datetime import timedelta

import pytest
from flask import g, render_template

from community import clock
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.listing import rows_of
from community.forum.models import Post
from community.forum.post_rows import post_html, post_row
from tests.forum.written import written_thread

EYES = Reader(is_staff=True, user_id=0)


@pytest.fixture
def thread_id(app, cast):
    return written_thread(cast, replies=1, tags=["paper"])


@pytest.mark.parametrize("template", ["forum/_post.html", "forum/_thread_row.html"])
def test_nothing_in_it_is_the_readers_or_the_moments(app, cast, thread_id, template):
    post = db.session.query(Post).filter_by(thread_id=thread_id, number=2).one()
    values = {"post": post_row(EYES, post.id), "thread": rows_of(EYES, [thread_id])[0]}
    seen = set()
    for who, days in ((None, 0), ("ana", 0), ("sam", 3), ("admin", 400)):
        with app.test_request_context("/anywhere"), clock.moved_by(timedelta(days=days)):
            if who:
                g._login_user = getattr(cast, who)
            seen.add(render_template(template, **values))
    assert len(seen) == 1


def test_a_change_makes_it_anew(app, cast, thread_id):
    from community.extensions import writing

    post_id = db.session.query(Post).filter_by(thread_id=thread_id, number=2).one().id
    with app.test_request_context():
        before = post_html(post_row(EYES, post_id))
        assert post_html(post_row(EYES, post_id)) is before
    with writing():
        db.session.get_one(Post, post_id).html = "<p>Something else</p>"
    with app.test_request_context():
        assert "Something else" in post_html(post_row(EYES, post_id))
