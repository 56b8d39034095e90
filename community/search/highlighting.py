"""Marks on found words, in text from the database: by stems, escaped, in a readable piece."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from community.search.text import Stems, plain

READ = 24_000  # characters of one post that are looked through
PIECE = 36  # words of a snippet
LONGEST = 600  # its characters: words may be as long as a key
APART = 2  # words: "turn it off" has "turn off"
CLOSE = 6  # marks after a word that may be its neighbour
PAIRED = 0.5  # what all neighbours tell, beside all words
EQUAL = 1e-9  # the first of two equal pieces
LEAD = 6  # words before the first mark


@dataclass(frozen=True)
class Marked:
    """A piece of a post with its marks, and what else the post has of what is marked."""

    html: Markup
    #: how often each wanted stem is in the whole post
    counts: Mapping[str, int] = field(default_factory=dict)
    #: words of the post
    length: int = 0
    #: the share of wanted neighbours that are neighbours in it
    side_by_side: float = 0.0


@dataclass(frozen=True)
class Marks:
    """What is marked: stems anywhere, others (of synonyms) only where they stand together."""

    words: frozenset[str]
    together: tuple[tuple[str, ...], ...] = ()
    #: typed words that stand side by side: a piece with both so is the better one
    pairs: frozenset[tuple[str, str]] = frozenset()
    #: what each tells, their sum being 1; others tell as much as the usual one
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def every(self) -> frozenset[str]:
        return self.words.union(*self.together)

    def weight(self, stem: str) -> float:
        known = self.weights.get(stem)
        return 1 / (len(self.weights) or len(self.every) or 1) if known is None else known


NONE: frozenset[str] = frozenset()
#: start, end and stems of a word
Span = tuple[int, int, frozenset[str]]
Pair = tuple[str, str]


def mark_words(text: str, marks: Marks, stems: Stems) -> Markup:
    """A whole short text (a title) with its found words marked."""
    words = stems.spans(text)
    places = [words[at][:2] for at, found in enumerate(_found(words, marks)) if found]
    return _marked(text, 0, len(text), places)


def snippet(html: str, marks: Marks, stems: Stems) -> Marked:
    """The piece of a post that has most of what is wanted, its first words if nothing."""
    text = " ".join(plain(html, READ).split())
    words = stems.spans(text)
    found = _found(words, marks)
    hits = [(index, stem) for index, here in enumerate(found) for stem in sorted(here)]
    near = _side_by_side(hits, marks)
    first = max(0, _best_start(hits, near, marks) - LEAD)
    last = min(len(words), first + PIECE) - 1
    start = words[first][0] if first else 0
    end = words[last][1] if 0 <= last < len(words) - 1 else len(text)
    end = min(end, start + LONGEST)
    marked = dict.fromkeys(index for index, _stem in hits if first <= index <= last)
    places = [words[index][:2] for index in marked if words[index][1] <= end]
    body = _marked(text, start, end, places)
    before, after = Markup("… " if start else ""), Markup(" …" if end < len(text) else "")
    return Marked(
        before + body + after,
        Counter(stem for _index, stem in hits),
        len(words),
        len({pair for _index, pair in near}) / len(marks.pairs) if near else 0.0,
    )


def _side_by_side(hits: Sequence[tuple[int, str]], marks: Marks) -> list[tuple[int, Pair]]:
    """Where wanted neighbours are neighbours; between them may stand what is never marked."""
    found: list[tuple[int, Pair]] = []
    if marks.pairs:
        for at, (index, stem) in enumerate(hits):
            for other, after in hits[at + 1 : at + 1 + CLOSE]:
                if index < other <= index + APART and (stem, after) in marks.pairs:
                    found.append((index, (stem, after)))
    return found


def _best_start(
    hits: Sequence[tuple[int, str]], near: Sequence[tuple[int, Pair]], marks: Marks
) -> int:
    """The hit that opens the window with most of what is wanted."""
    best, best_worth = 0, 0.0
    for position, (index, _stem) in enumerate(hits):
        until = index + PIECE - LEAD
        inside = {stem for at, stem in hits[position : position + PIECE] if at < until}
        pairs = {pair for at, pair in near if index <= at < until}
        worth = sum(map(marks.weight, inside)) + PAIRED * len(pairs) / (len(marks.pairs) or 1)
        if worth > best_worth + EQUAL:
            best, best_worth = index, worth
    return best


def _found(words: Sequence[Span], marks: Marks) -> list[frozenset[str]]:
    """Of each word the stems that are marked; stop words, which have none, part nothing."""
    unmarked = marks.words.isdisjoint
    found = [NONE if unmarked(here) else here & marks.words for _start, _end, here in words]
    real = [index for index, word in enumerate(words) if word[2]] if marks.together else []
    for wanted in marks.together:
        for at in range(len(real) - len(wanted) + 1):
            here = real[at : at + len(wanted)]
            if all(stem in words[i][2] for i, stem in zip(here, wanted, strict=True)):
                for i, stem in zip(here, wanted, strict=True):
                    found[i] |= {stem}
    return found


def _marked(text: str, start: int, end: int, places: Iterable[tuple[int, int]]) -> Markup:
    parts: list[Markup] = []
    for begin, stop in _runs(places):
        parts += [escape(text[start:begin]), Markup("<mark>%s</mark>") % text[begin:stop]]
        start = stop
    return Markup("").join([*parts, escape(text[start:end])])


def _runs(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places side by side as one: signs of a script without spaces."""
    begin, stop = -1, -1
    for start, end in places:
        if start != stop and stop > 0:
            yield begin, stop
        begin, stop = (begin if start == stop else start), end
    if stop > 0:
        yield begin, stop
