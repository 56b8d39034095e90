"""Staff join threads that belong together, and make guides from answers."""

from typing import Any

from flask import abort, flash, render_template
from flask_babel import gettext as _

from community import ratelimit
from community.answering import see_other
from community.extensions import db, writing
from community.forms import refuse
from community.forum import guiding, linking, policy
from community.forum.acting_views import to_thread
from community.forum.asking_views import categories_of_reader
from community.forum.blueprint import pages
from community.forum.forms import AskForm
from community.forum.loading import load_thread, with_post, with_thread
from community.forum.models import Category, Post, Thread
from community.forum.rendering import rendered
from community.guards import me


@pages.post("/t/<int:thread_id>/links/<int:other_id>")
@with_thread(policy.can_link)
def link(thread: Thread, other_id: int) -> Any:
    with writing():
        linking.link(thread, _other(thread, other_id), "related")
    return to_thread(thread)


@pages.delete("/t/<int:thread_id>/links/<int:other_id>")
@with_thread(policy.can_link)
def unlink(thread: Thread, other_id: int) -> Any:
    with writing():
        other = _other(thread, other_id)
        linking.unlink(thread, other, "related")
        linking.unlink(other, thread, "related")
    return to_thread(thread)


@pages.get("/posts/<int:post_id>/guide")
@with_post(policy.can_make_guide)
def show_guide(post: Post) -> str:
    """A guide prefilled from an answer, to be made fit for everybody."""
    data = {
        "title": post.thread.title,
        "body": guiding.first_draft(post),
        "category": post.thread.category.slug,
        "kind": "guide",
    }
    form = AskForm(me(), categories_of_reader(), data=data)
    return render_template("forum/show_guide.html", form=form, post=post, thread=post.thread)


@pages.post("/posts/<int:post_id>/guide")
@with_post(policy.can_make_guide)
def make_guide(post: Post) -> Any:
    user = me()
    form = AskForm(user, categories_of_reader())
    if not form.validate() or form.chosen_category is None:
        return refuse("forum/show_guide.html", form, post=post, thread=post.thread)
    ratelimit.spend("ask", user.id)
    category_id, source = form.chosen_category.id, form.body.data or ""
    body = rendered(source)
    with writing():
        category = db.session.get_one(Category, category_id)
        written = (form.title.data or "", body, source)
        guide = guiding.make_guide(post, user, category, *written, form.tags.data, form.once.data)
        path = guide.path
    flash(_("The guide is there, and the question leads to it."))
    return see_other(path)


def _other(thread: Thread, other_id: int) -> Thread:
    other = load_thread(me(), other_id)
    if other is None or other.id == thread.id:
        abort(404)
    return other
