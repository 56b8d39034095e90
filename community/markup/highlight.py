"""Colours for code, as tokens that are added after the sanitiser and cost it nothing."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.lexers._mapping import LEXERS
from pygments.token import STANDARD_TYPES, _TokenType

ALIASES = frozenset(alias for entry in LEXERS.values() for alias in entry[2])
OURS = {
    "vue": "html",
    "svelte": "html",
    "shell-session": "console",
    "dotenv": "ini",
    "jsonc": "json",
}
UNCOLOURED = frozenset(("", "w", "p", "n", "x", "err", "esc", "g"))
MOST_COLOURED = 12_000  # characters; long logs are read, not admired


@lru_cache(maxsize=64)
def lexer_for(language: str) -> Lexer | None:
    """Find the lexer for what stands behind the fence; plain text for anything unknown."""
    name = OURS.get(language, language)
    if name not in ALIASES or name in ("text", "output"):
        return None
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


def coloured(code: str, language: str) -> Iterator[dict[str, Any]]:
    """Split code into token-stream spans."""
    lexer = lexer_for(language) if len(code) <= MOST_COLOURED else None
    if lexer is None:
        yield {"type": "Characters", "data": code}
        return
    pairs = ((_css_class(kind), value) for kind, value in lexer.get_tokens(code))
    for css_class, group in groupby(pairs, key=lambda pair: pair[0]):
        text = {"type": "Characters", "data": "".join(value for _, value in group)}
        if css_class in UNCOLOURED:
            yield text
        else:
            yield {"type": "StartTag", "name": "span", "data": {(None, "class"): css_class}}
            yield text
            yield {"type": "EndTag", "name": "span"}


def _css_class(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return STANDARD_TYPES[kind]
