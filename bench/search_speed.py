"""The speed of search on a generated forum, through the product's own query path.

`python -m bench.search_speed [THREADS]` (10,000 unless said, three posts each): how fast it is
indexed, then the median and the 95th percentile of every kind of query, in milliseconds of the
processor (all threads), so that a busy machine does not spoil the figures.
"""

import itertools
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import insert

from bench.search_quality import empty_forum
from community.accounts.models import User
from community.accounts.readers import VISITOR
from community.clock import now
from community.extensions import db, writing
from community.forum.models import Category, Post, Thread
from community.search import indexing, rebuilding
from community.search.searching import search
from community.search.similar import similar
from community.search.suggesting import suggest
from config import ROOT

EACH = 40  # queries of a kind
CHUNK = 1000
HOSTILE = (
    "*a*",
    "(" * 2000,
    "NOT " * 500,
    "a b c d e f g h " * 40,
    '"the of" "and to"',
    "x" * 5000,
)


def main(count: int) -> None:
    """Fill, index, ask, print."""
    chance = random.Random(7)
    sentences = real_sentences()
    with empty_forum():
        titles = fill(count, sentences, chance)
        began = time.process_time()
        rebuilding.rebuild()
        took = time.process_time() - began
        posts = 3 * count
        print(f"{count} threads, {posts} posts indexed at {posts / took:.0f} posts a second")
        kinds = queries(titles, sentences, chance)
        for text in itertools.chain.from_iterable(kinds.values()):
            search(text, VISITOR)  # warm
            db.session.rollback()
        for kind, texts in kinds.items():
            report(kind, [timed(lambda t=text: search(t, VISITOR)) for text in texts])
        typed = [title[: chance.randint(3, 14)] for title in titles[:EACH]]
        report("as you type", [timed(lambda t=text: suggest(t, VISITOR)) for text in typed])
        report("similar", [timed(lambda t=t: similar(t, t, VISITOR)) for t in titles[:EACH]])
        report("hostile", [timed(lambda t=text: search(t, VISITOR)) for text in HOSTILE])
        ids = [chance.randint(1, count) for _ in range(EACH)]
        report("one thread again", [timed(lambda i=i: indexing.index([i])) for i in ids])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory at its peak: {peak:.0f} MB (with the bench's own texts)")


def real_sentences() -> list[str]:
    """Sentences people wrote, from the test collections: natural word frequencies."""
    data = Path(os.environ.get("HEARTH_DATA", ROOT.parent / "shared" / "data")) / "retrieval"
    found: list[str] = []
    for path in sorted(data.glob("*/corpus.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                found += [s.strip() for s in json.loads(line)["text"].split(". ") if len(s) > 30]
    return found


def fill(count: int, sentences: Sequence[str], chance: random.Random) -> list[str]:
    """Threads of three posts of 30 to 150 words."""
    titles = [" ".join(chance.choice(sentences).split()[:10]) for _ in range(count)]
    with writing():
        author = User(username="ana", name="Ana", roles="customer")
        rooms = [Category(slug=f"c{n}", name=f"Room {n}") for n in range(8)]
        db.session.add_all([author, *rooms])
        db.session.flush()
        about = {"author_id": author.id, "kind": "question", "slug": "x", "public_posts": 3}
        room_ids = [room.id for room in rooms]
    for start in range(0, count, CHUNK):
        threads, posts = [], []
        for number in range(start + 1, min(start + CHUNK, count) + 1):
            state = chance.choice(("unanswered", "replied", "solved"))
            room = chance.choice(room_ids)
            title = titles[number - 1]
            threads.append(
                {"id": number, "title": title, "category_id": room, "support_state": state, **about}
            )
            for place in (1, 2, 3):
                text = ". ".join(chance.choices(sentences, k=chance.randint(2, 8)))
                posts.append(post(number, place, about["author_id"], text))
        with writing():
            db.session.execute(insert(Thread), threads)
            db.session.execute(insert(Post), posts)
    return titles


def post(thread_id: int, number: int, author_id: object, text: str) -> dict[str, object]:
    return {
        "thread_id": thread_id,
        "number": number,
        "author_id": author_id,
        "source": text,
        "html": f"<p>{text}</p>",
        "created_at": now(),
    }


def queries(
    titles: Sequence[str], sentences: Sequence[str], chance: random.Random
) -> dict[str, list[str]]:
    """The mix that people type."""
    words = [w for t in sentences for w in t.split() if w.isalpha() and len(w) > 3]
    long = sorted({w for w in words if len(w) > 9})
    some = [chance.choice(sentences).split() for _ in range(EACH)]
    return {
        "common word": chance.choices(words, k=EACH),
        "rare word": chance.sample(long, EACH),
        "three words": [" ".join(chance.sample(s, min(3, len(s)))) for s in some],
        "whole question": [chance.choice(titles) for _ in range(EACH)],
        "phrase": [f'"{" ".join(s[1:3])}"' for s in some],
        "word and filter": [f"{chance.choice(words)} category:c3 is:solved" for _ in range(EACH)],
        "typo": [w[:4] + w[5:] for w in chance.sample(long, EACH)],
    }


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    took = (time.process_time() - began) * 1000
    db.session.rollback()
    return took


def report(kind: str, times: Sequence[float]) -> None:
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{kind:<18} p50 {middle:7.1f}   p95 {late:7.1f}   worst {ordered[-1]:7.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
