"""The asker's word, by button on the thread or behind a mail's link. A link signs nobody in: its
page has one button, and that button carries the mail's key or needs a sign-in."""

from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from community.accounts.models import User
from community.answering import see_other
from community.extensions import db, writing
from community.forum import mail_keys, policy, telling
from community.forum.blueprint import pages
from community.forum.loading import load_thread
from community.forum.models import Thread
from community.guards import SignInNeeded, allow, everyone, me


@pages.get("/t/<int:thread_id>/works")
@allow(everyone)
def show_works(thread_id: int) -> Any:
    thread, _person = _speaking(thread_id, mail_keys.WORKS)
    return _page(
        thread,
        "working",
        heading=_("Does it work now?"),
        text=_("Then “%(title)s” is marked as solved, and others find it.", title=thread.title),
        label=_("Yes, it works"),
        look="solve",
    )


@pages.get("/t/<int:thread_id>/still-broken")
@allow(everyone)
def show_still_broken(thread_id: int) -> Any:
    thread, _person = _speaking(thread_id, mail_keys.STILL_BROKEN)
    return _page(
        thread,
        "still-broken",
        heading=_("Do you still need help?"),
        text=_("Then “%(title)s” goes back to our team.", title=thread.title),
        label=_("I still need help"),
        look="main",
    )


@pages.post("/t/<int:thread_id>/working")
@allow(everyone)
def say_works(thread_id: int) -> Any:
    thread, person = _speaking(thread_id, mail_keys.WORKS)
    with writing():
        telling.say_works(thread, person)
    return _done(thread, _("Good to hear. The question is marked as solved."))


@pages.post("/t/<int:thread_id>/still-broken")
@allow(everyone)
def say_still_broken(thread_id: int) -> Any:
    thread, person = _speaking(thread_id, mail_keys.STILL_BROKEN)
    with writing():
        telling.say_still_broken(thread, person)
    return _done(thread, _("Thank you. Our team looks at it again."))


def _speaking(thread_id: int, word: str) -> tuple[Thread, User]:
    """The thread and who speaks: the holder of the key, else who is signed in."""
    key = request.args.get("key")
    person_id = mail_keys.person_behind(word, thread_id, key) if key else None
    if key and person_id is None:
        abort(410)
    person = db.session.get(User, person_id) if person_id else me()
    thread = load_thread(person, thread_id) if person is None or person.is_active else None
    if thread is None:
        abort(404)
    if person is None:
        raise SignInNeeded
    if not policy.can_tell(person, thread):
        abort(403)
    return thread, person


def _page(thread: Thread, act: str, **values: Any) -> Any:
    if request.args.get("key"):
        path = f"/t/{thread.id}/{act}?key={request.args['key']}"
    else:
        path = f"/t/{thread.id}/{act}"
    return render_template("components/confirm.html", path=path, back=thread.path, **values)


def _done(thread: Thread, text: str) -> Any:
    """Without a session there is no flash and, for a private thread, nothing to be shown."""
    if me() is not None:
        flash(text)
        return see_other(thread.path)
    return render_template("forum/show_thanks.html", thread=thread, text=text)
