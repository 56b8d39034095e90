"""The variables of a canned reply: checked when it is saved, filled in when it is put to use.

What is filled in was typed by customers: it is escaped, so that a title or a name can neither
bring a link, a picture nor a mention into a text that one of us sends.
"""

import re
from collections.abc import Mapping

from flask_babel import gettext as _

#: each variable with a value to show it by; those of OPTIONAL may be missing
EXAMPLES = {
    "asker": "Ana",
    "asker_name": "Ana Alves",
    "agent": "Sam",
    "agent_name": "Sam Sato",
    "department": "Support",
    "organisation": "Acme",
    "product": "App",
    "title": "My printer prints only squares",
    "category": "Help",
    "link": "https://community.example/t/12",
}
OPTIONAL = frozenset({"organisation", "product", "department"})

_VARIABLE = re.compile(r"(?<!\\)\{([A-Za-z_]{1,30})(?:\|([^{}\n]{0,200}))?\}")
_BROKEN = re.compile(r"(?<!\\)\{\s*[A-Za-z_]{1,30}\s*(?:\||\})")
_SIGNS = re.compile(r"[\\`*\[\]<>~|@&!{}]|(?<!\w)_|_(?!\w)")
_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([#+=-])")


class Unfit(ValueError):
    """A variable that cannot be filled; the text says why, for the person who wrote it."""


def check(source: str) -> None:
    """Raise Unfit for the first variable that could not be filled."""
    for name, fallback in _VARIABLE.findall(source):
        if name not in EXAMPLES:
            raise Unfit(
                _(
                    "There is no “{%(name)s}”. You can use: %(all)s.",
                    name=name,
                    all=", ".join(f"{{{each}}}" for each in EXAMPLES),
                )
            )
        if name in OPTIONAL and not fallback.strip():
            raise Unfit(
                _(
                    "“{%(name)s}” may be missing. Say what stands there then: "
                    "{%(name)s|your words}.",
                    name=name,
                )
            )
    left = _BROKEN.search(_VARIABLE.sub("", source))
    if left:
        raise Unfit(
            _(
                "“%(start)s” cannot be read. Write {asker} or {product|our product}, "
                "and \\{ for a plain bracket.",
                start=left[0],
            )
        )


def fill(source: str, values: Mapping[str, str | None]) -> str:
    """The text with every variable replaced by its value, else by its fallback."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1])
        return plain(known) if known else (found[2] or "").strip()

    return _VARIABLE.sub(value, source)


def plain(value: str) -> str:
    """Markdown that shows exactly these words, on one line."""
    text = _SIGNS.sub(lambda sign: f"\\{sign[0]}", " ".join(value.split()))
    return _LINE_START.sub(_harmless_start, text)


def _harmless_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"
