"""What an operator should know: parts that do not work, and settings that will hurt."""

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import func, select

from community.desk.duties import on_call
from community.desk.hours import setting
from community.desk.timing import our_coverage
from community.extensions import db
from community.forum.models import Post
from community.home.health import failed_checks
from community.markup import RENDER_VERSION
from community.outbox import looking
from community.search.outgrown import outgrown

Finding = tuple[str, str]  # fine · warning · broken, and a sentence


def findings() -> Iterator[Finding]:
    """Every part in turn; the worst words first is the reader's business, not ours."""
    broken = failed_checks()
    for name in current_app.extensions["health_checks"]:
        yield ("broken", f"{name}: {broken[name]}") if name in broken else ("fine", name)
    if "database" in broken or "migrations" in broken:
        return
    yield from _settings()
    yield from _outbox()
    yield from _texts()
    if (why := outgrown()) is not None:
        yield "warning", why


def _settings() -> Iterator[Finding]:
    settings = current_app.config["SETTINGS"]
    if settings.mail_folder:
        yield "warning", f"Mails are written to {settings.mail_folder}; set MAIL_URL to send them."
    if not on_call():
        if settings.owner_email:
            yield "warning", "Nobody is on call: danger is told to the owner by mail alone."
        else:
            yield "warning", "Nobody is told of danger at night: set OWNER_EMAIL."
    if settings.is_sqlite and settings.redis_url:
        yield "warning", "Redis is set, but SQLite serves one machine only: set DATABASE_URL."
    hours, row = our_coverage(), setting.find(None)
    words = (
        "around the clock" if hours.around_the_clock else row.hours if row else settings.coverage
    )
    yield "fine", f"coverage: {words}, {hours.zone.key}"


def _outbox() -> Iterator[Finding]:
    dead = sum(state.dead for state in looking.lanes())
    if dead:
        yield "warning", f"{dead} events could not be handled; see: flask outbox status"
    if not looking.workers():
        yield "warning", "No worker has given a sign of life: nothing is mailed, indexed or pushed."


def _texts() -> Iterator[Finding]:
    old = db.session.scalar(
        select(func.count()).select_from(Post).where(Post.render_version < RENDER_VERSION)
    )
    if old:
        yield "warning", f"{old} posts were rendered by an older version of the renderer."
