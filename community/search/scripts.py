"""Where words begin and end in the scripts of the world: regular expressions, made once."""

import re
import unicodedata
from collections.abc import Iterator


def _marks() -> Iterator[str]:
    """Ranges of the signs that belong to the letter before them: vowels, tones, accents."""
    start = last = 0
    for code in (*range(0x300, 0x2000), *range(0x302A, 0x3030), *range(0xA66F, 0xABFF)):
        if unicodedata.category(chr(code)) not in {"Mn", "Mc", "Me"}:
            continue
        if code != last + 1:
            if start:
                yield f"{chr(start)}-{chr(last)}"
            start = code
        last = code
    yield f"{chr(start)}-{chr(last)}"


#: Chinese, Japanese and Korean, and Thai, Lao, Burmese and Khmer: no spaces between words
SIGNS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
    "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd\u0ec0-\u0ec6"
    "\u1000-\u102a\u1780-\u17b3"
)
MARKS = "".join(_marks())

_SIGN = rf"[{SIGNS}][{MARKS}]*+"
_ENDING = r"(?:['’][a-zA-Z]{1,2}(?![^\W_]))?"  # don't, printer's
_WORD = rf"[^\W_{SIGNS}](?:[^\W_{SIGNS}]++|[{MARKS}]++)*+{_ENDING}"
_PLAIN_WORD = rf"[A-Za-z0-9]++{_ENDING}"
_C = r"(?<![^\W_])[A-Za-z](?:\+\+|#)(?![^\W_])"  # C++, C#
_VERSION = r"(?<![^\W_])[vV]?[0-9]+(?:\.[0-9]+)+(?![^\W_])"  # 2.1.3

#: one token: a word, words joined by a sign ("wi-fi", "node.js"), a version, or a run of signs
TOKEN = re.compile(rf"{_C}|{_VERSION}|(?:{_SIGN})+|{_WORD}(?:[-._]{_WORD})*")
#: the same for text in ASCII, three times as quick
PLAIN_TOKEN = re.compile(rf"{_C}|{_VERSION}|{_PLAIN_WORD}(?:[-._]{_PLAIN_WORD})*")
SIGN = re.compile(_SIGN)
VERSION = re.compile(r"[vV]?([0-9]+(?:\.[0-9]+)+)")
JOINT = re.compile(r"[-._]")


#: "the", "with the" and "for the" are one word with what follows them in Arabic
_ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=[\u0621-\u064a]{3})")


def without_article(word: str) -> str:
    """A folded word of Arabic as it is without its article; others as they are."""
    return word if word.isascii() else _ARTICLE.sub("", word)


def token_in(text: str) -> re.Pattern[str]:
    """What finds the tokens of this text."""
    return PLAIN_TOKEN if text.isascii() else TOKEN


def tokens(text: str) -> list[str]:
    """The tokens of a text in their order."""
    return token_in(text).findall(text)
