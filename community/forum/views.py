"""The pages people read: categories, tags, threads, and the way to one post."""

from dataclasses import replace
from typing import Any

from flask import Response, abort, redirect, render_template, request
from sqlalchemy import select

from community import panels
from community.accounts.models import User
from community.accounts.readers import Reader, reader_of
from community.answering import see_other
from community.caching import cached_for_visitors
from community.extensions import db
from community.forum import finding, policy, thread_page
from community.forum.blueprint import pages
from community.forum.models import KINDS, Category, Post, Thread, post_path
from community.forum.queries import categories_visible_to, posts_visible_to
from community.forum.replying import reply_box
from community.forum.structured import question_and_answers
from community.forum.touching import tags_of_lists, tags_of_thread
from community.guards import allow, everyone, me
from community.pagination import Page

THIN = 80  # characters: a shorter question that nobody answered helps no searcher


@pages.get("/c/<slug>")
@allow(everyone)
@cached_for_visitors(tags_of_lists)
def show_category(slug: str) -> str:
    reader = reader_of(me())
    category = db.session.scalar(
        select(Category).where(Category.slug == slug, categories_visible_to(reader))
    )
    if category is None:
        abort(404)
    found = _list(reader, category_id=category.id)
    page = Page([replace(row, category_name=None) for row in found], found.after)
    return render_template("forum/show_category.html", category=category, page=page, **_asked())


@pages.get("/tags/<name>")
@allow(everyone)
@cached_for_visitors(tags_of_lists)
def show_tag(name: str) -> str:
    reader = reader_of(me())
    page = _list(reader, tag=name)
    if not page.rows and not finding.threads_page(reader, finding.Wanted(tag=name), size=1).rows:
        abort(404)  # also for a word that only threads have which this reader may not see
    return render_template("forum/show_tag.html", name=name, page=page, **_asked())


@pages.get("/t/<int:thread_id>")
@pages.get("/t/<int:thread_id>-<slug>")
@allow(everyone)
@cached_for_visitors(tags_of_thread)
def show_thread(thread_id: int, slug: str = "") -> Any:
    user = me()
    page = thread_page.load(thread_id, _page_number(), user)
    if page is None:
        abort(404)
    if slug != page.thread.slug:
        return redirect(request.script_root + page.path, code=301)
    return render_template(
        "forum/show_thread.html",
        page=page,
        thread=page.thread,
        reply=reply_box(page.thread, user),
        is_asker=user is not None and user.id == page.thread.author_id,
        may_call_company=policy.can_ask_company(user, page.thread),
        thin=_is_thin(page),
        structured=question_and_answers(page) if user is None else None,  # for search engines
    )


@pages.get("/posts/<int:post_id>")
@allow(everyone)
def show_post(post_id: int) -> Response:
    """The lasting address of a post: where it stands today."""
    row = db.session.execute(
        select(Thread.id, Thread.slug, Post.number)
        .join(Post, Post.thread_id == Thread.id)
        .where(Post.id == post_id, posts_visible_to(reader_of(me())))
    ).first()
    if row is None:
        abort(404)
    return see_other(post_path(row.id, row.slug, row.number))


def _list(reader: Reader, **narrowed: Any) -> Page:
    asked = _asked()
    wanted = finding.Wanted(**narrowed, state=asked["state"] or None, kind=asked["kind"] or None)
    return finding.threads_page(reader, wanted, cursor=request.args.get("after"))


def _asked() -> dict[str, Any]:
    """What the address asks of a list, as far as it makes sense."""
    state, kind = request.args.get("state"), request.args.get("kind")
    return {
        "state": state if state in finding.STATES else "",
        "kind": kind if kind in KINDS else "",
        "narrowed": bool(request.args),
    }


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not text.isdecimal() or len(text) > 6:
        abort(404)
    return int(text)


def _is_thin(page: thread_page.ThreadPage) -> bool:
    thread, opening = page.thread, page.opening
    if thread.audience != "public" or thread.hidden_at or thread.held_at:
        return True
    lonely = thread.public_posts <= 1 and opening is not None
    return lonely and opening is not None and len(opening.excerpt) < THIN


def threads_of_person(person: User) -> dict[str, Any] | None:
    """The box on a profile: what this person asked and answered, as far as the reader may see."""
    from community.forum.person import contributions

    return contributions(person, reader_of(me()))


panels.add("profile.main", "forum/_person_panel.html", threads_of_person)
