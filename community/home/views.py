"""The front page and the few pages that stand still."""

from typing import Any

from flask import Response, current_app, render_template
from sqlalchemy import literal, select, union_all

from community.accounts.prepared import prepared
from community.accounts.readers import VISITOR, Reader, reader_of
from community.caching import cached_for_visitors
from community.extensions import db
from community.forum import finding
from community.forum.models import Category, Thread
from community.forum.queries import categories_visible_to, listed, visible_to
from community.forum.touching import tags_of_lists
from community.guards import allow, everyone, me
from community.home.blueprint import pages

LATEST = 12  # threads on the front page
WAITING = 6
A_CATEGORY = 1  # newest threads named under a category
SITEMAP_IDS = 2_000  # ids a file: made in a few milliseconds, for nothing else runs meanwhile


@pages.get("/")
@allow(everyone)
@cached_for_visitors(tags_of_lists)
def show_front() -> str:
    reader = reader_of(me())
    categories = db.session.scalars(
        select(Category).where(categories_visible_to(reader)).order_by(Category.position)
    ).all()
    return render_template(
        "home/show_front.html",
        categories=categories,
        newest=_newest_by_category(reader, categories),
        latest=finding.threads_page(reader, size=LATEST),
        waiting=finding.threads_page(reader, finding.WAITING, size=WAITING),
    )


def _newest_by_category(reader: Reader, categories: Any) -> dict[int, list[Any]]:
    """Titles under each category: one statement, each part of it a few steps in an index."""
    found: dict[int, list[Any]] = {category.id: [] for category in categories}
    if found:
        for row in _newest(reader, *found):
            found[row.category_id].append(row)
    return found


@prepared
def _newest(reader: Reader, *category_ids: int) -> Any:
    return union_all(*[_newest_of(reader, category_id) for category_id in category_ids])


def _newest_of(reader: Reader, category_id: int) -> Any:
    newest = (
        select(literal(category_id).label("category_id"), Thread.id, Thread.slug, Thread.title)
        .where(Thread.category_id == category_id, visible_to(reader), listed())
        .order_by(Thread.public_active_at.desc(), Thread.id.desc())
        .limit(A_CATEGORY)
        .subquery()
    )
    return select(newest)


@pages.get("/rules")
@allow(everyone)
@cached_for_visitors([])
def show_rules() -> str:
    return render_template("home/show_rules.html")


@pages.get("/privacy")
@allow(everyone)
@cached_for_visitors([])
def show_privacy() -> str:
    return render_template("home/show_privacy.html")


@pages.get("/robots.txt")
@allow(everyone)
def robots() -> Response:
    site = current_app.config["SETTINGS"]
    text = render_template("home/robots.txt", root=site.root_path, site=site.public_url)
    return Response(text, mimetype="text/plain")


@pages.get("/sitemap.xml")
@allow(everyone)
@cached_for_visitors(["sitemap"])
def sitemap() -> Response:
    """The index: one file for each thousand of thread ids, so that no file ever moves."""
    newest = db.session.scalar(select(Thread.id).order_by(Thread.id.desc()).limit(1)) or 0
    files = range(newest // SITEMAP_IDS + 1)
    return _xml("home/sitemap_index.xml", files=files)


@pages.get("/sitemap-<int:part>.xml")
@allow(everyone)
@cached_for_visitors(["sitemap"])
def sitemap_part(part: int) -> Response:
    first = part * SITEMAP_IDS
    threads = db.session.execute(
        select(Thread.id, Thread.slug, Thread.public_active_at)
        .where(Thread.id.between(first, first + SITEMAP_IDS - 1), visible_to(VISITOR), listed())
        .order_by(Thread.id)
    ).all()
    return _xml("home/sitemap.xml", threads=threads, part=part, categories=_public_categories())


def _public_categories() -> Any:
    return db.session.scalars(select(Category).where(categories_visible_to(VISITOR))).all()


def _xml(template: str, **values: Any) -> Response:
    text = render_template(template, site=current_app.config["SETTINGS"].public_url, **values)
    return Response(text, mimetype="application/xml")
