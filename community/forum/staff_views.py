"""What staff do to posts and whole threads: verify, hide, close, sort."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from community.answering import local_path, see_other
from community.extensions import db, writing
from community.forms import clean_line, refuse
from community.forum import approving, closing, hiding, policy, privacy, refuting, verifying
from community.forum.acting_views import to_post, to_thread
from community.forum.blueprint import pages
from community.forum.editing import edit_thread
from community.forum.forms import ThreadForm
from community.forum.loading import with_post, with_thread
from community.forum.models import Category, Post, Thread
from community.forum.tagging import tags_of
from community.guards import me


@pages.post("/posts/<int:post_id>/verification")
@with_post(policy.can_verify)
def verify(post: Post) -> Any:
    path = f"/posts/{post.id}"
    with writing():
        verifying.verify(post, by=me())
    return see_other(local_path(request.args.get("next"), path))


@pages.delete("/posts/<int:post_id>/verification")
@with_post(policy.can_verify)
def unverify(post: Post) -> Any:
    with writing():
        verifying.unverify(post, by=me())
    return to_post(post)


@pages.post("/posts/<int:post_id>/refutation")
@with_post(policy.can_refute)
def refute(post: Post) -> Any:
    """From the queue back to it, where the question stands in its band now."""
    path = f"/posts/{post.id}"
    with writing():
        refuting.refute(post, by=me())
    flash(_("Marked as wrong. What is not answered otherwise waits for us again."))
    return see_other(local_path(request.args.get("next"), path))


@pages.delete("/posts/<int:post_id>/refutation")
@with_post(policy.can_verify)
def unrefute(post: Post) -> Any:
    with writing():
        refuting.unrefute(post, by=me())
    return to_post(post)


@pages.post("/posts/<int:post_id>/privacy")
@with_post(policy.can_make_private)
def make_private(post: Post) -> Any:
    with writing():
        privacy.make_private(post, by=me())
    return to_post(post)


@pages.delete("/posts/<int:post_id>/privacy")
@with_post(policy.can_make_private)
def make_public(post: Post) -> Any:
    with writing():
        privacy.make_public(post, by=me())
    return to_post(post)


@pages.post("/posts/<int:post_id>/approval")
@with_post(policy.can_approve)
def approve_post(post: Post) -> Any:
    """Let a held post go to its readers; nothing happens where it is not held."""
    path = post.thread.path
    with writing():
        approving.approve(post, by=me())
    flash(_("It is published."))
    return see_other(local_path(request.form.get("next"), path))


@pages.post("/posts/<int:post_id>/hiding")
@with_post(policy.can_hide)
def hide_post(post: Post) -> Any:
    thread_path = post.thread.path
    with writing():
        hiding.hide_post(post, me(), _reason())
    flash(_("It is hidden from readers now."))
    return to_post(post) if me().is_staff else see_other(thread_path)


@pages.delete("/posts/<int:post_id>/hiding")
@with_post(policy.can_restore)
def restore_post(post: Post) -> Any:
    with writing():
        hiding.restore_post(post, me(), _reason())
    return to_post(post)


@pages.post("/t/<int:thread_id>/hiding")
@with_thread(policy.can_hide)
def hide_thread(thread: Thread) -> Any:
    with writing():
        hiding.hide_thread(thread, me(), _reason())
    return to_thread(thread)


@pages.delete("/t/<int:thread_id>/hiding")
@with_thread(policy.can_restore)
def restore_thread(thread: Thread) -> Any:
    with writing():
        hiding.restore_thread(thread, me(), _reason())
    return to_thread(thread)


@pages.post("/t/<int:thread_id>/closure")
@with_thread(policy.can_close)
def close(thread: Thread) -> Any:
    with writing():
        closing.close(thread, me(), _reason())
    return to_thread(thread)


@pages.delete("/t/<int:thread_id>/closure")
@with_thread(policy.can_close)
def reopen(thread: Thread) -> Any:
    with writing():
        closing.reopen(thread, me(), _reason())
    return to_thread(thread)


@pages.get("/t/<int:thread_id>/edit")
@with_thread(policy.can_edit_thread)
def show_thread_edit(thread: Thread) -> str:
    form = _thread_form(thread)
    form.title.data, form.tags.data = thread.title, ", ".join(tags_of(thread.id))
    return render_template("forum/show_thread_edit.html", thread=thread, form=form)


@pages.post("/t/<int:thread_id>/edit")
@with_thread(policy.can_edit_thread)
def change_thread(thread: Thread) -> Any:
    form = _thread_form(thread)
    if not form.validate():
        return refuse("forum/show_thread_edit.html", form, thread=thread)
    user, category_id = me(), form.chosen_category.id
    with writing():
        sorted_by_staff = policy.can_move(user, thread)
        edit_thread(
            thread,
            user,
            title=form.title.data,
            tags=form.tags.data,
            category=db.session.get(Category, category_id) if sorted_by_staff else None,
            kind=form.kind.data if sorted_by_staff else None,
        )
        path = thread.path
    return see_other(path)


def _thread_form(thread: Thread) -> ThreadForm:
    user = me()
    rows = db.session.scalars(select(Category).order_by(Category.position)).all()
    seen = [c for c in rows if policy.can_see_category(user, c)]
    return ThreadForm(thread, seen)


def _reason() -> str:
    return clean_line(request.form.get("reason", ""))[:300]
