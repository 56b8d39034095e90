"""A past for the figures: half a year of customers' questions put straight into a community.

`python -m bench.proof_world` in the environment of a community writes them and counts;
for pictures and journeys, since what a demo seeds never counts.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bench.desk_streams import START, Asked, small, stream
from community import create_app
from community.accounts.models import User
from community.clock import now
from community.extensions import db, writing
from community.forum.acts import Acceptance
from community.forum.models import Category, Post, Thread
from community.insights.counting import count_everything

WEEKS = 30
TITLES = (
    "The lamp blinks red",
    "Charging stops at 80 %",
    "The app forgets my car",
    "Wrong invoice",
)
CHUNK = 500


def write(questions: list[Asked], shift: timedelta, moment: datetime) -> None:
    """Each with its opening post, its answer if it had one by now, and sometimes a solution."""
    chance = random.Random(11)
    customers = list(db.session.scalars(select(User.id).where(User.roles == "customer")))
    staff = db.session.scalars(select(User.id).where(User.roles.contains("staff"))).first()
    rooms = list(
        db.session.scalars(
            select(Category.id).where(
                Category.who_may_see == "everyone", Category.default_kind == "question"
            )
        )
    )
    db.session.rollback()
    made = [one for one in _made(questions, shift, moment, chance)]
    for start in range(0, len(made), CHUNK):
        with writing():
            for facts in made[start : start + CHUNK]:
                _write(facts, chance, customers, staff, rooms)


def _made(
    questions: list[Asked], shift: timedelta, moment: datetime, chance: random.Random
) -> Iterator[dict[str, Any]]:
    for one in questions:
        at = one.at + shift
        if at >= moment:
            return
        useful = one.useful_at + shift if one.useful_at else None
        useful = None if useful is None or useful >= moment or chance.random() < 0.03 else useful
        solved = None
        if useful and chance.random() < 0.6:
            solved = useful + timedelta(hours=chance.expovariate(1 / 20))
        by_us = bool(one.staff_at and one.useful_at == one.staff_at)
        yield {"at": at, "useful": useful, "by_us": by_us, "solved": solved}


def _write(
    facts: dict[str, Any], chance: random.Random, customers: list[int], staff: Any, rooms: list[int]
) -> None:
    at, useful, solved = facts["at"], facts["useful"], facts["solved"]
    if solved and solved >= now():
        solved = None
    asker, helper = chance.sample(customers, 2)
    state = "solved" if solved else "replied" if useful else "unanswered"
    if not useful and chance.random() < 0.2:
        state = "needs_info"
    thread = Thread(
        category_id=chance.choice(rooms),
        author_id=asker,
        kind="question",
        title=chance.choice(TITLES),
        slug="a-question",
        created_at=at,
        public_active_at=at,
        staff_active_at=at,
        support_state=state,
        state_since=solved or useful or at,
        solved_at=solved,
        solved_by="asker" if solved else None,
        public_posts=2 if useful else 1,
        staff_posts=2 if useful else 1,
        last_number=2 if useful else 1,
    )
    db.session.add(thread)
    db.session.flush()
    text = {"source": "It says so.", "html": "<p>It says so.</p>", "excerpt": "It says so."}
    posts = [{"number": 1, "author_id": asker, "created_at": at, "intent": None}]
    if useful:
        who = {"author_id": staff, "badge_role": "staff"} if facts["by_us"] else {}
        answer = {"number": 2, "author_id": helper, "created_at": useful, "intent": "answer"}
        posts.append(answer | who)
    elif state == "needs_info":
        question = {"number": 2, "author_id": staff, "badge_role": "staff", "intent": "need_info"}
        posts.append(question | {"created_at": min(at + timedelta(hours=3), now())})
    for post in posts:
        db.session.execute(insert(Post).values(thread_id=thread.id, **post, **text))
    if solved:
        mine = select(Post.id).where(Post.thread_id == thread.id, Post.number == 2)
        thread.answer_post_id = db.session.scalar(mine)
        values = {"thread_id": thread.id, "post_id": thread.answer_post_id, "created_at": solved}
        db.session.add(Acceptance(by_id=asker, role="asker", **values))


def main() -> None:
    app = create_app()
    with app.app_context():
        moment = now()
        monday = (moment - timedelta(days=moment.weekday())).date()
        begin = datetime.combine(monday, datetime.min.time(), UTC) - timedelta(weeks=WEEKS)
        write(stream(small(), WEEKS + 1), begin - START, moment)
        print(count_everything(now()), "questions counted")


if __name__ == "__main__":
    sys.exit(main())
