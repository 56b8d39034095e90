"""Act, be killed at a chosen step, come back as a new process, and say what is there.

`python -m tests.outbox.kills FOLDER [HOW MANY]` forks one process for each life, so that each one
starts without threads, connections or memories of the one before. Prints one JSON line a kill.
"""

import json
import os
import shutil
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from whoosh.writing import SegmentWriter

from community import clock, create_app, mailer
from community.accounts.models import User
from community.accounts.readers import VISITOR
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.forum import following, posting
from community.forum.models import Post, Thread
from community.markup import Rendered
from community.notifications.models import Delivery, Notice
from community.outbox.models import Handling
from community.outbox.working import drain
from community.search.searching import search
from config import Settings
from tests.cast import make_cast


class Steps:
    """Counts what becomes lasting, before and after; at one of these the process dies."""

    def __init__(self, deadly: int) -> None:
        self.deadly, self.names = deadly, []

    def around(self, owner: Any, name: str, counts: Callable[..., bool] = lambda *a: True) -> None:
        real = getattr(owner, name)

        def watched(*args: Any, **kwargs: Any) -> Any:
            if not counts(*args):
                return real(*args, **kwargs)
            what = f"{getattr(owner, '__name__', '')}.{name}"
            self.pass_by(f"before {what}")
            answer = real(*args, **kwargs)
            self.pass_by(f"after {what}")
            return answer

        setattr(owner, name, watched)

    def pass_by(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)


class Stage:
    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.app = create_app(
            Settings(
                secret_key="only-for-tests-0123456789abcdef",
                public_url="http://localhost",
                var_dir=var_dir,
                worker_inside=False,
            )
        )
        with self.app.app_context():
            with writing():
                db.metadata.create_all(db.session.connection())
                make_cast("no password")
            db.session.remove()
            db.engine.dispose()
        shutil.copy(var_dir / "hearth.db", var_dir / "pristine.db")

    def tidy(self) -> None:
        for name in ("hearth.db", "hearth.db-wal", "hearth.db-shm"):
            (self.var_dir / name).unlink(missing_ok=True)
        for name in ("mail", "index"):
            shutil.rmtree(self.var_dir / name, ignore_errors=True)
        shutil.copy(self.var_dir / "pristine.db", self.var_dir / "hearth.db")

    def in_a_process(self, work: Callable[[], Any]) -> Any:
        """What the work answers, or None if its process was killed."""
        ear, mouth = os.pipe()
        child = os.fork()
        if not child:
            with os.fdopen(mouth, "w") as out, self.app.app_context():
                json.dump(work(), out)
                out.flush()
                os._exit(0)
        os.close(mouth)
        with os.fdopen(ear) as heard:
            said = heard.read()
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return None
        assert status == 0, "the process failed"
        return json.loads(said)


def live(deadly: int) -> list[str]:
    """Ana asks, Ben follows, Sam replies, and everything that follows from it happens."""
    steps = Steps(deadly)
    with people_and_category() as (ana, ben, sam, category), writing():
        thread = posting.ask(
            ana, category, "question", "The zebra printer", body("Stripes"), "Stripes"
        )
        following.follow(thread, ben)
        thread_id = thread.id
    drain()
    steps.around(Session, "commit", lambda session: bool(session.info.get("writing")))
    steps.around(mailer, "write_file")
    steps.around(SegmentWriter, "commit")
    with people_and_category() as (ana, ben, sam, category), writing():
        thread = db.session.get_one(Thread, thread_id)
        posting.reply(thread, sam, "Turn the walrus", body("Turn the walrus"), intent="answer")
    drain()
    with clock.moved_by(timedelta(minutes=3)):
        drain()
    return steps.names


def come_back() -> dict[str, Any]:
    """Another process, after the leases of the dead one ran out."""
    for minutes in (10, 20):
        with clock.moved_by(timedelta(minutes=minutes)):
            drain()
    with clock.moved_by(timedelta(minutes=20)):
        return what_is_there()


def what_is_there() -> dict[str, Any]:
    names = dict(db.session.execute(select(User.id, User.username)).all())
    reply = db.session.scalar(select(Post).where(Post.number == 2))
    post_id = reply.id if reply else None
    notices = db.session.execute(
        select(Notice.user_id, Notice.what).where(Notice.post_id == post_id)
    ).all()
    sent = db.session.execute(
        select(Delivery.user_id, Delivery.state)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.post_id == post_id)
    ).all()
    late = select(Handling.lane).where(Handling.state != "done", Handling.due_at <= clock.now())
    thread = db.session.scalar(select(Thread))
    return {
        "replies": db.session.query(Post).count() - 1,
        "notices": sorted([names[i], what] for i, what in notices),
        "deliveries": sorted([names[i], state] for i, state in sent),
        "mails": mails(),
        "left_over": list(db.session.scalars(late)),
        "found": [hit.thread_id for hit in search("walrus", VISITOR).hits],
        "state": thread.support_state,
        "clocks": db.session.query(DeskClock).count(),
    }


def mails() -> dict[str, dict[str, int]]:
    """Of the customers: how many files there are of each Message-ID."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(current_app.config["SETTINGS"].mail_folder.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes())
        who = mail["To"].partition("@")[0]
        if who in {"ana", "ben"}:
            found[who][mail["Message-ID"]] += 1
    return {who: dict(count) for who, count in found.items()}


@contextmanager
def people_and_category() -> Iterator[tuple[Any, ...]]:
    from community.forum.models import Category

    people = [
        db.session.scalar(select(User).where(User.username == name))
        for name in ("ana", "ben", "sam")
    ]
    yield (*people, db.session.scalar(select(Category).where(Category.slug == "help")))


def body(text: str) -> Rendered:
    return Rendered(f"<p>{text}</p>", text)


def chosen(names: list[str], wanted: int) -> list[int]:
    """So many steps: all around the files of mails, the others evenly; more than there are: all
    of them, again and again."""
    if wanted > len(names):
        return [n % len(names) + 1 for n in range(wanted)]
    around_mail = [n for n, name in enumerate(names, 1) if "write_file" in name]
    rest = [n for n in range(1, len(names) + 1) if n not in around_mail]
    count = wanted - len(around_mail)
    return sorted(around_mail + [rest[i * len(rest) // count] for i in range(count)])


def faults(life: dict[str, Any]) -> list[str]:
    """What is missing, left over or there twice in what came back."""
    files = [count for of_one in life["mails"].values() for count in of_one.values()]
    ids = [len(of_one) for of_one in life["mails"].values()]
    there = life["replies"] == 1
    right = {
        "left_over": [],
        "replies": int(there),
        "notices": [["ana", "reply"], ["ben", "followed"]] if there else [],
        "deliveries": [["ana", "sent"], ["ben", "sent"]] if there else [],
        "found": [1] if there else [],
        "state": "replied" if there else "unanswered",
        "clocks": 0 if there else 1,
    }
    found = [f"{name}: {life[name]}" for name, value in right.items() if life[name] != value]
    if set(life["mails"]) != ({"ana", "ben"} if there else set()) or any(n != 1 for n in ids):
        found.append(f"mails: {life['mails']}")
    if any(count > (2 if life["killed"] else 1) for count in files):
        found.append(f"mails too often: {life['mails']}")
    return found


def main(folder: str, wanted: int = 12) -> None:
    stage = Stage(Path(folder))
    stage.tidy()
    names = stage.in_a_process(lambda: live(0))
    print(json.dumps({"killed": None, "steps": names, **stage.in_a_process(come_back)}))
    for deadly in chosen(names, wanted):
        stage.tidy()
        assert stage.in_a_process(lambda deadly=deadly: live(deadly)) is None, "nobody died"
        state = stage.in_a_process(come_back)
        print(json.dumps({"killed": f"{deadly} {names[deadly - 1]}", **state}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
