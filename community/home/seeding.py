"""Play the demo community through the forum's own verbs, with the clock set to each moment.

So states, counts and times are real. Nobody's bell rings for what lies in the past: while the
scenes are played only timers of the future are recorded, and at the end each thread tells search
and desk once that it is there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zlib import crc32

from flask import current_app
from sqlalchemy import select

from community import clock, offload, outbox
from community.accounts.passwords import hash_password
from community.extensions import db, writing
from community.forum.events import SupportStateChanged, ThreadImported
from community.forum.models import Thread
from community.forum.reminding import resume_asking
from community.forum.supporting import story_of
from community.home.seeds import SCENES, answers, connected, looking, settling, status_news
from community.home.seeds.acting import play
from community.home.seeds.people import CUSTOMERS, TEAM
from community.home.seeds.scenes import Do, Say, Scene
from community.markup import Rendered
from community.outbox import muting
from community.outbox.working import drain
from community.search import rebuilding

DEMO_PASSWORD = "hearth-demo"
SIGN_INS = tuple(f"{name}@example.com" for name in settling.SIGN_INS)
ANNOUNCED = (ThreadImported, SupportStateChanged)
SHORTEST = timedelta(minutes=2)  # between two steps of a scene that say the same time


@dataclass(order=True)
class Step:
    """One moment of one scene."""

    at: datetime
    order: int
    scene: Scene = field(compare=False)
    step: Say | Do | None = field(compare=False)  # None: the opening


def is_empty() -> bool:
    """Whether nobody has written anything here yet."""
    return db.session.scalar(select(Thread.id).limit(1)) is None


def seed(progress: Callable[[int, int], None] = lambda done, whole: None) -> int:
    """Fill an empty community; answers the number of threads.

    All in one transaction, so that whoever is interrupted begins anew: nobody else is here yet.
    """
    today = clock.now()
    password_hash = hash_password(DEMO_PASSWORD)
    texts = render_all(current_app.config["SETTINGS"])
    threads: dict[str, int] = {}
    steps = sorted(steps_of(SCENES, today))
    with writing():
        settling.settle(password_hash, today - timedelta(days=400))
        answers.settle()
        connected.settle()
        with muting.only(after=today):
            status_news.settle(texts, today)
        for number, step in enumerate(steps, 1):
            with clock.set_to(step.at), muting.only(after=today):
                play(step.scene, step.step, texts, threads)
            progress(number, len(steps))
        looking.settle(threads, today)
        with muting.only(*ANNOUNCED, after=today):
            for thread_id in threads.values():
                _announce(thread_id, today)
    rebuilding.make_sure()  # an index to add to, or the first event would find none
    with muting.only(*ANNOUNCED, after=today):
        drain()
    return len(threads)


def _announce(thread_id: int, today: datetime) -> None:
    """Search and desk hear of the thread as it is now; timers of the past are not made up for."""
    outbox.record(ThreadImported(thread_id))
    outbox.record(SupportStateChanged(thread_id))
    thread = db.session.get_one(Thread, thread_id)
    resume_asking(thread, story_of(thread), after=today)


def render_all(settings: Any) -> dict[str, Rendered]:
    """Every text of the scenes, rendered at once by all helpers."""
    scenes = [text for scene in SCENES for text in texts_of(scene)]
    sources = list(dict.fromkeys(scenes + status_news.sources()))
    known = [person.username for person in (*TEAM, *CUSTOMERS)]
    rendered = offload.render_many(
        sources, known=known, root=settings.root_path, site=settings.public_url
    )
    return dict(zip(sources, rendered, strict=True))


def texts_of(scene: Scene) -> Iterator[str]:
    yield scene.body
    for step in scene.steps:
        if isinstance(step, Say):
            yield from filter(None, (step.body, step.was))


def steps_of(scenes: list[Scene], today: datetime) -> Iterator[Step]:
    """Each with its moment; within a scene every step is later than the one before."""
    order = 0
    for scene in scenes:
        shift = timedelta(minutes=crc32(scene.title.encode()) % 600)
        last = moment_of(scene.ago, today, shift)
        yield Step(last, order, scene, None)
        for step in (*_me_too(scene), *scene.steps):
            order += 1
            last = max(moment_of(step.ago, today, shift), last + SHORTEST)
            yield Step(last, order, scene, step)
        order += 1


def _me_too(scene: Scene) -> Iterator[Do]:
    if scene.me_too:
        yield Do("vote", scene.me_too, scene.ago, 1)


def moment_of(ago: str, today: datetime, shift: timedelta = timedelta()) -> datetime:
    """`20m`, `5h`, `3d`, or `2w10:20` (working days back, at that time).

    Days are moved by the scene's own shift, or everything would lie at the hour of seeding.
    """
    working = re.fullmatch(r"(\d+)w(\d\d):(\d\d)", ago)
    if not working:
        unit = {"m": "minutes", "h": "hours", "d": "days"}[ago[-1]]
        back = timedelta(**{unit: float(ago[:-1])})
        return today - back - (shift if unit == "days" else timedelta())
    days, hour, minute = map(int, working.groups())
    day = today.date()
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < 5
    return datetime.combine(day, time(hour, minute), UTC)
