"""The filters every forum has: category, tag, author, organisation, kind and state."""

from collections.abc import Sequence
from functools import partial

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, User
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.acts import Following
from community.forum.models import KINDS, SUPPORT_STATES, Category, Post, Tag, Thread, ThreadTag
from community.forum.queries import categories_visible_to, listed, visible_to
from community.search import filtering_by_content, filtering_by_time, sorting
from community.search.language import Filter, Narrowing, NotUnderstood, add_filter
from community.search.text import folded

MOST_NEAR = 100  # names among which a near one is looked for
SHOWN = 3  # examples of one filter
#: what customers say for a state, and what it stands for
WORDS = {
    "waiting": ("unanswered", "needs_reply"),
    "answered": ("replied",),
}
ABOUT = {
    "waiting": _l("Questions that wait for a reply."),
    "answered": _l("Questions that have a reply, but are not marked as solved."),
    "unanswered": _l("Questions nobody has replied to yet."),
    "needs_reply": _l("Questions whose asker still needs help."),
    "replied": _l("Questions with a reply after which the asker has not come back."),
    "needs_info": _l("Questions that wait for details from the asker."),
    "solved": _l("Questions with an accepted answer."),
}


def init_app(app: Flask) -> None:
    """Teach the language its own filters, in the order in which the help page lists them."""
    add_filter(
        Filter(
            "category",
            _category,
            about=_l("In one category; several: in any of them."),
            examples=_category_names,
            one_of="category",
        )
    )
    with_tags = _l("With a tag; several: with all of them.")
    add_filter(Filter("tag", _tag, about=with_tags, examples=_tag_names))
    add_filter(
        Filter(
            "author",
            _author,
            about=_l("Opened by this person; several: by any of them."),
            examples=_author_names,
            one_of="author",
        )
    )
    add_filter(
        Filter(
            "organisation",
            _organisation,
            for_staff=True,
            about=_l("Opened by somebody of this organisation: its name, or its key."),
            examples=_organisation_names,
            one_of="organisation",
        )
    )
    of_kind = _l("Of one kind; several: of any of them.")
    add_filter(Filter("kind", _kind, about=of_kind, examples=lambda reader: KINDS, one_of="kind"))
    for word in (*WORDS, *SUPPORT_STATES[:-1]):
        narrow = partial(_in_states, WORDS.get(word, (word,)))
        add_filter(Filter("is", narrow, value=word, about=ABOUT[word], one_of="state"))
    _add_other_states()
    for more in (filtering_by_content, filtering_by_time, sorting):
        more.add_filters()


def _add_other_states() -> None:
    mine = _l("Opened by you.")
    followed = _l("Followed by you.")
    held = _l("Kept back until staff approve it, or with such a post in it.")
    add_filter(Filter("is", _closed, value="closed", about=_l("Closed: no more replies.")))
    add_filter(Filter("is", _mine, value="mine", for_members=True, about=mine))
    add_filter(Filter("is", _followed, value="followed", for_members=True, about=followed))
    add_filter(Filter("is", _held, value="held", for_staff=True, about=held))


def _category(value: str, reader: Reader) -> Narrowing:
    asked = func.lower(value)
    found = db.session.scalar(
        select(Category.id).where(
            or_(func.lower(Category.slug) == asked, func.lower(Category.name) == asked),
            categories_visible_to(reader),
        )
    )
    if found is None:
        raise NotUnderstood(
            _("There is no category “%(name)s”.", name=value), _category_names(reader)
        )
    return Narrowing(Thread.category_id == found, (f"c{found}",))


def _category_names(reader: Reader) -> Sequence[str]:
    seen = select(Category.slug).where(categories_visible_to(reader)).order_by(Category.position)
    return db.session.scalars(seen.limit(MOST_NEAR)).all()


def _tag(value: str, reader: Reader) -> Narrowing:
    named = or_(Tag.name == folded(value), Tag.name == value)
    found = db.session.scalar(select(Tag.id).where(named, _worn(reader)).limit(1))
    if found is None:
        like = Tag.name.startswith(folded(value)[:1], autoescape=True)
        known = select(Tag.name).where(like, _worn(reader)).limit(MOST_NEAR)
        raise NotUnderstood(
            _("There is no tag “%(name)s”.", name=value), db.session.scalars(known).all()
        )
    wearing = select(ThreadTag.thread_id).where(ThreadTag.tag_id == found)
    each = exists().where(ThreadTag.thread_id == Thread.id, ThreadTag.tag_id == found)
    return Narrowing(Thread.id.in_(wearing), (f"t{found}",), each)


def _worn(reader: Reader) -> ColumnElement[bool]:
    """Condition over Tag: a thread that this reader may find has it."""
    return exists().where(
        ThreadTag.tag_id == Tag.id, Thread.id == ThreadTag.thread_id, visible_to(reader), listed()
    )


def _tag_names(reader: Reader) -> Sequence[str]:
    return db.session.scalars(select(Tag.name).where(_worn(reader)).limit(SHOWN)).all()


def _author(value: str, reader: Reader) -> Narrowing:
    name = value.removeprefix("@").lower()
    if name == "me" and reader.user_id is not None:
        return _mine(value, reader)
    found = _called(name, value)
    if not found:
        asked = exists().where(Thread.author_id == User.id, visible_to(reader), listed())
        like = User.username.istartswith(name[:1], autoescape=True)
        known = select(User.username).where(like, asked).limit(MOST_NEAR)
        raise NotUnderstood(
            _("There is nobody called “%(name)s” here.", name=value),
            db.session.scalars(known).all(),
        )
    return Narrowing(Thread.author_id.in_(found), tuple(f"a{one}" for one in found))


def _called(username: str, name: str) -> Sequence[int]:
    """Who has this username; else everybody who is shown under this name."""
    known = select(User.id).where(func.lower(User.username) == username)
    if (only := db.session.scalar(known)) is not None:
        return (only,)
    return db.session.scalars(select(User.id).where(User.name == name).limit(SHOWN)).all()


def _author_names(reader: Reader) -> Sequence[str]:
    """Yourself, or whoever asked last where this reader may read it."""
    if reader.user_id is not None:
        return ("me",)
    newest = select(User.username).join(Thread, Thread.author_id == User.id)
    newest = newest.where(visible_to(reader), listed()).order_by(Thread.id.desc())
    return db.session.scalars(newest.limit(1)).all()


def _organisation(value: str, reader: Reader) -> Narrowing:
    asked = func.lower(value)
    named = or_(func.lower(Organisation.name) == asked, Organisation.external_id == value)
    found = db.session.scalars(select(Organisation.id).where(named)).all()
    if not found:
        like = Organisation.name.istartswith(value[:1], autoescape=True)
        known = db.session.scalars(select(Organisation.name).where(like).limit(MOST_NEAR)).all()
        raise NotUnderstood(_("There is no organisation “%(name)s”.", name=value), known)
    people = select(User.id).where(User.organisation_id.in_(found))
    return Narrowing(Thread.author_id.in_(people))


def _organisation_names(reader: Reader) -> Sequence[str]:
    names = select(Organisation.name).order_by(Organisation.id).limit(SHOWN)
    return db.session.scalars(names).all()


def _mine(value: str, reader: Reader) -> Narrowing:
    if reader.user_id is None:
        raise NotUnderstood(_("Sign in to search what is yours."))
    return Narrowing(Thread.author_id == reader.user_id, (f"a{reader.user_id}",))


def _followed(value: str, reader: Reader) -> Narrowing:
    if reader.user_id is None:
        raise NotUnderstood(_("Sign in to search what you follow."))
    mine = select(Following.thread_id).where(
        Following.user_id == reader.user_id, Following.ended_at.is_(None)
    )
    return Narrowing(Thread.id.in_(mine))


def _kind(value: str, reader: Reader) -> Narrowing:
    kind = value.lower()
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise NotUnderstood(
            _("There is no kind “%(name)s”. There are: %(known)s.", name=value, known=known), KINDS
        )
    return Narrowing(Thread.kind == kind, (f"k:{kind}",))


def _in_states(states: tuple[str, ...], value: str, reader: Reader) -> Narrowing:
    return Narrowing(Thread.support_state.in_(states), tuple(f"s:{state}" for state in states))


def _closed(value: str, reader: Reader) -> Narrowing:
    closed: ColumnElement[bool] = or_(
        Thread.closed_at.is_not(None), Thread.support_state == "closed"
    )
    return Narrowing(closed, ("s:closed",))


def _held(value: str, reader: Reader) -> Narrowing:
    one = aliased(Thread, name="one")
    inside = select(Post.thread_id).where(Post.held_at.is_not(None), Post.hidden_at.is_(None))
    whole = select(one.id).where(one.held_at.is_not(None))
    return Narrowing(Thread.id.in_(union_all(whole, inside.correlate(None))), unlisted=True)
