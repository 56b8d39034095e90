"""Similar questions on real forums: are those found that people linked as duplicate or related?

`python -m bench.similar_quality [--engine whoosh|database]`: each forum is imported and indexed,
the title of every question with links is typed, and what the product shows, at most five and only
if it is sure, is held against the links. Beside it the five best of plain BM25 over the same text.
How often something is shown for what has nothing to do with it is told by the titles of the other
forum and by questions to a bank.
"""

import csv
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from bench.bringing_in import FORUMS, data
from bench.engines import chosen, empty_forum
from bench.ranking_measures import PlainBM25
from community.accounts.readers import VISITOR
from community.extensions import db
from community.forum.acts import ThreadLink
from community.forum.models import Post, Thread
from community.search import indexing, rebuilding
from community.search.similar import SHOWN, similar
from community.search.text import plain, stems

DRAWS = 2000
UNRELATED = 300  # titles of each kind
CHUNK = 200


@dataclass
class Answers:
    """Of every question with links: (recall, reciprocal rank) of plain BM25 and of ours."""

    plain: list[tuple[float, float]] = field(default_factory=list)
    ours: list[tuple[float, float]] = field(default_factory=list)
    with_body: list[tuple[float, float]] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)
    shown: list[int] = field(default_factory=list)
    #: what was typed → how often something was shown for it
    unrelated: dict[str, list[bool]] = field(default_factory=dict)


def main(arguments: list[str]) -> None:
    """Print the table."""
    engine, _rest = chosen(arguments)
    for what, value, *_bar in measure(engine):
        print(f"{what:58} {value}")


def measure(engine: str = "whoosh") -> list[tuple[str, str, str, bool | None]]:
    """The rows of the table, with the bar of both gains."""
    if not (data() / "forums").is_dir():
        return [("no forums to import", "set HEARTH_DATA", "", None)]
    answers = Answers()
    titles: dict[str, list[str]] = {}
    for name in FORUMS:
        titles[name] = _titles(name)
    for name, source in FORUMS.items():
        others = [title for other in FORUMS if other != name for title in titles[other]]
        with empty_forum(engine) as app:
            path = str(data() / "forums" / name)
            done = app.test_cli_runner().invoke(
                args=["import", "stackexchange", path, "--source", source]
            )
            assert done.exit_code == 0, done.output
            rebuilding.rebuild()
            _ask(answers)
            _ask_unrelated(answers, "titles of the other forum", others)
            _ask_unrelated(answers, "questions to a bank", _bank())
    return _rows(answers)


def _titles(name: str) -> list[str]:
    from xml.etree.ElementTree import parse

    root = parse(data() / "forums" / name / "Posts.xml").getroot()
    return [row.get("Title") or "" for row in root if row.get("PostTypeId") == "1"]


def _bank() -> list[str]:
    path = data() / "support-questions" / "banking77" / "test.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def _ask(answers: Answers) -> None:
    """Every question that is linked to others."""
    linked: dict[int, set[int]] = {}
    for link in db.session.scalars(select(ThreadLink)):
        linked.setdefault(link.thread_id, set()).add(link.to_thread_id)
        answers.links[link.kind] = answers.links.get(link.kind, 0) + 1
    bodies = _bodies(list(linked))
    rival = PlainBM25(_texts(), stems("en"))
    for thread_id in sorted(linked):
        title, body = bodies[thread_id]
        beside = [int(key) for key in rival.ranked(title, SHOWN + 1) if key != str(thread_id)]
        ours = [one.thread_id for one in similar(title, "", VISITOR, without=thread_id)]
        both = [one.thread_id for one in similar(title, body, VISITOR, without=thread_id)]
        db.session.rollback()
        answers.plain.append(_judged(beside[:SHOWN], linked[thread_id]))
        answers.ours.append(_judged(ours, linked[thread_id]))
        answers.with_body.append(_judged(both, linked[thread_id]))
        answers.shown.append(len(ours))


def _bodies(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = db.session.execute(
        select(Thread.id, Thread.title, Post.html)
        .join(Post, Post.thread_id == Thread.id)
        .where(Thread.id.in_(ids), Post.number == 1)
    )
    return {row.id: (row.title, plain(row.html)) for row in rows}


def _texts() -> dict[str, str]:
    """What the index reads of every thread."""
    ids = list(db.session.scalars(select(Thread.id)))
    texts: dict[str, str] = {}
    for start in range(0, len(ids), CHUNK):
        for one in indexing.documents_of(ids[start : start + CHUNK]).values():
            texts |= {str(d.thread_id): f"{d.title}\n{d.text}" for d in one.documents()[:1]}
    db.session.rollback()
    return texts


def _judged(found: Sequence[int], wanted: set[int]) -> tuple[float, float]:
    first = next((1 / (at + 1) for at, one in enumerate(found) if one in wanted), 0.0)
    return len(wanted & set(found)) / len(wanted), first


def _ask_unrelated(answers: Answers, what: str, titles: Sequence[str]) -> None:
    some = random.Random(2).sample(titles, UNRELATED)
    shown = answers.unrelated.setdefault(what, [])
    for title in some:
        shown.append(bool(similar(title, "", VISITOR)))
        db.session.rollback()


def _rows(answers: Answers) -> list[tuple[str, str, str, bool | None]]:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(answers.links.items()))
    rows: list[tuple[str, str, str, bool | None]] = [
        ("questions with links", f"{len(answers.ours)} ({kinds} links)", "", None)
    ]
    for at, name in enumerate(("recall@5", "MRR@5")):
        before = [one[at] for one in answers.plain]
        after = [one[at] for one in answers.ours]
        gain = _mean(after) / _mean(before) - 1
        low, high = _interval(before, after, lambda a, b: b / a - 1)
        rows += [
            (f"{name} of plain BM25", f"{_mean(before):.3f}", "", None),
            (f"{name} by title", _with_interval(after), "", None),
            (
                f"{name}, more than plain BM25",
                f"{gain:+.1%} ({low:+.1%} to {high:+.1%})",
                ">= 15 %",
                gain >= 0.15,
            ),
            (
                f"{name} by title and body",
                _with_interval([o[at] for o in answers.with_body]),
                "",
                None,
            ),
        ]
    share = _mean([float(shown > 0) for shown in answers.shown])
    rows.append(("something is shown for a question with links", f"{share:.0%}", "", None))
    for what, shown in answers.unrelated.items():
        rows.append((f"something is shown for {what}", f"{_mean(shown):.0%}", "", None))
    return rows


def _with_interval(values: Sequence[float]) -> str:
    low, high = _interval(values, values, lambda _before, after: after)
    return f"{_mean(values):.3f} ({low:.3f} to {high:.3f})"


def _interval(
    before: Sequence[float], after: Sequence[float], told: Callable[[float, float], float]
) -> tuple[float, float]:
    """95 %, by drawing the questions again and again, each with both its answers."""
    chance = random.Random(1)
    places = range(len(after))
    draws = []
    for _draw in range(DRAWS):
        some = chance.choices(places, k=len(after))
        draws.append(told(_mean([before[i] for i in some]), _mean([after[i] for i in some])))
    draws.sort()
    return draws[int(0.025 * DRAWS)], draws[int(0.975 * DRAWS)]


def _mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / max(1, len(every))


if __name__ == "__main__":
    main(sys.argv[1:])
