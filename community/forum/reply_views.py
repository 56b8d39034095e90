"""Reply, edit, and look at what an edit changed."""

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from community import ratelimit
from community.accounts.readers import reader_of
from community.answering import see_other
from community.attachments.remaking import BadPicture
from community.extensions import db, writing
from community.forms import new_once, refuse
from community.forum import meanwhile, policy
from community.forum.acts import Revision
from community.forum.blueprint import pages
from community.forum.editing import edit_post
from community.forum.forms import EditForm, ReplyForm
from community.forum.loading import with_post, with_thread
from community.forum.models import Post, Thread, post_path
from community.forum.posting import Refused, lock, reply
from community.forum.queries import posts_visible_to
from community.forum.quoting import quoted
from community.forum.rendering import rendered
from community.forum.replying import reply_box
from community.forum.revising import history
from community.forum.upload_views import pictures_of_form, say_why
from community.guards import me
from community.markup import Rendered


@pages.get("/t/<int:thread_id>/posts")
@with_thread(policy.can_reply)
def show_reply(thread: Thread) -> str:
    """The composer on a page of its own: `?reply_to=<number>` or `?quote=<post id>`."""
    post = _meant(thread)
    box = reply_box(
        thread,
        me(),
        reply_to=post.number if post else None,
        body=quoted(post) if post else "",
        audience=post.audience if post else thread.audience,
    )
    return render_template("forum/show_reply.html", thread=thread, reply=box)


@pages.post("/t/<int:thread_id>/posts")
@with_thread(policy.can_reply)
def add_post(thread: Thread) -> Any:
    user = me()
    form = ReplyForm(policy.intents_for(user, thread), policy.audiences_for(user, thread))
    if not form.validate():
        return _refused(thread, form)
    if form.says_same_here and not user.is_team and user.id != thread.author_id:
        return _refused(thread, form, same_here=True)
    ratelimit.spend("post_team" if user.is_team else "post", user.id)
    try:
        source = "\n\n".join([form.body.data, *pictures_of_form(user.id)])
    except BadPicture as bad:
        form.body.errors = [say_why(bad)]
        return _refused(thread, form)
    body = rendered(source)
    try:
        with writing():
            post = _write(thread, form, source, body)
            path, held = post_path(thread.id, thread.slug, post.number), post.held_at
    except meanwhile.AnsweredMeanwhile as quicker:
        return _refused(thread, form, quicker.posts)
    except Refused:  # closed or moved while this was written
        form.body.errors = [_("This cannot be posted here any more.")]
        return _refused(thread, form)
    if held:
        flash(_("One of us looks at it before others can read it. You need not send it again."))
    return see_other(path)


def _write(thread: Thread, form: ReplyForm, source: str, body: Rendered) -> Post:
    lock(thread)
    meanwhile.check(thread, me(), form.seen.data, form.audience.data)
    return reply(
        thread,
        me(),
        source,
        body,
        intent=form.intent.data or None,
        audience=form.audience.data,
        reply_to=form.reply_to.data,
        next_word_by=form.promised,
        once=form.once.data,
    )


@pages.get("/posts/<int:post_id>/edit")
@with_post(policy.can_edit)
def show_edit(post: Post) -> str:
    form = EditForm(data={"body": post.source})
    return render_template("forum/show_edit.html", post=post, thread=post.thread, form=form)


@pages.post("/posts/<int:post_id>/edit")
@with_post(policy.can_edit)
def change_post(post: Post) -> Any:
    user = me()
    form = EditForm()
    shown = {"post": post, "thread": post.thread}
    if not form.validate():
        return refuse("forum/show_edit.html", form, **shown)
    ratelimit.spend("post_team" if user.is_team else "post", user.id)
    try:
        source = "\n\n".join([form.body.data, *pictures_of_form(user.id)])
    except BadPicture as bad:
        form.body.errors = [say_why(bad)]
        return refuse("forum/show_edit.html", form, **shown)
    body = rendered(source)
    with writing():
        edit_post(post, user, source, body, reason=form.reason.data)
    return see_other(f"/posts/{post.id}")


@pages.get("/posts/<int:post_id>/revisions")
@with_post()
def show_revisions(post: Post) -> str:
    """Everyone sees that and when; what it said is for its author and staff, since people edit
    to take a password or a name back."""
    user = me()
    full = user is not None and (user.is_staff or user.id == post.author_id)
    rows = db.session.scalars(
        select(Revision).where(Revision.post_id == post.id).order_by(Revision.id)
    ).all()
    return render_template(
        "forum/show_revisions.html",
        post=post,
        thread=post.thread,
        full=full,
        changes=history(post, rows, full),
    )


def _meant(thread: Thread) -> Post | None:
    """The post one answers, if it is of this thread and the reader may read it."""
    number, post_id = request.args.get("reply_to", ""), request.args.get("quote", "")
    statement = (
        select(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.thread_id == thread.id, posts_visible_to(reader_of(me())))
    )
    if number.isdecimal() and len(number) < 8:
        statement = statement.where(Post.number == int(number))
    elif post_id.isdecimal() and len(post_id) < 10:
        statement = statement.where(Post.id == int(post_id))
    else:
        return None
    return db.session.scalar(statement)


def _refused(
    thread: Thread,
    form: ReplyForm,
    quicker: Sequence[meanwhile.Meanwhile] = (),
    same_here: bool = False,
) -> Any:
    box = reply_box(
        thread,
        me(),
        body=form.body.data,
        once=form.once.data or new_once(),
        intent=form.intent.data,
        audience=form.audience.data if form.audience.data in form.audiences else thread.audience,
        reply_to=form.reply_to.data or None,
        next_word_by=form.next_word_by.data or "+60",
        errors=tuple(form.body.errors),
        time_errors=tuple(form.next_word_by.errors),
        same_here=same_here,
        seen=quicker[-1].number if quicker else form.seen.data or thread.last_number,
        meanwhile=tuple(quicker),
    )
    return refuse("forum/show_reply.html", form, thread=thread, reply=box)
