"""The demo community shows every state, and rings nobody's bell."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.accounts.models import User
from community.accounts.passwords import matches
from community.accounts.readers import VISITOR
from community.desk import queue
from community.desk.reasons import why
from community.extensions import db
from community.forum.acts import Hiding, Revision, ThreadLink, Verification
from community.forum.models import KINDS, SUPPORT_STATES, Category, Post, Thread
from community.home import seeding
from community.home.seeds import SCENES
from community.home.seeds.looking import SYNONYMS
from community.outbox.models import Handling, OutboxEvent
from community.search import avoiding, demand, rebuilding
from community.search.searching import search

A_SATURDAY = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
A_MONDAY_MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


@pytest.fixture
def seeded(app, cast, settings):
    """Seeded once; later tests get a copy of the file."""
    kept, live = settings.var_dir / "seeded.db", settings.var_dir / "hearth.db"
    if not kept.exists():
        assert seeding.seed() == len(SCENES) >= 15
        db.session.remove()
        db.engine.dispose()
        shutil.copy(live, kept)
    db.engine.dispose()
    for suffix in ("-wal", "-shm"):
        (settings.var_dir / f"hearth.db{suffix}").unlink(missing_ok=True)
    shutil.copy(kept, live)


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_the_demo_shows_every_state(seeded):
    states = set(db.session.scalars(select(Thread.support_state)))
    assert states == {*SUPPORT_STATES, None}
    assert set(db.session.scalars(select(Thread.kind))) == set(KINDS)
    assert {"staff", "customer", "trusted"} <= set(db.session.scalars(select(Thread.replied_by)))
    assert {"asker", "staff"} <= set(db.session.scalars(select(Thread.solved_by)))
    assert {"clock", "staff"} <= set(db.session.scalars(select(Thread.closed_by)))
    audiences = {"public", "asker_and_staff", "staff"}
    assert set(db.session.scalars(select(Thread.audience))) == audiences
    assert set(db.session.scalars(select(Post.audience))) == audiences
    for model in (Hiding, Revision, ThreadLink, Verification):
        assert count(model), model
    assert count(Thread, Thread.pinned_at.is_not(None))
    assert count(Thread, Thread.next_word_by > clock.now())
    assert count(Thread, Thread.reopened_at.is_not(None))
    assert count(Thread, Thread.public_posts >= 45)
    assert set(db.session.scalars(select(Category.who_may_see))) == {"everyone", "members", "staff"}


def test_the_demo_rings_nobodys_bell(seeded):
    due = db.session.execute(
        select(OutboxEvent.name, Handling.lane)
        .join(Handling, Handling.event_id == OutboxEvent.id)
        .where(Handling.state != "done", Handling.due_at <= clock.now())
    ).all()
    assert due == []
    loud = {"ThreadOpened", "PostAdded", "AnswerAccepted", "QuestionLate", "AskerAsked"}
    assert not loud & set(db.session.scalars(select(OutboxEvent.name)))


def test_the_demo_is_rendered_and_written_before_now(seeded):
    assert count(Post, Post.html.like('%class="plain"%')) == 0
    assert count(Post, Post.created_at > clock.now()) == 0
    assert count(Post, Post.html.like("%<table%")) and count(Post, Post.html.like("%<pre%"))
    times = db.session.execute(select(Post.thread_id, Post.created_at).order_by(Post.id)).all()
    assert [t.created_at for t in times] == sorted(t.created_at for t in times)


def test_the_demo_people_can_sign_in(seeded):
    for email in seeding.SIGN_INS:
        user = db.session.scalar(select(User).filter_by(email=email))
        assert matches(user.password_hash, seeding.DEMO_PASSWORD)


@pytest.mark.parametrize("today", [A_SATURDAY, A_MONDAY_MORNING])
def test_steps_follow_each_other_whenever_it_is_seeded(today):
    for scene in SCENES:
        steps = list(seeding.steps_of([scene], today))
        wanted = [seeding.moment_of(s.step.ago if s.step else scene.ago, today) for s in steps]
        assert all(step.at < today for step in steps), scene.title
        late = [step.at - want for step, want in zip(steps, wanted, strict=True)]
        assert max(late) < timedelta(hours=2), scene.title


def test_a_community_with_threads_is_left_alone(seeded, app):
    before = count(Thread)
    result = app.test_cli_runner().invoke(args=["seed"])
    assert result.exit_code == 1
    assert "nothing was added" in result.output
    assert count(Thread) == before


def test_the_demo_shows_what_people_look_for(seeded):
    found = {gap.words: (gap.people, gap.results) for gap in demand.gaps()}
    assert found["calibration certificate"] == (11, 0)
    assert found["price per kwh abroad"][1] > 0
    (wanted,) = demand.wanted_threads()
    item, edges = queue.item(wanted.id)
    assert "14 people searched for this in 7 days." in why(item, edges)
    assert avoiding.counts().lately


def test_every_synonym_of_the_demo_finds_something_in_it(seeded):
    rebuilding.rebuild()
    for term in (term for terms, _one_way in SYNONYMS for term in terms):
        assert search(term, VISITOR, exact=True).complete, term
