"""Every text a person reads goes through gettext, from the first template on."""

import re

import pytest

from config import ROOT

FOR_MACHINES = {"robots.txt"}
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".txt"} and path.name not in FOR_MACHINES
)
#: blocks and macros that fill attributes
MARKS = (
    r"\{% block (?:frame|reader_is|body_marks) %\}.*?\{% endblock %\}"
    r"|\{% macro (?:classes|describe)\b.*?\{%-? endmacro %\}"
)
READ_ALOUD = r'\b(?:aria-label|title|placeholder|alt|data-one|data-many)="([^"]*)"'
#: names and signs that are the same in every language
SAME = {"Hearth"}


def bare_words(source: str) -> list[str]:
    """What stands in a template outside of tags, statements and expressions."""
    text = re.sub(r"\{#.*?#\}|<!--.*?-->", "", source, flags=re.DOTALL)
    text = re.sub(MARKS, "", text, flags=re.DOTALL)
    text = re.sub(r"\{% trans\b.*?\{% endtrans %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x00", text, flags=re.DOTALL)
    spoken = re.findall(READ_ALOUD, text)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", "\x00", text)
    parts = [part.strip() for one in [text, *spoken] for part in re.split(r"[\x00\n]", one)]
    words = [re.sub(r"&\w+;|[\w.-]+@[\w.-]+", "", part) for part in parts]
    return [word for word in words if re.search(r"[^\W\d_]{2}", word) and word not in SAME]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_no_bare_text(path):
    assert bare_words(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "bare",
    ["<p>Hello</p>", '<a title="Go back">{{ _("Back") }}</a>', "{{ name }} wrote {{ what }}"],
)
def test_bare_text_would_be_found(bare):
    assert bare_words(bare)


def test_what_is_translated_is_not_bare():
    assert (
        bare_words('<p class="small">{{ _("Hello") }} · {{ name }}, 3 &amp; 4 {# a note #}</p>')
        == []
    )
