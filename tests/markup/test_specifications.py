"""How many examples of the CommonMark and GitHub specifications come out alike.

The differences that remain are listed in docs/decisions/markdown.md; a change may not add any.
"""

import html
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from community.markup.convert import convert, make_converter
from tests.paths import shared

VOID = ("br", "hr", "img", "input")
AROUND_BLOCKS = re.compile(
    r"\s*(</?(?:p|ul|ol|li|blockquote|h\d|hr|table|thead|tbody|tr|t[hd]|pre)\b[^>]*>)\s*"
)
FLOORS = {
    "commonmark-0.31.2/spec.json": 555,
    "gfm/spec.json": 570,
    "gfm/extensions.json": 22,
}


class Alike(HTMLParser):
    """Writes HTML in one way: a line break is a line end, addresses are not encoded."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_starttag(self, tag, attrs):
        known = (
            f" {name}={unquote(html.unescape(value or ''))!r}" for name, value in sorted(attrs)
        )
        self.parts.append("\n" if tag == "br" else f"<{tag}{''.join(known)}>")

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        self.parts.append(data)


def alike(source):
    reader = Alike()
    reader.feed(source)
    reader.close()
    pieces = re.split(r"(<pre>.*?</pre>)", "".join(reader.parts), flags=re.DOTALL)
    return "".join(
        piece if piece.startswith("<pre>") else " ".join(AROUND_BLOCKS.sub(r"\1", piece).split())
        for piece in pieces
    )


@pytest.mark.parametrize("name", FLOORS)
def test_no_fewer_examples_come_out_alike(name):
    examples = json.loads(shared("markdown", name).read_text())
    md = make_converter()
    same = [e for e in examples if alike(convert(md, e["markdown"])) == alike(e["html"])]
    assert len(same) >= FLOORS[name], f"{len(same)} of {len(examples)}"
