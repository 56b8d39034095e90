"""Colours for code, as tokens that are added after the sanitiser and cost it nothing."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.lexers._mapping import LEXERS
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

ALIASES = frozenset(alias for entry in LEXERS.values() for alias in entry[2])
OURS = {
    "vue": "html",
    "svelte": "html",
    "shell-session": "console",
    "dotenv": "ini",
    "jsonc": "json",
}
MOST_COLOURED = 12_000  # characters; long logs are read, not admired
# A dozen of Pygments' classes are enough to read by; each is in static/css/highlight.css.
CLASSES: dict[_TokenType, str] = {
    Comment: "c",
    Comment.Preproc: "k",
    Keyword: "k",
    Operator.Word: "k",
    Name.Function: "nf",
    Name.Class: "nf",
    Name.Decorator: "nf",
    Name.Exception: "nf",
    Name.Builtin: "nb",
    Name.Tag: "nb",
    Name.Attribute: "nv",
    Name.Variable: "nv",
    Name.Constant: "nv",
    String: "s",
    String.Escape: "se",
    String.Interpol: "se",
    String.Regex: "se",
    Number: "m",
    Generic.Deleted: "gd",
    Generic.Inserted: "gi",
    Generic.Heading: "gh",
    Generic.Subheading: "gh",
    Generic.Prompt: "gp",
    Generic.Traceback: "gd",
    Generic.Error: "gd",
}


@lru_cache(maxsize=64)
def lexer_for(language: str) -> Lexer | None:
    """Find the lexer for what stands behind the fence; plain text for anything unknown."""
    name = OURS.get(language, language)
    if name not in ALIASES or name in ("text", "output"):
        return None
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


@lru_cache(maxsize=512)
def class_for(kind: _TokenType) -> str:
    """Find the class of a kind of token or of its nearest kin."""
    while kind not in CLASSES:
        if kind.parent is None:
            return ""
        kind = kind.parent
    return CLASSES[kind]


def coloured(code: str, language: str) -> Iterator[dict[str, Any]]:
    """Split code into token-stream spans."""
    lexer = lexer_for(language) if len(code) <= MOST_COLOURED else None
    if lexer is None:
        yield {"type": "Characters", "data": code}
        return
    pairs = ((class_for(kind), value) for kind, value in lexer.get_tokens(code))
    for css_class, group in groupby(pairs, key=lambda pair: pair[0]):
        text = {"type": "Characters", "data": "".join(value for _, value in group)}
        if css_class:
            yield {"type": "StartTag", "name": "span", "data": {(None, "class"): css_class}}
            yield text
            yield {"type": "EndTag", "name": "span"}
        else:
            yield text
