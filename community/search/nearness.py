"""How far two spellings are apart, and what is one slip away.

The distance is Damerau's ("A technique for computer detection and correction of spelling errors",
1964: one letter more, one less, another one, two swapped) in the restricted form of optimal string
alignment. One slip away is listed whole and looked up, as Norvig does ("How to write a spelling
corrector", 2007); two slips away are looked for among words that begin or end alike.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

#: the letters of a script, as folded; a slip stays in the script of its word
ALPHABETS = tuple(
    "".join(chr(code) for code in range(ord(first), ord(last) + 1)) + more
    for first, last, more in (
        ("a", "z", ""),
        ("а", "я", "іїєґ"),
        ("α", "ω", ""),
        ("א", "ת", ""),
        ("ء", "ي", ""),
        ("ა", "ჰ", ""),
    )
)

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiouyаеиоуыэюяєіїαεηιουω"
_SOUNDS = ("cs", "sz", "yz")  # written for each other; and QWERTZ has y where others have z
FAR = 2  # what another letter counts that neither a finger nor an ear takes for this one


def distance(one: str, two: str, limit: int) -> int:
    """Slips between two words; limit + 1 where there are more."""
    if abs(len(one) - len(two)) > limit or len(set(one) ^ set(two)) > 2 * limit:
        return limit + 1
    while one and two and one[0] == two[0]:
        one, two = one[1:], two[1:]
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    if not one or not two:
        return min(limit + 1, len(one) + len(two))
    return _aligned(one, two, limit)


def is_usual(one: str, two: str) -> bool:
    """Whether the slips between two words are those of fingers and ears: a letter left out, doubled
    or swapped, a vowel for a vowel, and where there is but one slip, a key beside the right one.
    "Charge" is no slip of "change"."""
    slips = distance(one, two, FAR)
    if slips > 1:
        return slips == FAR and _aligned(one, two, FAR, _are_vowels) == slips
    return _aligned(one, two, 1, _is_mistaken) == slips


def _are_vowels(one: str, two: str) -> bool:
    return one in _VOWELS and two in _VOWELS


def _is_mistaken(one: str, two: str) -> bool:
    return _are_vowels(one, two) or frozenset((one, two)) in _NEIGHBOURS


def _neighbours() -> Iterator[frozenset[str]]:
    yield from map(frozenset, _SOUNDS)
    for row in _ROWS:
        yield from map(frozenset, pairwise(row))
    for row, below in pairwise(_ROWS):
        for at, key in enumerate(below):
            yield from (frozenset((key, upper)) for upper in row[at : at + 2])


_NEIGHBOURS = frozenset(_neighbours())


def _always(one: str, two: str) -> bool:
    return True


def _aligned(one: str, two: str, limit: int, is_slip: Callable[[str, str], bool] = _always) -> int:
    """Row by row, until all of a row is too far."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, other in enumerate(two, 1):
            cost = min(row[-1] + 1, last[j] + 1, last[j - 1] + _changed(letter, other, is_slip))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(limit + 1, last[-1])


def _changed(letter: str, other: str, is_slip: Callable[[str, str], bool]) -> int:
    if letter == other:
        return 0
    return 1 if is_slip(letter, other) else FAR


def one_slip_away(word: str) -> set[str]:
    """Every spelling at distance one, in the letters of the word's script."""
    letters = alphabet_of(word)
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {begun + rest[1:] for begun, rest in cuts if rest}
    found |= {begun + rest[1] + rest[0] + rest[2:] for begun, rest in cuts if len(rest) > 1}
    found |= {begun + letter + rest[1:] for begun, rest in cuts if rest for letter in letters}
    found |= {begun + letter + rest for begun, rest in cuts for letter in letters}
    return found - {word}


def alphabet_of(word: str) -> Iterable[str]:
    """The letters of the script a word is written in."""
    return next((letters for letters in ALPHABETS if word[:1] in letters), "") + "".join(
        sorted(set(word))
    )
