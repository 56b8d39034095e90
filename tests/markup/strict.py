"""A second opinion on our HTML: a list of what may stand in it, written apart from the cleaner."""

import re
from html.parser import HTMLParser

VOID = frozenset(("br", "hr", "img", "input", "wbr"))
WEB = r"https?://[\w\[][^\s/?#]*(?:[/?#].*)?"
OWN = r"/(?![/\\]).*|/|[#?].*"
COMMON = {"dir": "auto|ltr"}
GROUP = {"tabindex": "0", "role": "group", "aria-label": "Code|Table"}
CELL = {"align": "left|center|right", "colspan": r"\d+", "rowspan": r"\d+", "scope": "col"}
PLAIN = """
    h1 h2 h3 h4 h5 h6 p blockquote hr ul li dl dt dd summary caption table thead tbody tfoot tr
    b br cite del dfn em i ins kbd mark q s samp small strong sub sup tt u var wbr
"""
ALLOWED = {
    **{tag: {} for tag in PLAIN.split()},
    "a": {"href": f"{WEB}|mailto:.+|{OWN}", "title": ".*", "class": "mention"}
    | {"rel": "nofollow ugc noopener"},
    "abbr": {"title": ".*"},
    "code": {"class": r"language-[a-z0-9_+#.-]+"},
    "details": {"open": ".*"},
    "div": {"class": "table-scroll", **GROUP},
    "img": {"src": r"/uploads/.+", "alt": "(?s:.+)", "title": ".*", "loading": "lazy"}
    | {"width": r"\d{1,4}", "height": r"\d{1,4}"},
    "input": {"type": "checkbox", "disabled": "", "checked": "", "aria-label": "Done|To do"},
    "ol": {"start": r"\d{1,9}"},
    "pre": {"class": "code|plain", **GROUP},
    "span": {"class": r"[a-z][a-z0-9]{0,2}"},
    "td": CELL,
    "th": CELL,
}


class Inspector(HTMLParser):
    """Notes every tag, attribute and nesting that is not on the list."""

    def __init__(self):
        super().__init__()
        self.faults = []
        self.open = []

    def handle_starttag(self, tag, attrs):
        rules = ALLOWED.get(tag)
        if rules is None:
            self.faults.append(f"tag {tag}")
            return
        for name, value in attrs:
            rule = {**COMMON, **rules}.get(name)
            if rule is None or not re.fullmatch(rule, value or "", re.DOTALL | re.IGNORECASE):
                self.faults.append(f"{tag} {name}={value!r}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"stray </{tag}>")

    def handle_comment(self, data):
        self.faults.append(f"comment {data!r}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def faults(html):
    """Name everything in the HTML that may not be there."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    if inspector.open:
        inspector.faults.append(f"left open: {inspector.open}")
    return inspector.faults
