"""What one may not see is not there; what one may not do is refused."""

import pytest
from flask import g
from werkzeug.exceptions import Forbidden, NotFound

from community.forum import policy
from community.forum.loading import with_post, with_thread
from community.guards import SignInNeeded
from tests.statements import counted


@with_thread(policy.can_close)
def close(thread):
    return thread.title, thread.author.name, thread.category.name


@with_post()
def show(post):
    return post.number, post.author.name, post.thread.title, post.thread.category.name


@pytest.fixture
def as_user(app, cast):
    def call(view, who, **ids):
        with app.test_request_context():
            g._login_user = getattr(cast, who) if who else app.login_manager.anonymous_user()
            return view(**ids)

    return call


def test_staff_get_the_thread_with_author_and_category(forum, as_user):
    forum.ask()
    assert as_user(close, "sam", thread_id=forum.thread_id) == (
        "The box blinks",
        "Ana Alves",
        "Help",
    )


def test_a_post_comes_in_one_statement_with_all_it_needs(forum, as_user, app):
    forum.ask()
    post_id = forum.reply("ben")
    with app.test_request_context():
        g._login_user = forum.cast.ana
        g._login_user.id  # noqa: B018 (loaded, as by the session's statement)
        with counted() as seen:
            assert show(post_id=post_id) == (2, "Ben Brown", "The box blinks", "Help")
    assert len(seen) == 1


def test_a_visitor_is_sent_to_sign_in_and_a_customer_refused(forum, as_user):
    forum.ask()
    with pytest.raises(SignInNeeded):
        as_user(close, None, thread_id=forum.thread_id)
    with pytest.raises(Forbidden):
        as_user(close, "ana", thread_id=forum.thread_id)


@pytest.mark.parametrize("who", [None, "ben"])
def test_a_private_thread_is_not_there_for_others(forum, as_user, who):
    forum.ask(audience="asker_and_staff")
    post_id = forum.reply("sam")
    with pytest.raises(NotFound):
        as_user(close, who, thread_id=forum.thread_id)
    with pytest.raises(NotFound):
        as_user(show, who, post_id=post_id)
    assert as_user(show, "ana", post_id=post_id)


@pytest.mark.parametrize("thread_id", [0, 999, 2**31, 2**70])
def test_an_id_of_nothing_is_not_there(app, cast, as_user, thread_id):
    with pytest.raises(NotFound):
        as_user(close, "sam", thread_id=thread_id)


def test_a_hidden_post_is_there_for_staff_alone(forum, as_user):
    forum.ask()
    post_id = forum.reply("ben")
    forum.hide(post_id)
    with pytest.raises(NotFound):
        as_user(show, "ana", post_id=post_id)
    assert as_user(show, "sam", post_id=post_id)


def test_every_view_says_its_policy():
    assert close.policy is policy.can_close
    assert callable(show.policy)
