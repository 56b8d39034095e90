"""Small acts of readers, each a resource: POST makes it, DELETE takes it back."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from sqlalchemy import select

from community import ratelimit
from community.answering import see_other
from community.extensions import db, writing
from community.forum import accepting, following, policy, reading, telling, voting
from community.forum.blueprint import pages
from community.forum.loading import with_post, with_thread
from community.forum.models import Post, Thread
from community.guards import me, signed_in


def may_withdraw(user: Any, post: Post) -> bool:
    return policy.can_withdraw(user, post.thread) and post.thread.answer_post_id == post.id


def is_member(user: Any, thing: Any) -> bool:
    return signed_in(user)


def may_me_too(user: Any, thread: Thread) -> bool:
    return user is not None and user.is_active and user.id != thread.author_id


@pages.post("/posts/<int:post_id>/acceptance")
@with_post(policy.can_accept)
def accept_answer(post: Post) -> Any:
    with writing():
        accepting.accept(post, by=me())
    flash(_("Thank you. Others will find the answer more easily now."))
    return to_post(post)


@pages.delete("/posts/<int:post_id>/acceptance")
@with_post(may_withdraw)
def withdraw_answer(post: Post) -> Any:
    with writing():
        accepting.withdraw(db.session.get_one(Thread, post.thread_id), by=me())
    return to_post(post)


@pages.post("/posts/<int:post_id>/vote")
@with_post(policy.can_vote)
def vote(post: Post) -> Any:
    ratelimit.spend("vote", me().id)
    with writing():
        voting.vote(post, by=me())
    return to_post(post)


@pages.delete("/posts/<int:post_id>/vote")
@with_post(is_member)
def unvote(post: Post) -> Any:
    with writing():
        voting.unvote(post, by=me())
    return to_post(post)


@pages.post("/t/<int:thread_id>/me-too")
@with_thread(may_me_too)
def have_this_too(thread: Thread) -> Any:
    ratelimit.spend("vote", me().id)
    with writing():
        voting.vote(_opening(thread), by=me())
        following.follow(thread, me())
    flash(_("Noted. You will hear what comes of it."))
    return to_thread(thread)


@pages.delete("/t/<int:thread_id>/me-too")
@with_thread(is_member)
def have_this_no_more(thread: Thread) -> Any:
    with writing():
        voting.unvote(_opening(thread), by=me())
    return to_thread(thread)


@pages.post("/t/<int:thread_id>/following")
@with_thread(policy.can_follow)
def follow(thread: Thread) -> Any:
    with writing():
        following.follow(thread, me())
    return to_thread(thread)


@pages.delete("/t/<int:thread_id>/following")
@with_thread(policy.can_follow)
def unfollow(thread: Thread) -> Any:
    with writing():
        following.unfollow(thread, me())
    return to_thread(thread)


@pages.post("/t/<int:thread_id>/company")
@with_thread(policy.can_ask_company)
def call_company(thread: Thread) -> Any:
    with writing():
        telling.ask_company(thread, me())
    flash(_("Thank you. Our team looks at it sooner."))
    return to_thread(thread)


@pages.post("/t/<int:thread_id>/reading")
@with_thread(is_member)
def note_reading(thread: Thread) -> Any:
    """A beacon: kept in memory, written within a second, and nobody waits for it."""
    text = request.form.get("number", "")
    if text.isascii() and text.isdigit() and len(text) < 8:
        reading.saw(me().id, thread.id, min(int(text), thread.last_number))
    return "", 204


def _opening(thread: Thread) -> Post:
    return db.session.execute(
        select(Post).where(Post.thread_id == thread.id, Post.number == 1)
    ).scalar_one()


def to_post(post: Post) -> Any:
    return see_other(f"/posts/{post.id}")


def to_thread(thread: Thread) -> Any:
    return see_other(thread.path)
