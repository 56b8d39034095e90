"""The last step before a text is stored: only listed tags, attributes and addresses get through.

Order of the token filters: Bleach's own sanitiser first, then ours, which see nothing but what it
let through and whose additions (highlighting, labels, mentions) no author can forge.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bleach.sanitizer import Cleaner

from .finishing import BareLinks, Finishing
from .links import BARE_LINK, safe_href
from .result import LABELS

TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        h1 h2 h3 h4 h5 h6 p blockquote pre hr ul ol li dl dt dd details summary
        table caption thead tbody tfoot tr th td
        a abbr b br cite code del dfn em i img input ins kbd mark q s samp small strong sub sup tt
        u var wbr
        """,
    )
)
PLAIN_ATTRIBUTES = {
    "a": {"title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"alt", "title", "src"},
    "input": {"checked"},
}
VALUES = {
    ("code", "class"): re.compile(r"language-[a-z0-9_+#.-]{1,30}"),
    ("pre", "class"): re.compile(r"lang-[a-z0-9_+#.-]{1,20}(?: prettyprint-override)?"),
    ("input", "type"): re.compile("checkbox"),
    ("img", "width"): re.compile(r"[1-9][0-9]{0,3}"),
    ("img", "height"): re.compile(r"[1-9][0-9]{0,3}"),
    ("ol", "start"): re.compile(r"[0-9]{1,9}"),
    ("td", "align"): re.compile("left|right|center"),
    ("th", "align"): re.compile("left|right|center"),
    ("td", "colspan"): re.compile("[1-9][0-9]?"),
    ("th", "colspan"): re.compile("[1-9][0-9]?"),
    ("td", "rowspan"): re.compile("[1-9][0-9]?"),
    ("th", "rowspan"): re.compile("[1-9][0-9]?"),
}


def may_stay(tag: str, name: str, value: str) -> bool:
    """Say whether an attribute stays; a value is on the list or it goes."""
    if (tag, name) == ("a", "href"):
        return safe_href(value) is not None
    if name in PLAIN_ATTRIBUTES.get(tag, ()):
        return True
    pattern = VALUES.get((tag, name))
    return bool(pattern and pattern.fullmatch(value))


@dataclass(slots=True)
class Errand:
    """What one text wants of the cleaner, and what it found."""

    level: int = 3
    known: dict[str, str] = field(default_factory=dict)
    root: str = ""
    site: str = ""
    labels: dict[str, str] = field(default_factory=lambda: LABELS)
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    mentions: dict[str, None] = field(default_factory=dict)
    images: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)


class Laundry:
    """One Bleach cleaner, kept for many texts; not to be shared between threads."""

    def __init__(self, *, strip: bool = False) -> None:
        self.errand = Errand()
        linkify = partial(
            BareLinks, callbacks=[_check_bare_link], skip_tags={"pre", "code"}, url_re=BARE_LINK
        )
        self.cleaner = Cleaner(
            tags=TAGS,
            attributes=may_stay,
            protocols={"http", "https", "mailto"},
            strip=strip,
            strip_comments=True,
            filters=[linkify, partial(Finishing, laundry=self)],
        )

    def clean(self, html: str, errand: Errand) -> str:
        """Clean the HTML and note on the errand what it holds."""
        self.errand = errand
        return str(self.cleaner.clean(html)).strip()


def errand_for(
    *,
    level: int = 3,
    known: Iterable[str] = (),
    root: str = "",
    site: str = "",
    labels: Mapping[str, str] | None = None,
    sizes: Mapping[str, Sequence[int]] | None = None,
) -> Errand:
    """Write the errand down; `community.markup.render` says what each wish means."""
    names = {name.lower(): name for name in known}
    spoken = {**LABELS, **(labels or {})}
    return Errand(min(6, max(1, level)), names, root.rstrip("/"), site, spoken, sizes or {})


def _check_bare_link(attrs: dict[Any, str], new: bool = False) -> dict[Any, str] | None:
    return attrs if not new or safe_href(attrs["_text"]) else None
