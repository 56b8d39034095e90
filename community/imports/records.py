"""What an adapter hands over, whatever it read: people, threads with their posts, links.

A new adapter (Discourse, Zendesk) is one module with a class that has `people()`, `threads()` and
`links()`, and a line in `adapters.py`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class ForeignPerson:
    external_id: str
    name: str
    created_at: datetime
    about_html: str = ""
    email: str | None = None


@dataclass(frozen=True)
class ForeignPost:
    """A reply. `html` or, where the source wrote Markdown, `markdown`."""

    external_id: str
    author: str | None  # a person's external id
    created_at: datetime
    html: str = ""
    markdown: str = ""
    score: int = 0
    edited_at: datetime | None = None
    #: an answer, or a remark on another post
    is_answer: bool = True
    #: external id of the post it answers; None: the opening post
    about: str | None = None


@dataclass(frozen=True)
class ForeignThread:
    opening: ForeignPost
    title: str
    tags: list[str] = field(default_factory=list)
    closed_at: datetime | None = None
    #: external id of the post that solved it, and when it was said so
    accepted: str | None = None
    accepted_at: datetime | None = None
    replies: list[ForeignPost] = field(default_factory=list)


@dataclass(frozen=True)
class ForeignLink:
    external_id: str
    thread: str
    to: str
    kind: str  # duplicate · related
    created_at: datetime


@dataclass
class Tally:
    """What became of the rows of one kind."""

    read: int = 0
    made: int = 0
    kept: int = 0
    skipped: int = 0


@dataclass
class Report:
    """Counts per kind, and a line for every row that was passed over."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    problems: list[str] = field(default_factory=list)

    def skip(self, kind: str, where: str, why: str) -> None:
        self.tallies[kind].skipped += 1
        self.problems.append(f"{where}: {why}")

    def lines(self) -> Iterator[str]:
        yield f"{'':12}{'read':>8}{'made':>8}{'kept':>8}{'skipped':>8}"
        for kind, t in self.tallies.items():
            yield f"{kind:12}{t.read:>8}{t.made:>8}{t.kept:>8}{t.skipped:>8}"


class Adapter(Protocol):
    """Reads one format. Counts what it reads and reports what it cannot."""

    def __init__(self, path: Path, report: Report) -> None: ...

    def people(self) -> Iterator[ForeignPerson]: ...

    def threads(self) -> Iterator[ForeignThread]: ...

    def links(self) -> Iterator[ForeignLink]: ...


class BrokenSource(Exception):
    """The folder or file is not what the adapter reads; the text says what is missing."""
