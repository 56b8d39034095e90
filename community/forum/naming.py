"""Titles, slugs and tags as they are kept: readable in every script, safe in a URL."""

import re
import unicodedata
from collections.abc import Iterable

TITLE_LIMIT = 200
SLUG_LIMIT = 80
MOST_TAGS = 5
TAG_SHORTEST, TAG_LONGEST = 2, 30
_TAG_SIGNS = "-_.+#"  # c++, c#, node.js


def clean_title(text: str) -> str:
    """One line without control characters and signs that turn the writing direction."""
    plain = "".join(" " if _is_control(c) else c for c in unicodedata.normalize("NFC", text))
    return " ".join(plain.split())[:TITLE_LIMIT].rstrip()


def slug_of(title: str) -> str:
    """Letters and digits of any script, joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    words = "".join(c if _is_word(c) else " " for c in plain).split()
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:SLUG_LIMIT]
        if len(longer) > SLUG_LIMIT:
            break
        slug = longer
    return slug


def clean_tags(tags: str | Iterable[str]) -> list[str]:
    """At most five, each once, in the order given; what is no word is left out."""
    parts = re.split(r"[,\n]", tags) if isinstance(tags, str) else tags
    found = dict.fromkeys(clean_tag(part) for part in parts)
    return [tag for tag in found if TAG_SHORTEST <= len(tag) <= TAG_LONGEST][:MOST_TAGS]


def clean_tag(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("#").lower()
    kept = "".join(c if _is_word(c) or c in _TAG_SIGNS else " " for c in plain)
    return "-".join(kept.split()).strip("-.")


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} and char not in "\u200c\u200d"
