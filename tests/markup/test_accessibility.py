"""axe-core has nothing to say about any text of the golden corpus, all on one page."""

import pytest

from community.markup import render, render_plain
from tests.markup.test_golden import CASES, KNOWN
from tests.paths import missing
from tests.shots.axe import AXE, findings

NARROW = "pre, .table-scroll { overflow: auto; max-width: 12rem } body { line-height: 2 }"


@pytest.mark.browser
def test_axe_has_nothing_to_say_about_what_people_write(chromium):
    if not AXE.exists():
        missing("axe-core (npm ci)")
    texts = [render(case.read_text(), known=KNOWN).html for case in CASES]
    texts.append(render_plain("plain " * 50).html)
    posts = "".join(f"<article><h2>Post</h2>{html}</article>" for html in texts)
    page = chromium.new_page()
    page.route("**/uploads/**", lambda route: route.abort())
    page.set_content(
        f"<!doctype html><html lang=en><title>Corpus</title><style>{NARROW}</style>"
        f"<main><h1>Corpus</h1>{posts}</main></html>"
    )
    said = findings(page)
    page.close()
    assert said == []


@pytest.mark.parametrize("level", [2, 4, 6])
def test_headings_follow_the_level_they_stand_under(level):
    html = render("# a\n\n#### b\n\n## c\n\n###### d", level=level).html
    wanted = [min(6, level + below) for below in (0, 1, 1, 2)]
    assert [int(part[0]) for part in html.split("<h")[1:]] == wanted


def test_labels_can_be_said_in_the_language_of_the_site():
    labels = {"code": "Quelltext", "done": "Erledigt", "open": "Offen", "table": "Tabelle"}
    html = render("- [x] a\n- [ ] b\n\n```\nc\n```\n\n|a|\n|-|\n", labels=labels).html
    assert all(f'aria-label="{label}"' in html for label in labels.values())
