"""Ask: with an account at once, without one by a mail that publishes the question."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, session
from sqlalchemy import select
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response

from community import ratelimit
from community.accounts import people, sessions
from community.accounts.readers import reader_of
from community.answering import see_other
from community.attachments.remaking import BadPicture
from community.extensions import db, writing
from community.forms import refuse
from community.forum import asking_first, policy
from community.forum.acts import UnconfirmedQuestion
from community.forum.blueprint import pages
from community.forum.forms import AskForm, PublishForm
from community.forum.models import KINDS, Category
from community.forum.posting import ask
from community.forum.queries import categories_visible_to
from community.forum.rendering import rendered, shown_to_its_author
from community.forum.upload_views import pictures_of_form, say_why
from community.guards import allow, everyone, me

#: told of a form that was accepted, in the request of whoever sent it; they only note it
accepted: list[Callable[[], None]] = []
WAITING = "question"  # the session's key for the question that waits for its mail link


@pages.get("/ask")
@allow(everyone)
def show_ask() -> str:
    """Filled in from the address: search offers to ask what it did not find."""
    wanted = {name: request.args.get(name, "")[:2000] for name in ("title", "body")}
    if (kind := request.args.get("kind")) in KINDS:
        wanted["kind"] = str(kind)
    return render_template(
        "forum/show_ask.html", form=_form(data=wanted, category=request.args.get("category"))
    )


@pages.post("/ask")
@allow(everyone)
def add_thread() -> Any:
    form = _form()
    if not form.validate():
        return refuse("forum/show_ask.html", form)
    answer = _ask_later(form) if form.user is None else _ask_now(form)
    if isinstance(answer, Response):  # not a form that was refused after all
        for tell in accepted:
            tell()
    return answer


def _ask_now(form: AskForm) -> Any:
    user = form.user
    assert user is not None and form.chosen_category is not None
    ratelimit.spend("ask", user.id)
    category_id = form.chosen_category.id
    try:
        source = "\n\n".join([form.body.data, *pictures_of_form(user.id)])
    except BadPicture as bad:
        form.body.errors = [say_why(bad)]
        return refuse("forum/show_ask.html", form)
    body = rendered(source)
    with writing():
        thread = ask(
            user,
            db.session.get_one(Category, category_id),
            form.kind.data,
            form.title.data,
            body,
            source,
            tags=form.tags.data,
            audience=form.audience.data,
            once=form.once.data,
        )
        path = thread.path
    return see_other(path)


def _ask_later(form: AskForm) -> Any:
    """It waits unseen; nothing is rendered or shown before the mailbox was proved."""
    assert form.chosen_category is not None
    ratelimit.spend("ask_visitor", ratelimit.address())
    ratelimit.spend("mail_key", form.email.data.lower())
    category_id = form.chosen_category.id
    with writing():
        row, _key = asking_first.keep_unseen(
            form.email.data,
            db.session.get_one(Category, category_id),
            form.kind.data,
            form.title.data,
            form.body.data,
            tags=form.tags.data,
            audience=form.audience.data,
            once=form.once.data,
        )
        session[WAITING] = row.id
    return see_other("/ask/sent")


@pages.get("/ask/sent")
@allow(everyone)
def show_sent() -> Any:
    row = _waiting()
    if row is None:
        return redirect(request.script_root + "/ask")
    if row.published_thread_id:
        return redirect(f"{request.script_root}/t/{row.published_thread_id}")
    return render_template("forum/show_sent.html", question=row)


@pages.post("/ask/address")
@allow(everyone)
def change_address() -> Any:
    """The mail went to a wrong address: the question waits anew, under another key."""
    row = _waiting()
    if row is None or row.published_thread_id:
        abort(404)
    category = db.session.get_one(Category, row.category_id)
    form = AskForm(None, [category], meta={"csrf": False})
    if form.email.errors or not form.email.validate(form) or not form.email.data:
        return render_template("forum/show_sent.html", question=row, form=form), 422
    ratelimit.spend("ask_visitor", ratelimit.address())
    ratelimit.spend("mail_key", form.email.data.lower())
    kept = (row.kind, row.title, row.source, row.tags, row.audience)
    row_id, category_id = row.id, category.id
    with writing():
        db.session.delete(db.session.get_one(UnconfirmedQuestion, row_id))
        again, _key = asking_first.keep_unseen(
            form.email.data, db.session.get_one(Category, category_id), *kept
        )
        session[WAITING] = again.id
    return see_other("/ask/sent")


@pages.get("/ask/confirm/<key>")
@allow(everyone)
def show_confirm(key: str) -> Any:
    question = asking_first.find(key)
    if question is None:
        abort(410)
    if question.published_thread_id:
        return redirect(f"{request.script_root}/t/{question.published_thread_id}")
    form = PublishForm(data={"name": people.suggested_name(question.email)})
    return render_template("forum/show_confirm.html", form=form, **_unseen(key))


@pages.post("/ask/confirm/<key>")
@allow(everyone)
def confirm(key: str) -> Any:
    """Publish and sign in; the question's clock starts here."""
    form = PublishForm()
    if asking_first.find(key) and not form.validate():
        return refuse("forum/show_confirm.html", form, **_unseen(key))
    body = _unseen(key)["body"]
    with writing():
        question = asking_first.find(key)
        if question is None:
            abort(410)
        db.session.refresh(question, with_for_update=True)  # PostgreSQL: two clicks at once
        author = people.find_or_make_by_email(question.email, form.name.data or "")
        if not author.is_active:
            raise UnprocessableEntity
        people.confirm_email(author)
        first_click = question.published_thread_id is None
        thread = asking_first.publish(question, author, body)
        path = f"/t/{thread.id}"  # without the title: this may be the second click, of whomever
        if first_click:  # a link works once as a key: afterwards it only leads to the question
            sessions.begin(author, request.user_agent.string)
            path = thread.path
    session.pop(WAITING, None)
    return see_other(path)


def _unseen(key: str) -> dict[str, Any]:
    """The waiting question, and whether its author needs a name yet."""
    question = asking_first.find(key)
    if question is None:
        abort(410)
    is_new = people.by_email(question.email) is None
    return {
        "question": question,
        "body": shown_to_its_author(question.source),
        "key": key,
        "is_new": is_new,
    }


def _form(category: str | None = None, **values: Any) -> AskForm:
    user = me()
    form = AskForm(user, categories_of_reader(), wished=category, **values)
    if not form.categories:
        abort(403)
    return form


def categories_of_reader() -> list[Category]:
    """Where this person may open a thread; visitors: where everybody with an account may."""
    user = me()
    rows = db.session.scalars(
        select(Category)
        .where(categories_visible_to(reader_of(user)))
        .order_by(Category.position, Category.id)
    )
    if user is None:
        return [c for c in rows if c.who_may_post == "members"]
    return [c for c in rows if policy.can_post_in(user, c)]


def _waiting() -> UnconfirmedQuestion | None:
    number = session.get(WAITING)
    return db.session.get(UnconfirmedQuestion, number) if isinstance(number, int) else None
