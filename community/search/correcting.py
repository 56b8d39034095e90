"""What was probably meant: a mistyped query with words that are really there.

Only words of the public vocabulary are offered (`vocabulary`), so no correction can tell a word
that the reader could not find; and only those whose results this reader may read are shown
(`searching`). Filters, quoted phrases, exclusions, numbers and codes stay as they were typed.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import log
from typing import NamedTuple

from sqlalchemy import Select, select, union_all

from community import offload
from community.extensions import db
from community.search import compounds
from community.search.language import Said
from community.search.nearness import distance, is_usual, one_slip_away
from community.search.scripts import JOINT, TOKEN
from community.search.term_models import EDGE, SearchTerm
from community.search.text import Stems, folded
from community.search.vocabulary import SHORTEST, is_word, threads_of

MOST_WORDS = 8  # of a query that are looked at
MOST_WRONG = 3  # words that are corrected at once
SHORT = 4  # letters; what is shorter has too many neighbours
TWO_SLIPS = 6  # letters from which a word may have two slips
FEW_WORDS = 3
RARE = 5  # threads; what more have is no mistake
RATIO = 10  # a rare word is a mistake only where the other is so much more common
SECOND_SLIP = log(100)  # a word two slips away must be so much more common
FIRST_LETTER = log(3)  # people seldom mistype the first letter
SPLIT = log(5)
CUT = 4  # letters from which a word may be the beginning of a longer one
CUT_OFF = log(20)  # nothing of it is wrong: likelier than a slip
BUCKET = 400  # words that begin or end alike, the most common ones
COMPARED = 200  # words, before others have the loop
OFFERED = 2  # corrections of one word
UNSURE = log(10)  # what is sure goes before what is only near
SURE_FROM = 5  # letters; in shorter words only swapped ones are surely a slip
SURE_OF_TWO = 7  # letters from which two slips are surely slips


class Spelt(NamedTuple):
    """A word of the query: in which piece, and where."""

    piece: int
    start: int
    end: int
    word: str


class Better(NamedTuple):
    """Something else to write there, and how good it is."""

    value: float
    text: str
    #: it may take the place of what was typed; else it is only offered, since "booking" is a word
    #: though nobody has written it here, and no slip of "looking"
    is_sure: bool = True


class Correction(NamedTuple):
    """A whole query as it was probably meant."""

    text: str
    is_sure: bool


#: what to write in the places of some words
Changes = dict[Spelt, Better]


def corrections(said: Said, words: Stems) -> list[Correction]:
    """Other ways to write a query, the most likely first; few, and often none."""
    spelt = list(_spelt(said, words))[:MOST_WORDS]
    known = threads_of(s.word for s in spelt)
    # of many words most may be found anyway: then only what is nowhere can be a mistake
    rare = RARE if len(spelt) <= FEW_WORDS else 1
    wrong = [s for s in spelt if known.get(s.word, 0) < rare and len(s.word) >= SHORT]
    offered = {s: _better(s.word, known.get(s.word, 0), words) for s in wrong[:MOST_WRONG]}
    if len(spelt) == 1:  # "under" alone tells nothing, and finds anything
        offered = {
            s: [b for b in found if not words.is_common(b.text)] for s, found in offered.items()
        }
    best: Changes = {s: better[0] for s, better in offered.items() if better}
    ways = [best] if best else []
    for s, better in offered.items():
        ways += [best | {s: other} for other in better[1:OFFERED]]
    return list({way.text: way for way in (_corrected(said, changes) for changes in ways)}.values())


def _corrected(said: Said, changes: Changes) -> Correction:
    return Correction(_written(said, changes), all(one.is_sure for one in changes.values()))


def is_long(said: Said, words: Stems) -> bool:
    """Whether there are too many words to look for mistakes in them."""
    return sum(not words.is_common(word) for word in said.words) > MOST_WORDS


def _spelt(said: Said, words: Stems) -> Iterator[Spelt]:
    """The words that may be mistyped: nothing quoted, excluded, filtered; no codes."""
    for number, piece in enumerate(said.pieces):
        if piece.key or piece.quoted or piece.negative or _is_a_name(piece.value):
            continue
        for token in TOKEN.finditer(piece.value):
            at = token.start()
            for part in JOINT.split(token.group()):
                word = folded(part)
                if is_word(word) and not words.is_common(word):
                    yield Spelt(number, at, at + len(part), word)
                at += len(part) + 1


def _is_a_name(text: str) -> bool:
    """A person's, a mailbox's or a page's: these have no spelling."""
    return "@" in text or "://" in text


def _better(word: str, threads: int, words: Stems) -> list[Better]:
    """What else a word may be, best first; nothing where it is known in another form."""
    near = _near(word)
    stem = words.stem(word)
    if any(words.stem(other) == stem for other in near):
        return []
    found = [
        _judged(word, other, count) for other, count in near.items() if count >= threads * RATIO
    ]
    if not threads:
        offload.breathe()
        found += [*_split(word, words), *_continued(word), *_ended(word)]
    return sorted(found, reverse=True)


def _judged(word: str, other: str, threads: int) -> Better:
    slips = distance(word, other, 2)
    is_sure = _is_sure(word, other, slips)
    value = log(1 + threads) - SECOND_SLIP * (slips - 1) - (0 if is_sure else UNSURE)
    return Better(value - (FIRST_LETTER if word[0] != other[0] else 0), other, is_sure)


def _is_sure(word: str, other: str, slips: int) -> bool:
    """Whether nobody who typed one would be surprised to read the other."""
    swapped = slips == 1 and sorted(word) == sorted(other)
    if swapped:
        return True
    enough = SURE_OF_TWO if slips > 1 else SURE_FROM
    return word[0] == other[0] and len(word) >= enough and is_usual(word, other)


def _near(word: str) -> dict[str, int]:
    """Words of the vocabulary at distance one, and two of long ones, with their threads."""
    offload.breathe()  # some milliseconds a word
    found = threads_of(one_slip_away(word))
    if len(word) >= TWO_SLIPS:
        offload.breathe()
        for at, (other, threads) in enumerate(db.session.execute(_alike(word)).all()):
            if at % COMPARED == 0:
                offload.breathe()
            if other != word and distance(word, other, 2) <= 2:
                found[other] = threads
    return found


def _alike(word: str) -> Select:
    """The most common words that begin or end like this one."""
    ways = ((SearchTerm.beginning, word[:EDGE]), (SearchTerm.ending, word[-EDGE:]))
    some = [
        select(SearchTerm.word, SearchTerm.threads)
        .where(column == edge, SearchTerm.length.between(len(word) - 2, len(word) + 2))
        .order_by(SearchTerm.threads.desc())
        .limit(BUCKET)
        .subquery()
        for column, edge in ways
    ]
    return union_all(*(select(one) for one in some))  # type: ignore[return-value]


def _continued(word: str) -> Iterator[Better]:
    """Longer words it is the beginning of: half of a compound, or sent before it was finished."""
    if len(word) < CUT:
        return
    longer = (
        select(SearchTerm.word, SearchTerm.threads)
        .where(
            SearchTerm.beginning == word[:EDGE],
            SearchTerm.length > len(word) + 1,  # one letter more is a slip
            SearchTerm.word.startswith(word, autoescape=True),
        )
        .order_by(SearchTerm.threads.desc(), SearchTerm.length, SearchTerm.word)
        .limit(OFFERED)
    )
    for other, threads in db.session.execute(longer):
        yield Better(log(1 + threads) + CUT_OFF, other)


def _ended(word: str) -> Iterator[Better]:
    """Compounds it is the end of: "patrone" where there is only a "druckerpatrone"."""
    found = compounds.ending_with([word]).get(word, [])[:OFFERED]
    for other, threads in threads_of(found).items():
        yield Better(log(1 + threads) + CUT_OFF, other)


def _split(word: str, words: Stems) -> Iterator[Better]:
    """Two words that were written together."""
    cuts = [(word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1)]
    known = threads_of(part for cut in cuts for part in cut)
    for cut in cuts:
        counts = [known[part] for part in cut if part not in words.stop_words and part in known]
        free = [part for part in cut if part in words.stop_words]
        if counts and len(counts) + len(free) == 2:
            is_sure = min(map(len, cut)) > SHORTEST
            yield Better(log(1 + min(counts)) - SPLIT, " ".join(cut), is_sure)


def _written(said: Said, changes: Changes) -> str:
    """The query with these changes; the last ones first, so that places stay right."""
    pieces = list(said.pieces)
    for spelt, better in sorted(changes.items(), reverse=True):
        piece = pieces[spelt.piece]
        value = piece.value[: spelt.start] + better.text + piece.value[spelt.end :]
        pieces[spelt.piece] = replace(piece, value=value)
    bare = {spelt.piece for spelt in changes}  # two words for one are not a quotation
    return " ".join(p.value if at in bare else str(p) for at, p in enumerate(pieces))
