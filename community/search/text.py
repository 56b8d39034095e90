"""Words as index, query and highlighter see them: folded, cut, stemmed; one place, so that the
three always agree."""

import html
import re
import unicodedata
from functools import lru_cache

from whoosh.analysis import STOP_WORDS
from whoosh.lang import has_stemmer, has_stopwords, stemmer_for_language, stopwords_for_language

#: Chinese, Japanese and Korean have no spaces: every sign is a word, and a run of them a phrase
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_ENDING = r"(?:['’][a-zA-Z]{1,2}(?![^\W_]))?"  # don't, printer's
#: one word; underscores and dots part words, since people search for either half
WORD = re.compile(rf"(?<![^\W_])[A-Za-z](?:\+\+|#)(?![^\W_])|[{_SIGNS}]|[^\W_{_SIGNS}]+{_ENDING}")
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’](?=[a-zA-Z]{1,2}(?![^\W_]))")
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_TAG = re.compile(r"<(/?)([a-zA-Z0-9]+)[^>]*>")
_INLINE = re.compile(
    "a|abbr|b|code|del|em|i|ins|kbd|mark|s|samp|small|span|strong|sub|sup", re.IGNORECASE
)


def folded(text: str) -> str:
    """Lower case, without accents, apostrophes and unseen signs: `Café's` is `cafes`."""
    text = _APOSTROPHE.sub("", text)
    if text.isascii():
        return text.lower()
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", _UNSEEN.sub("", text)))
    return unicodedata.normalize("NFC", text).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    return WORD.findall(folded(text))


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
        self.stem = lru_cache(50_000)(stemmer_for_language(self.language))
        #: the stem of a word as it stands in a text
        self.seen = lru_cache(50_000)(lambda word: self.stem(folded(word)))
        self.stop_words, self.soft_words = common_words(self.language)
        self.soft_stems = frozenset(self.stem(word) for word in self.soft_words)

    def of(self, text: str) -> list[str]:
        """The stems of a text without its stop words."""
        return [self.stem(word) for word in words_of(text) if word not in self.stop_words]


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
