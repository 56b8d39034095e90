"""Token filter behind the sanitiser: labels, levels, mentions, links, pictures."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from bleach.html5lib_shim import Filter
from bleach.linkifier import LinkifyFilter

from .highlight import coloured
from .links import is_foreign, own_upload, safe_href, trim_bare_link
from .mentioning import MENTION, MOST_MENTIONS

if TYPE_CHECKING:
    from .cleaning import Laundry

Token = dict[str, Any]
DIRECTED = frozenset(("p", "ul", "ol", "dl", "td", "th", "summary", "dt", "dd"))
HEADINGS = {f"h{n}": n for n in range(1, 7)}
# Within these an "@" is no mention.
QUIET = frozenset(("a", "code", "kbd", "pre", "samp", "tt", "var"))
TEXT = ("Characters", "SpaceCharacters", "Entity")


class BareLinks(LinkifyFilter):
    """Bleach's link filter, with our idea of where an address ends."""

    def strip_non_url_bits(self, fragment: str) -> tuple[str, str, str]:
        """Split an address from the punctuation behind it."""
        text = trim_bare_link(fragment)
        return text, "", fragment[len(text) :]

    def extract_entities(self, token: Token) -> Iterator[Token]:
        """Leave text alone: the sanitiser has done it, and twice makes `&` of `&amp;amp;`."""
        yield token


class Finishing(Filter):
    """Walks the tokens once; `Laundry.errand` says what is wanted and takes what is found."""

    def __init__(self, source: Any, laundry: "Laundry") -> None:
        super().__init__(source)
        self.errand = laundry.errand
        self.quiet = 0
        self.in_head = False  # of a table
        self.anchors: list[bool] = []  # for each open link: was it kept?
        self.heads: list[str] = []  # open headings, as they were renamed
        self.levels: list[int] = []  # the source's levels above the present heading

    def __iter__(self) -> Iterator[Token]:
        """Pass each token on, changed as its kind demands."""
        tokens = super().__iter__()
        for token in tokens:
            if token["type"] == "StartTag" and token["name"] == "pre":
                yield from self._pre(token, list(_until_end(tokens, "pre")))
            else:
                yield from self._token(token)

    def _token(self, token: Token) -> Iterator[Token]:
        kind = token["type"]
        if kind in ("StartTag", "EmptyTag"):
            yield from self._start(token)
        elif kind == "EndTag":
            yield from self._end(token)
        elif kind == "Characters" and not self.quiet and "@" in token["data"]:
            yield from self._mentions(token["data"])
        else:
            yield token

    def _start(self, token: Token) -> Iterator[Token]:
        name = token["name"]
        if name in QUIET:
            self.quiet += 1
        if name in DIRECTED:
            token["data"][None, "dir"] = "auto"
        if name == "thead":
            self.in_head = True
        elif name == "th" and self.in_head:
            token["data"][None, "scope"] = "col"
        if name == "a":
            yield from self._open_link(token)
        elif name == "img":
            yield from self._picture(token["data"])
        elif name in HEADINGS:
            yield self._heading(token)
        elif name == "table":
            yield _start_tag("div", **self._region("table-scroll", "table"))
            yield token
        elif name == "input":
            yield self._task_box(token["data"])
        else:
            yield token

    def _end(self, token: Token) -> Iterator[Token]:
        name = token["name"]
        if name in QUIET:
            self.quiet -= 1
        if name == "a" and not self.anchors.pop():
            return
        if name in HEADINGS:
            token["name"] = self.heads.pop()
        self.in_head = self.in_head and name != "thead"
        yield token
        if name == "table":
            yield {"type": "EndTag", "name": "div"}

    # links and pictures

    def _open_link(self, token: Token) -> Iterator[Token]:
        href = safe_href(token["data"].get((None, "href"), ""))
        self.anchors.append(href is not None)
        if href is not None:
            token["data"] |= self._link_attributes(href)
            yield token

    def _link_attributes(self, href: str) -> dict[tuple[None, str], str]:
        plain = unescape(href)
        attributes = {(None, "href"): href}
        if is_foreign(plain, self.errand.site):
            self.errand.links[plain] = None
            attributes[None, "rel"] = "nofollow ugc noopener"
        return attributes

    def _picture(self, given: dict[tuple[None, str], str]) -> Iterator[Token]:
        src = given.get((None, "src"), "")
        label = given.get((None, "alt"), "").strip() or given.get((None, "title"), "").strip()
        upload = own_upload(src, self.errand.root, self.errand.site)
        href = safe_href(src)
        if upload:
            self.errand.images[upload] = None
            kept = {key: given[key] for key in given if key[1] in ("title", "width", "height")}
            if size := self.errand.sizes.get(upload):
                kept |= {(None, "width"): str(size[0]), (None, "height"): str(size[1])}
            own = {"src": upload, "alt": label or self.errand.labels["image"], "loading": "lazy"}
            yield {"type": "EmptyTag", "name": "img", "data": _attributes(own) | kept}
        elif href and not self.anchors:
            yield {"type": "StartTag", "name": "a", "data": self._link_attributes(href)}
            yield {"type": "Characters", "data": unescape(label or href)}
            yield {"type": "EndTag", "name": "a"}
        else:
            yield {"type": "Characters", "data": unescape(label or self.errand.labels["image"])}

    def _mentions(self, text: str) -> Iterator[Token]:
        end = 0
        for found in MENTION.finditer(text):
            if len(self.errand.mentions) >= MOST_MENTIONS:
                break
            self.errand.mentions[found[1]] = None
            name = self.errand.known.get(found[1].lower())
            if name is None:
                continue
            yield {"type": "Characters", "data": text[end : found.start()]}
            yield _start_tag("a", **{"class": "mention", "href": f"{self.errand.root}/u/{name}"})
            yield {"type": "Characters", "data": found[0]}
            yield {"type": "EndTag", "name": "a"}
            end = found.end()
        yield {"type": "Characters", "data": text[end:]}

    # headings, tasks, code

    def _heading(self, token: Token) -> Token:
        given = HEADINGS[token["name"]]
        while self.levels and self.levels[-1] >= given:
            self.levels.pop()
        self.levels.append(given)
        token["name"] = f"h{min(6, self.errand.level + len(self.levels) - 1)}"
        token["data"][None, "dir"] = "auto"
        self.heads.append(token["name"])
        return token

    def _task_box(self, given: dict[tuple[None, str], str]) -> Token:
        done = (None, "checked") in given
        label = self.errand.labels["done" if done else "open"]
        attributes = {"type": "checkbox", "disabled": "", "aria-label": label}
        if done:
            attributes["checked"] = ""
        return {"type": "EmptyTag", "name": "input", "data": _attributes(attributes)}

    def _region(self, css_class: str, label: str) -> dict[str, str]:
        # A group, not a region: twenty regions of one name are a fault of their own.
        return {
            "class": css_class,
            "tabindex": "0",
            "role": "group",
            "aria-label": self.errand.labels[label],
        }

    def _pre(self, token: Token, inside: list[Token]) -> Iterator[Token]:
        language = _language(token, inside)
        start = _start_tag("pre", **self._region("code", "code"), dir="ltr")
        yield start
        end = inside.pop()
        if _is_plain_code(inside):
            code = "".join(_text_of(part) for part in inside)
            yield _start_tag("code", **({"class": f"language-{language}"} if language else {}))
            yield from coloured(code, language)
            yield {"type": "EndTag", "name": "code"}
        else:
            self.quiet += 1
            for part in inside:
                yield from self._token(part)
            self.quiet -= 1
        yield end


def _until_end(tokens: Iterator[Token], name: str) -> Iterator[Token]:
    depth = 1
    for token in tokens:
        yield token
        if token.get("name") == name:
            depth += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
            if depth == 0:
                return


def _language(token: Token, inside: list[Token]) -> str:
    given = token["data"].get((None, "class"), "")
    if inside and inside[0].get("name") == "code":
        given = inside[0]["data"].get((None, "class"), "") or given
    found = re.match(r"lang(?:uage)?-([a-z0-9_+#.-]+)", given)
    return found[1] if found else ""


def _is_plain_code(inside: list[Token]) -> bool:
    if len(inside) < 2 or inside[0].get("name") != "code":
        return all(part["type"] in TEXT for part in inside)
    return inside[-1].get("name") == "code" and all(part["type"] in TEXT for part in inside[1:-1])


def _text_of(token: Token) -> str:
    if token["type"] == "Entity":
        return unescape(f"&{token['name']};")
    return token["data"] if token["type"] in TEXT else ""


def _attributes(given: dict[str, str]) -> dict[tuple[None, str], str]:
    return {(None, name): value for name, value in given.items()}


def _start_tag(name: str, **attributes: str) -> Token:
    escaped = {key: escape(value, quote=False) for key, value in attributes.items()}
    return {"type": "StartTag", "name": name, "data": _attributes(escaped)}
