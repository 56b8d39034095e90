"""The quality of search on public test collections, through the product's own query path.

`python -m bench.search_quality [--engine database] [collection …]`: every document becomes a
thread with one post, every query is what a visitor types. Beside it plain BM25 of the same run
over the same text, and what others published for the same judgements.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from markupsafe import escape

from bench import engines
from bench.bringing_in import data
from bench.engines import empty_forum
from bench.ranking_measures import MEASURES, PlainBM25, measured
from community.accounts.models import User
from community.accounts.readers import VISITOR
from community.clock import now
from community.extensions import db, writing
from community.forum.models import Category, Post, Thread
from community.search import rebuilding
from community.search.searching import CANDIDATES, search
from community.search.text import stems

COLLECTIONS = ("covidfaq", "cacm", "cisi", "vaswani-npl")
#: (who, MAP, whether the judgements are the same), from the table of `data/INDEX.md`
PUBLISHED = {
    "covidfaq": ("Elasticsearch, question and answer, other split", 0.5705, False),
    "cacm": ("Lucene BM25, Anserini", 0.3123, True),
    "cisi": ("BM25 (1.2, 0.75) measured there, not published", 0.2151, False),
    "vaswani-npl": ("BM25, PyTerrier", 0.2965, True),
}
Row = tuple[str, str, str, bool | None]


def main(arguments: list[str]) -> None:
    """Measure each collection and print one table."""
    engine, names = engines.chosen(arguments)
    print(f"{'collection':<14}{'':<8}", *[f"{name:>10}" for name in MEASURES], f"{'ms/query':>10}")
    for name in names or COLLECTIONS:
        with empty_forum(engine):
            plain, ours, each = one_collection(name, data() / "retrieval" / name)
        report(name, "plain", plain, 0)
        report(name, "hearth", ours, each)
        who, figure, _same = PUBLISHED[name]
        print(f"{name:<14}{'others':<8} {figure:>10.4f}   {who}")


def measure() -> list[Row]:
    """The rows of `python -m bench`: MAP with its bars, the other measures beside plain BM25."""
    if not (data() / "retrieval").is_dir():
        return [("no collections to search", "set HEARTH_DATA", "", None)]
    rows: list[Row] = []
    for name in COLLECTIONS:
        with empty_forum():
            plain, ours, each = one_collection(name, data() / "retrieval" / name)
        rows += rows_of(name, plain, ours)
        rows.append((f"{name}, each query", f"{each:.1f} ms", "", None))
    return rows


def rows_of(name: str, plain: dict[str, float], ours: dict[str, float]) -> list[Row]:
    who, figure, is_same = PUBLISHED[name]
    beside = f"> {plain['MAP']:.4f}, plain BM25"
    rows: list[Row] = [
        (f"{name}, MAP", f"{ours['MAP']:.4f}", beside, ours["MAP"] > plain["MAP"]),
        (
            f"{name}, MAP: {who}",
            f"{figure:.4f}",
            "ours is above" if is_same else "",
            ours["MAP"] > figure if is_same else None,
        ),
    ]
    others = [one for one in MEASURES if one != "MAP"]
    rows += [(f"{name}, {m}", f"{ours[m]:.4f}", f"plain {plain[m]:.4f}", None) for m in others]
    return rows


def one_collection(name: str, folder: Path) -> tuple[dict[str, float], dict[str, float], float]:
    """The figures of plain BM25, ours, and milliseconds a query."""
    documents = {d["_id"]: d for d in lines(folder / "corpus.jsonl")}
    queries = [(q["_id"], q["text"]) for q in lines(folder / "queries.jsonl")]
    judged: dict[str, dict[str, int]] = {}
    for row in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = row.split("\t")
        judged.setdefault(query, {})[document] = int(grade)
    texts = {key: f"{d.get('title', '')}\n{d['text']}" for key, d in documents.items()}
    rival = PlainBM25(texts, stems("en"))
    plain = measured(queries, judged, lambda text: rival.ranked(text, CANDIDATES))
    keys = fill(documents)
    rebuilding.rebuild()
    began = time.perf_counter()

    def found(text: str) -> list[str]:
        hits = [keys[hit.thread_id] for hit in search(text, VISITOR).hits]
        db.session.rollback()
        return hits

    ours = measured(queries, judged, found)
    return plain, ours, (time.perf_counter() - began) / len(queries) * 1000


def report(name: str, who: str, figures: dict[str, float], each: float) -> None:
    print(f"{name:<14}{who:<8}", *[f"{figures[m]:>10.4f}" for m in MEASURES], f"{each:>10.1f}")


def fill(documents: dict[str, dict]) -> dict[int, str]:
    """One thread a document; answers which is which."""
    keys: dict[int, str] = {}
    with writing():
        author = User(username="ana", name="Ana", roles="customer")
        category = Category(slug="help", name="Help")
        db.session.add_all([author, category])
        db.session.flush()
        for number, (key, one) in enumerate(documents.items(), start=1):
            title = (one.get("title") or one["text"][:60]).strip()[:200]
            about = {"kind": "question", "support_state": "unanswered", "slug": "x"}
            db.session.add(
                Thread(
                    id=number, title=title, author_id=author.id, category_id=category.id, **about
                )
            )
            db.session.add(
                Post(
                    thread_id=number,
                    number=1,
                    author_id=author.id,
                    source=one["text"],
                    html=f"<p>{escape(one['text'])}</p>",
                    created_at=now(),
                )
            )
            keys[number] = key
    return keys


def lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main(sys.argv[1:])
