"""Which stars, underscores and tildes may open or close, by what stands beside them.

Python-Markdown looks for blanks alone; CommonMark also asks for letters and punctuation, which is
what keeps `~/.*rc and ~/.*profile` from becoming italic.
"""

import re
from typing import Any

from markdown.inlinepatterns import Delimiter

LETTER = r"[^\W_]"
SIGN = r"(?:[^\w\s]|_)"


class Flanked(Delimiter):
    """A delimiter that knows CommonMark's flanking rules."""

    def _build_patterns(self, token: str) -> str:
        pattern = super()._build_patterns(token)
        sign = re.escape(token)
        run = rf"(?<!{sign}){sign}++"
        either = rf"(?<={SIGN}){run}(?={SIGN})"
        if token != "_":  # an underscore within a word is part of the word
            either = rf"{either}|(?<={LETTER}){run}(?={LETTER})"
        self.boundary = re.compile(
            rf"(?P<ambiguous>{either})"
            rf"|(?P<end>(?<={LETTER}){run}(?!{LETTER})|(?<={SIGN}){run}(?=\s|$))"
            rf"|(?P<start>(?<!{LETTER}){run}(?={LETTER})|(?<!\S){run}(?={SIGN}))"
        )
        return pattern


def furnish(md: Any) -> None:
    """Give the converter our delimiters, with `~~` for what is struck out."""
    md.delimiters.add("~", "del", double=True)
    md.delimiters.delimiters = {
        "*": Flanked("*", "strong,em", False, False),
        "_": Flanked("_", "strong,em", True, False),
        "~": Flanked("~", "del", False, True),
    }
