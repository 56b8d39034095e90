"""When a community needs the other engine: for the doctor."""

from flask import current_app
from sqlalchemy import func, select

from community.extensions import db, is_sqlite
from community.forum.models import Post, Thread
from community.outbox import looking

#: measured: up to here Whoosh answers within 100 ms (docs/decisions/whoosh3.md)
MOST_THREADS = 100_000
MOST_POSTS = 300_000


def outgrown() -> str | None:
    """Why the embedded engine no longer fits this community, and what to do; None: it fits."""
    if current_app.config["SETTINGS"].searches_database:
        return None
    threads = db.session.scalar(select(func.count(Thread.id))) or 0
    posts = db.session.scalar(select(func.count(Post.id))) or 0
    hosts = {worker.host for worker in looking.workers()}
    if threads > MOST_THREADS or posts > MOST_POSTS:
        why = (
            f"{threads:,} threads and {posts:,} posts are more than the embedded search engine is "
            f"quick with ({MOST_THREADS:,} and {MOST_POSTS:,})."
        )
    elif len(hosts) > 1:
        why = f"{len(hosts)} hosts are at work, and the embedded search index is on one of them."
    else:
        return None
    return f"{why} {_what_to_do()}"


def _what_to_do() -> str:
    first = "move to PostgreSQL, then " if is_sqlite() else ""
    return f"To change engines, {first}set SEARCH_URL=database and run: flask search rebuild"
