"""A guide made from an answer: for everybody who comes after, linked with where it came from."""

from flask import current_app
from flask_babel import gettext as _

from community.accounts.models import User
from community.extensions import db
from community.forum import linking, policy
from community.forum.models import Category, Post, Thread, post_path
from community.forum.posting import Refused, ask
from community.markup import Rendered


def first_draft(post: Post) -> str:
    """The answer's own text, and where it comes from; its author stays named."""
    url = current_app.config["SETTINGS"].public_url
    address = f"{url}{post_path(post.thread_id, post.thread.slug, post.number)}"
    words = _("This guide grew from an answer by %(name)s:", name=post.author.name)
    return f"{post.source.strip()}\n\n---\n\n{words} <{address}>"


def make_guide(
    post: Post,
    by: User,
    category: Category,
    title: str,
    body: Rendered,
    source: str,
    tags: str | None = None,
    once: str | None = None,
) -> Thread:
    """Inside writing(). What is not public makes no guide."""
    thread = db.session.get_one(Thread, post.thread_id)
    if not policy.can_make_guide(by, post):
        raise Refused
    guide = ask(by, category, "guide", title, body, source, tags=tags or "", once=once)
    if guide.id != thread.id:
        linking.link(thread, guide, "related")
    return guide
