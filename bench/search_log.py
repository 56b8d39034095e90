"""The query log of the search bench: what people type, mixed, none of it twice."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bench.search_texts import Writer, real_sentences
from community.accounts.readers import VISITOR
from community.extensions import db
from community.search.searching import search
from community.search.suggesting import suggest
from community.search.text import stems, words_of

EACH = 65  # queries of a kind: 520 in all
COMMON = 250  # the most frequent words that a search would hold
TYPED = "as you type"
OPENINGS = ("How do I find", "Why does it say", "What is meant by", "Is there a way to get", "")
FILTERS = (
    "is:solved",
    "category:c2",
    "category:c9 is:waiting",
    "tag:tag3",
    "after:2025-03",
    "before:2023",
    "category:c1 sort:new",
    "is:answered sort:new",
    "sort:votes",
)
#: nobody means well with these
HOSTILE = {
    "wildcards": "*a* *e* s*e ?? [a TO z] a* *",
    "brackets": "(" * 1000 + ")" * 1000,
    "unbalanced quotes": '"' * 999,
    "negations": "NOT " * 500 + "- " * 20,
    "2,000 characters of one word": "x" * 2000,
    "200 terms": " ".join(f"term{n}" for n in range(200)),
    "single letters": " ".join("abcdefghijklmnopqrstuvwxyz" * 8),
    "regular expression": r"(a+)+$ ^(([a-z])+.)+[A-Z]([a-z])+$ .*",
    "control characters": "".join(map(chr, range(1, 32))) * 20 + "\x00a",
    "right-to-left marks": "\u202eabc\u202d \u200f\u200e" * 60,
    "SQL": "'; DROP TABLE posts; -- ' OR 1=1 UNION SELECT * FROM users",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>" * 10,
    "filters without end": "category:c1 is:solved tag:tag1 " * 100,
}


@dataclass(frozen=True)
class Asked:
    """One line of the log."""

    kind: str
    text: str


def query_log(seed: int, each: int = EACH) -> list[Asked]:
    """So many queries of each kind, in no order."""
    maker = _Maker(seed)
    found = [
        Asked(kind, make())
        for kind, make in {
            "common word": lambda: maker.chance.choice(common_words()),
            "rare word": maker.rare,
            "three words": maker.three,
            "whole question": maker.question,
            "phrase": maker.phrase,
            "filter and sort": maker.filtered,
            "typo": maker.typo,
            TYPED: maker.begun,
        }.items()
        for _ in range(each)
    ]
    maker.chance.shuffle(found)
    return found


def ask(asked: Asked) -> bool:
    """As the pages do; whether time ran out."""
    try:
        if asked.kind == TYPED:
            suggest(asked.text, VISITOR)
            return False
        return search(asked.text, VISITOR).partial
    finally:
        db.session.rollback()


def hostile() -> dict[str, str]:
    """The queries of bad will; some are made of the most frequent words there are."""
    words = common_words()
    return {
        **HOSTILE,
        "the most frequent words": " ".join(words[:60]),
        "phrases of frequent words": " ".join(f'"{a} {b}"' for a, b in _pairs(words[:40])),
        "one phrase of frequent words": f'"{" ".join(words[:30])}"',
        "frequent words that must not be": " ".join(f"-{word}" for word in words[:40]) + " a1",
        "phrases that must not be": " ".join(f'-"{a} {b}"' for a, b in _pairs(words[:30])) + " use",
        "the most frequent word with all filters": f"{words[0]} kind:question is:solved -tag:tag1",
    }


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


@lru_cache(1)
def common_words() -> list[str]:
    """The most frequent words, stop words and short ones left out."""
    known = stems("en")
    counts = Counter(w for s in real_sentences() for w in words_of(" ".join(s)))
    kept = (
        word
        for word, _count in counts.most_common()
        if len(word) > 3 and word not in known.stop_words | known.soft_words
    )
    return [word for word, _ in zip(kept, range(COMMON), strict=False)]


@lru_cache(1)
def _seldom() -> list[str]:
    counts = Counter(w for s in real_sentences() for w in words_of(" ".join(s)))
    return sorted(word for word, count in counts.items() if count <= 3 and len(word) > 4)


class _Maker:
    def __init__(self, seed: int) -> None:
        self.writer = Writer(seed)
        self.chance: random.Random = self.writer.chance

    def _words(self, longer_than: int = 3) -> list[str]:
        while True:
            words = [w for w in words_of(" ".join(self.writer.sentence())) if len(w) > longer_than]
            if len(words) >= 3:
                return words

    def rare(self) -> str:
        return (
            self.writer.rare_word() if self.chance.random() < 0.5 else self.chance.choice(_seldom())
        )

    def three(self) -> str:
        return " ".join(self.chance.sample(self._words(), 3))

    def question(self) -> str:
        words = words_of(" ".join(self.writer.sentence()))[: self.chance.randint(5, 14)]
        return f"{self.chance.choice(OPENINGS)} {' '.join(words)}?".strip()

    def phrase(self) -> str:
        words = self.writer.chance.choice(real_sentences())
        start = self.chance.randrange(len(words) - 2)
        some = words_of(" ".join(words[start : start + self.chance.choice((2, 2, 3, 4))]))
        return f'"{" ".join(some)}"'

    def filtered(self) -> str:
        words = self.chance.sample(self._words(), self.chance.choice((1, 1, 2)))
        return f"{' '.join(words)} {self.chance.choice(FILTERS)}"

    def typo(self) -> str:
        word = max(self._words(5), key=len)
        at = self.chance.randrange(1, len(word) - 1)
        wrong = word[:at] + self.chance.choice(("", word[at] * 2, word[at - 1])) + word[at + 1 :]
        return wrong if self.chance.random() < 0.6 else f"{wrong} {self._words()[0]}"

    def begun(self) -> str:
        return self.writer.title()[: self.chance.randint(3, 28)]
