"""Text as people write it, without end: real sentences crossed at shared words, and rare words.

The sentences come from the test collections and forums in ../shared/data and are only read. Where
two share a word one goes over into the other, so that phrases are new while the frequencies of
words stay natural; names and codes are strewn in, most of them rare, so that the vocabulary grows
with the text as it does in a real forum.
"""

import html
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from config import ROOT

SHORTEST, LONGEST = 5, 40  # words of a sentence that is taken
RARE = 0.02  # of the words
NAMES = 300_000  # different rare words that may come
SYLLABLES = tuple(re.findall("..", "kavoturiselomobadexifilorpaguzemitabo"))
_END = re.compile(r"(?<=[.!?])\s+")
_TAG = re.compile(r"<pre>.*?</pre>|<[^>]+>", re.DOTALL)


def data_folder() -> Path:
    return Path(os.environ.get("HEARTH_DATA", ROOT.parent / "shared" / "data"))


@lru_cache(1)
def real_sentences() -> list[list[str]]:
    """Sentences people wrote, as words."""
    found = []
    for text in _texts(data_folder()):
        for sentence in _END.split(text):
            words = sentence.split()
            if SHORTEST <= len(words) <= LONGEST:
                found.append(words)
    if not found:
        raise SystemExit(f"No sentences in {data_folder()}: set HEARTH_DATA.")
    return found


def _texts(data: Path) -> Iterator[str]:
    for path in sorted(data.glob("retrieval/*/corpus.jsonl")):
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line)["text"] for line in file)
    for path in sorted(data.glob("forums/*/Posts.xml")):
        for _event, row in ElementTree.iterparse(path):
            yield " ".join(html.unescape(_TAG.sub(" ", row.get("Body", ""))).split())


class Writer:
    """Writes sentences; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.sentences = real_sentences()
        self.meetings = _meetings()

    def sentence(self) -> list[str]:
        """One real sentence that goes over into another one."""
        random = self.chance.random
        words = self.sentences[int(random() * len(self.sentences))]
        cut = 2 + int(random() * (len(words) - 3))
        there = self.meetings[words[cut]]
        other, at = there[int(random() * len(there))]
        words = words[:cut] + self.sentences[other][at:]
        for place in range(len(words)):
            if random() < RARE:
                words[place] = self.rare_word()
        return words

    def rare_word(self) -> str:
        """A name or a code; the n-th most frequent one comes 1/n as often as the first."""
        rank = int(NAMES ** self.chance.random())
        return name(rank)

    def text(self, words: int) -> str:
        """About so many words."""
        parts: list[str] = []
        while len(parts) < words:
            parts += self.sentence()
        return " ".join(parts)

    def title(self) -> str:
        words = self.sentence()[: self.chance.randint(4, 11)]
        return " ".join(words).strip(".,;:!?").capitalize()[:160]


@lru_cache(1)
def _meetings() -> dict[str, list[tuple[int, int]]]:
    """Where every word stands: (sentence, place)."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, words in enumerate(real_sentences()):
        for place, word in enumerate(words):
            found[word].append((number, place))
    return found


def name(rank: int) -> str:
    """Every third one is a code such as E-4711, the others are made of syllables."""
    if rank % 3 == 0:
        return f"E-{1000 + rank}"
    parts = []
    rank += 400
    while rank:
        rank, syllable = divmod(rank, len(SYLLABLES))
        parts.append(SYLLABLES[syllable])
    return "".join(parts)
