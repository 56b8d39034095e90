"""Words as index, query and highlighter see them: folded, cut, stemmed; one place, so that all
engines and all three always agree.

A text becomes terms with their places. A word has one place. Words joined by a hyphen, dot or
underscore have one each, and stand a second time written together: `wifi` finds "wi-fi". A
version such as 2.1.3 has one place, for `2`, `2.1` and all of it. Where a script has no spaces,
every sign has a place, for itself and for the pair with the next one.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from flask import current_app
from whoosh.analysis import STOP_WORDS
from whoosh.lang import has_stemmer, has_stopwords, stemmer_for_language, stopwords_for_language

from community.search.scripts import JOINT, SIGN, VERSION, token_in, tokens, without_article

LONGEST = 64  # characters of a word that count
JOINED_PARTS = 3  # "wi-fi" is also one word, an address is not
JOINED_LENGTH = 24
MEMORY = 100_000  # tokens whose terms are remembered: about 15 MB

_APOSTROPHE = re.compile(r"(?<=[^\W_])['’](?=[a-zA-Z]{1,2}(?![^\W_]))")
#: not on Cyrillic letters, where a mark makes another letter; vowels of Arabic and Hebrew go
_ACCENTS = re.compile(
    "(?<![\u0400-\u052f])[\u0300-\u036f]|[\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670]"
)
_UNSEEN = re.compile("[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
#: letters that are typed as others, and that Unicode does not take apart
_LIKE = str.maketrans(
    dict(zip("øłđıёىیکةæœ", ("o", "l", "d", "i", "е", "ي", "ي", "ك", "ه", "ae", "oe"), strict=True))
)
_TAG = re.compile(r"<(/?)([a-zA-Z0-9]+)[^>]*>")
_INLINE = re.compile(
    "a|abbr|b|code|del|em|i|ins|kbd|mark|s|samp|small|span|strong|sub|sup", re.IGNORECASE
)

#: terms of a token with their distance from its first place; how many places it takes
Terms = tuple[tuple[tuple[str, int], ...], int]
NOTHING: Terms = ((), 0)


def folded(text: str) -> str:
    """Lower case, without accents, apostrophes and unseen signs: `Café's` is `cafes`."""
    text = _APOSTROPHE.sub("", text)
    if text.isascii():
        return text.lower()
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", _UNSEEN.sub("", text)))
    return unicodedata.normalize("NFC", text).casefold().translate(_LIKE)


def words_of(text: str) -> list[str]:
    """The words of a text as one asks for them, folded, in their order: each takes one place."""
    found = tokens(folded(text))
    last = len(found) - 1
    return [word for at, token in enumerate(found) for word in _asked(token, at == last)]


def _asked(token: str, is_last: bool) -> Sequence[str]:
    if SIGN.match(token):
        signs = SIGN.findall(token)
        pairs = [one + two for one, two in pairwise(signs)]
        return pairs if pairs and is_last else [*pairs, signs[-1]]
    if version := VERSION.fullmatch(token):
        return [version[1]]
    return [part[:LONGEST] for part in JOINT.split(token)]


def joined(words: Sequence[str]) -> str | None:
    """What joined words are when written together, if anybody may write them so."""
    together = "".join(words)
    fits = 1 < len(words) <= JOINED_PARTS and len(together) <= JOINED_LENGTH
    return together if fits and together.isalnum() and not _is_bare(together) else None


def _is_bare(word: str) -> bool:
    """Numbers and signs without spaces: written together they mean something else."""
    return word.isdigit() or bool(SIGN.search(word))


def plain(markup: str, most: int | None = None) -> str:
    """What a reader of our own safe HTML sees; blocks stay apart, marked-up words stay whole.

    `most` signs of HTML are read, without the tag that is cut in two there.
    """
    if most is not None and len(markup) > most:
        begun, ended = markup.rfind("<", 0, most), markup.rfind(">", 0, most)
        markup = markup[: begun if begun > ended else most]
    return html.unescape(_TAG.sub(_gap, markup))


def _gap(tag: re.Match[str]) -> str:
    return "" if _INLINE.fullmatch(tag[2]) else " "


class Stems:
    """Stems of one language, with a memory."""

    def __init__(self, language: str) -> None:
        self.language = language if has_stemmer(language) else "en"
        # Snowball also for English: the library's own Porter leaves "stopp" beside "stop"
        known = stemmer_for_language(self.language)
        self.stem = lru_cache(MEMORY)(lambda word: known(without_article(word)))
        self.stop_words, self.soft_words = common_words(self.language)
        self.soft_stems = frozenset(self.stem(word) for word in self.soft_words)
        #: the stems of a token as it stands in a text
        self.seen = lru_cache(MEMORY)(self._seen)
        self._stemmed = _Memory(self.stem, self.stop_words)
        self._typed = _Memory(lambda word: word, frozenset())

    def is_common(self, word: str) -> bool:
        """Whether it tells next to nothing: "the", "how"."""
        return word in self.stop_words or word in self.soft_words

    def of(self, text: str) -> list[str]:
        """The stems of a text as one asks for them, without its stop words."""
        return [self.stem(word) for word in words_of(text) if word not in self.stop_words]

    def terms(self, text: str) -> list[tuple[str, int]]:
        """What an index keeps of a text: (stem, place), places ascending. Stop words have none."""
        return _placed(text, self._stemmed)

    def typed_terms(self, text: str) -> list[tuple[str, int]]:
        """The same without stemming and with every word, for suggestions while typing."""
        return _placed(text, self._typed)

    def distinct(self, text: str) -> set[str]:
        """What stands in a folded text, as typed, each once: a third of the work of `terms`."""
        found: set[str] = set()
        for token in set(tokens(text)):
            known = self._typed[token]
            found.update([known] if isinstance(known, str) else (term for term, _ in known[0]))
        return found

    def spans(self, text: str) -> list[tuple[int, int, frozenset[str]]]:
        """(start, end, stems) of each word or sign of a text as it stands there, for marks."""
        found: list[tuple[int, int, frozenset[str]]] = []
        for match in token_in(text).finditer(text):
            token = match.group()
            if token.isalnum() and token.isascii():  # most are, and quick to judge
                found.append((match.start(), match.end(), self.seen(token)))
            else:
                found += self._spans_of(match)
        return found

    def _spans_of(self, match: re.Match[str]) -> Iterator[tuple[int, int, frozenset[str]]]:
        token, start = match.group(), match.start()
        places = [m.span() for m in SIGN.finditer(token)]
        if not places and not VERSION.fullmatch(token):
            joints = [-1, *(m.start() for m in JOINT.finditer(token)), len(token)]
            places = [(one + 1, two) for one, two in pairwise(joints)]
        whole = self.seen(token)
        if len(places) < 2:
            yield start, match.end(), whole
            return
        for at, (begin, end) in enumerate(places):
            around = places[max(0, at - 1)][0], places[min(at + 1, len(places) - 1)][1]
            here = self.seen(token[begin:end])
            if SIGN.match(token):  # a sign belongs to the pairs with its neighbours
                one, two = token[around[0] : end], token[begin : around[1]]
                here |= {folded(pair) for pair in (one, two) if pair != token[begin:end]}
            elif together := joined(JOINT.split(folded(token))):
                here |= {self.stem(together)}
            yield start + begin, start + end, here

    def _seen(self, text: str) -> frozenset[str]:
        return frozenset(stem for stem, _place in self.terms(folded(text)))


def _placed(text: str, memory: "_Memory") -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    place = 0
    for token in tokens(text):
        known = memory[token]
        if isinstance(known, str):
            found.append((known, place))
            place += 1
            continue
        for term, distance in known[0]:
            found.append((term, place + distance))
        place += known[1]
    return found


class _Memory(dict[str, "str | Terms"]):
    """Token → its terms, or its one term. Texts use the same words again and again."""

    def __init__(self, stem: Callable[[str], str], never: frozenset[str]) -> None:
        super().__init__()
        self.stem, self.never = stem, never

    def __missing__(self, token: str) -> "str | Terms":
        found = self._terms(token)
        if len(token) <= LONGEST:
            if len(self) >= MEMORY:
                self.clear()
            self[token] = found
        return found

    def _terms(self, token: str) -> "str | Terms":
        if token.isascii() and token.isalnum():
            return NOTHING if token in self.never else self.stem(token[:LONGEST])
        if SIGN.match(token):
            return _of_signs(SIGN.findall(token))
        if version := VERSION.fullmatch(token):
            return _of_version(version[1].split("."))
        parts = [part[:LONGEST] for part in JOINT.split(token)]
        kept = [self.stem(part) for part in parts if part not in self.never]
        found = [(stem, place) for place, stem in enumerate(kept)]
        if together := joined(parts):
            found.insert(1, (self.stem(together), 0))
        return tuple(found), len(kept) or len(found)


def _of_signs(signs: Sequence[str]) -> Terms:
    """Each sign, and at the same place the pair with the next one."""
    found = [(sign, place) for place, sign in enumerate(signs)]
    found += [(one + two, place) for place, (one, two) in enumerate(pairwise(signs))]
    return tuple(sorted(found, key=lambda term: term[1])), len(signs)


def _of_version(numbers: Sequence[str]) -> Terms:
    """All its beginnings and each of its numbers, at one place."""
    begun = [".".join(numbers[:count]) for count in range(1, len(numbers) + 1)]
    return tuple((term, 0) for term in dict.fromkeys([*begun, *numbers])), 1


def common_words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that are never indexed, and words that count for little: "how" and "what" tell
    short questions apart, but nobody must find them."""
    listed = stopwords_for_language(language) if has_stopwords(language) else ()
    known = {folded(word) for word in listed}
    never = set(STOP_WORDS) if language == "en" else {word for word in known if len(word) <= 3}
    return frozenset(never), frozenset(known - never)


@lru_cache(8)
def stems(language: str) -> Stems:
    """The shared stems of a language."""
    return Stems(language)


def house_stems() -> Stems:
    """The stems of the community's language."""
    return stems(current_app.config["SETTINGS"].languages[0])
