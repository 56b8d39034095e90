"""What each edit of a post changed, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

from sqlalchemy import select

from community import offload
from community.accounts.models import User
from community.extensions import db
from community.forum.acts import Revision
from community.forum.models import Post

MOST_LINES = 1_000  # a comparison takes the square of it


@dataclass(frozen=True)
class Line:
    """One line of a comparison: sign is '+', '-' or ' '."""

    sign: str
    text: str


@dataclass(frozen=True)
class Change:
    """One edit: who, when, why, and the lines it touched (None: not for this reader)."""

    by: str
    at: datetime
    reason: str
    title_before: str | None
    lines: list[Line] | None


def history(post: Post, revisions: Sequence[Revision], full: bool) -> list[Change]:
    """Newest first. A revision keeps what was there before the edit it stands for."""
    names = _names({r.by_id for r in revisions})
    sources = [r.source for r in revisions] + [post.source]
    pairs = pairwise(sources)
    lines = offload.call(compared_all, list(pairs)) if full else [None] * len(revisions)
    changes = [
        Change(
            by=names.get(revision.by_id, ""),
            at=revision.created_at,
            reason=revision.reason if full else "",
            title_before=revision.title if full else None,
            lines=found,
        )
        for revision, found in zip(revisions, lines, strict=True)
    ]
    return changes[::-1]


def compared_all(pairs: Sequence[tuple[str, str]]) -> list[list[Line] | None]:
    """Runs in a thread of its own: long texts that differ in every line take a while."""
    return [compared(before, after) for before, after in pairs]


def compared(before: str, after: str) -> list[Line]:
    """The lines that went and came, with those around them; a gap is an empty sign line."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return [Line("+", line) for line in new]
    lines: list[Line] = []
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(2):
        if lines:
            lines.append(Line("…", ""))
        for kind, a, b, c, d in group:
            if kind == "equal":
                lines += [Line(" ", text) for text in old[a:b]]
            else:
                lines += [Line("-", text) for text in old[a:b]]
                lines += [Line("+", text) for text in new[c:d]]
    return lines


def _names(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}
