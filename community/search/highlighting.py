"""Marks on found words, in text from the database: by stems, escaped, in a readable piece."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from community.search.text import Stems, plain

READ = 24_000  # characters of one post that are looked through
PIECE = 36  # words of a snippet
LEAD = 6  # words before the first mark


@dataclass(frozen=True)
class Marked:
    html: Markup
    #: the wanted stems that are in it
    found: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Marks:
    """What is marked: stems anywhere, others (of synonyms) only where they stand together."""

    words: frozenset[str]
    together: tuple[tuple[str, ...], ...] = ()

    @property
    def every(self) -> frozenset[str]:
        return self.words.union(*self.together)


#: start, end and stems of a word
Span = tuple[int, int, frozenset[str]]


def mark_words(text: str, marks: Marks, stems: Stems) -> Markup:
    """A whole short text (a title) with its found words marked."""
    words = list(stems.spans(text))
    places = [words[at][:2] for at, found in enumerate(_found(words, marks)) if found]
    return _marked(text, 0, len(text), places)


def snippet(html: str, marks: Marks, stems: Stems) -> Marked:
    """The piece of a post with the most different wanted words, its first words if none."""
    text = " ".join(plain(html, READ).split())
    words = list(stems.spans(text))
    found = _found(words, marks)
    hits = [(index, stem) for index, here in enumerate(found) for stem in sorted(here)]
    if not words:
        return Marked(Markup(""))
    first = max(0, _best_start(hits) - LEAD)
    last = min(len(words), first + PIECE) - 1
    start = words[first][0] if first else 0
    end = words[last][1] if last + 1 < len(words) else len(text)
    marked = dict.fromkeys(index for index, _stem in hits if first <= index <= last)
    places = [words[index][:2] for index in marked]
    body = _marked(text, start, end, places)
    before, after = Markup("… " if start else ""), Markup(" …" if end < len(text) else "")
    return Marked(before + body + after, frozenset(stem for _index, stem in hits))


def _best_start(hits: Sequence[tuple[int, str]]) -> int:
    """The hit that opens the window with the most different words."""
    best, best_count = 0, 0
    for position, (index, _stem) in enumerate(hits):
        inside = {s for i, s in hits[position : position + PIECE] if i < index + PIECE - LEAD}
        if len(inside) > best_count:
            best, best_count = index, len(inside)
    return best


def _found(words: Sequence[Span], marks: Marks) -> list[frozenset[str]]:
    """Of each word the stems that are marked; stop words, which have none, part nothing."""
    found = [here & marks.words for _start, _end, here in words]
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
