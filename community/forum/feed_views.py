"""The feeds, beside the pages they follow; the same for everyone, whoever is signed in."""

from flask import Response, abort, current_app
from sqlalchemy import select

from community.accounts.readers import VISITOR
from community.caching import cached_for_visitors
from community.extensions import db
from community.forum import feeds, finding
from community.forum.blueprint import pages
from community.forum.models import Category, Post, Thread
from community.forum.queries import categories_visible_to, visible_to
from community.forum.touching import tags_of_lists, tags_of_thread
from community.guards import allow, everyone


@pages.get("/index.atom")
@allow(everyone)
@cached_for_visitors(tags_of_lists)
def feed_of_all() -> Response:
    name = current_app.config["SETTINGS"].site_name
    return feeds.atom(name, "/", feeds.newest_threads())


@pages.get("/c/<slug>.atom")
@allow(everyone)
@cached_for_visitors(tags_of_lists)
def feed_of_category(slug: str) -> Response:
    category = db.session.scalar(
        select(Category).where(Category.slug == slug, categories_visible_to(VISITOR))
    )
    if category is None:
        abort(404)
    rows = feeds.newest_threads(Thread.category_id == category.id)
    return feeds.atom(category.name, f"/c/{slug}", rows)


@pages.get("/tags/<name>.atom")
@allow(everyone)
@cached_for_visitors(tags_of_lists)
def feed_of_tag(name: str) -> Response:
    rows = feeds.newest_threads(Thread.id.in_(finding.tagged(name)))
    if not rows:
        abort(404)
    return feeds.atom(name, f"/tags/{name}", rows)


@pages.get("/t/<int:thread_id>-<slug>.atom")
@allow(everyone)
@cached_for_visitors(tags_of_thread)
def feed_of_thread(thread_id: int, slug: str) -> Response:
    thread = db.session.scalar(
        select(Thread).where(Thread.id == thread_id, visible_to(VISITOR), Thread.slug == slug)
    )
    if thread is None:
        abort(404)
    rows = feeds.entries(Post.thread_id == thread.id)
    return feeds.atom(thread.title, thread.path, rows)
