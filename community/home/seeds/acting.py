"""One step of a scene: which verb of the forum it is."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from community import clock
from community.accounts.models import User
from community.extensions import db
from community.forum import (
    accepting,
    closing,
    editing,
    hiding,
    linking,
    pinning,
    posting,
    telling,
    verifying,
    voting,
)
from community.forum.models import Category, Post, Thread
from community.home.seeds.scenes import Do, Say, Scene
from community.markup import Rendered

Texts = dict[str, Rendered]
Threads = dict[str, int]  # title -> id
SECOND_THOUGHTS = timedelta(minutes=8)


def play(scene: Scene, step: Say | Do | None, texts: Texts, threads: Threads) -> None:
    """Do it now, in the clock's time. Inside writing()."""
    if step is None:
        threads[scene.title] = _open(scene, texts).id
        return
    thread = db.session.get_one(Thread, threads[scene.title])
    if isinstance(step, Say):
        _say(thread, step, texts)
        return
    for name in step.by.split(","):
        ACTS[step.what](thread, _person(name) if name else None, step, threads)


def _open(scene: Scene, texts: Texts) -> Thread:
    return posting.ask(
        _person(scene.by),
        db.session.scalars(select(Category).filter_by(slug=scene.category)).one(),
        scene.kind,
        scene.title,
        texts[scene.body],
        scene.body,
        tags=scene.tags,
        audience=scene.audience,
    )


def _say(thread: Thread, say: Say, texts: Texts) -> None:
    promise = clock.now() + timedelta(hours=say.promise) if say.promise else None
    author, first = _person(say.by), say.was or say.body
    post = posting.reply(
        thread,
        author,
        first,
        texts[first],
        intent=say.intent,
        audience=say.audience,
        reply_to=say.to,
        next_word_by=promise,
    )
    if say.was:
        with clock.moved_by(SECOND_THOUGHTS):
            editing.edit_post(post, author, say.body, texts[say.body])


def _link(thread: Thread, by: User, step: Do, threads: Threads) -> None:
    linking.link(thread, db.session.get_one(Thread, threads[step.text]), "duplicate")


def _vote(thread: Thread, by: User, step: Do, threads: Threads) -> None:
    post = _post(thread, step)
    if post.author_id != by.id:
        voting.vote(post, by)


ACTS: dict[str, Callable] = {
    "accept": lambda thread, by, step, _: accepting.accept(_post(thread, step), by),
    "verify": lambda thread, by, step, _: verifying.verify(_post(thread, step), by),
    "hide": lambda thread, by, step, _: hiding.hide_post(_post(thread, step), by, step.text),
    "works": lambda thread, by, step, _: telling.say_works(thread, by),
    "still_broken": lambda thread, by, step, _: telling.say_still_broken(thread, by),
    "close": lambda thread, by, step, _: closing.close(thread, by, step.text),
    "pin": lambda thread, by, step, _: pinning.pin(thread, by),
    "vote": _vote,
    "duplicate": _link,
}


def _person(username: str) -> User:
    return db.session.scalars(select(User).filter_by(username=username)).one()


def _post(thread: Thread, step: Do) -> Post:
    found = select(Post).filter_by(thread_id=thread.id, number=step.number)
    return db.session.scalars(found).one()
