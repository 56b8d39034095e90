"""Colours of code: few classes, each with a rule, each readable in both schemes."""

import re

import pytest

from community.markup import render
from community.markup.highlight import CLASSES, lexer_for
from tests.paths import ROOT

CSS = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / "highlight.css").read_text())
TOKENS = (ROOT / "static" / "css" / "_tokens.css").read_text()
AA = 4.5


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def schemes(name):
    """The light and the dark colour of a token."""
    given = re.search(rf"--{name}: (?:light-dark\((.+?), (.+?)\)|(#\w+));", TOKENS)
    if given[3]:
        return given[3], given[3]
    inner = [re.fullmatch(r"var\(--(.+)\)", given[n]) for n in (1, 2)]
    return [schemes(f[1])[n] if f else given[n + 1] for n, f in enumerate(inner)]


def test_every_class_has_a_rule_and_every_rule_a_class():
    ruled = set(re.findall(r"\.([a-z]{1,2})\b", CSS)) - {"code"}
    assert ruled == set(CLASSES.values())


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_can_be_read(scheme):
    names = set(re.findall(r"color: var\(--(.+?)\)", CSS)) | {"ink"}
    back = schemes("sunk")[scheme]
    poor = {name: contrast(schemes(name)[scheme], back) for name in names}
    assert {name: ratio for name, ratio in poor.items() if ratio < AA} == {}


def test_code_keeps_every_sign():
    code = "\n\tif a < b && c:  # ä\n        return '<b>' \n\n"
    html = render(f"```python\n{code}```").html
    assert (
        re.sub(r"<[^>]+>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        == code.rstrip("\n") + "\n\n"
    )


def test_an_unknown_language_is_plain_and_looked_up_nowhere():
    assert lexer_for("no-such-language") is None
    assert "<span" not in render("```no-such-language\nif x:\n```").html
