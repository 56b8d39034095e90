"""The help lists every key, and every key of the help is on a page."""

import re

from community.desk import keys
from config import ROOT

IN_SCRIPTS = {"j", "k", "Enter", "Alt+R", "Alt+L", "Ctrl+Enter", "a"}
MARKED = re.compile(r"""(?:data-key|\bkey)="([^"{]+)"|aria-keyshortcuts="([^"{]+)\"""")
NAMES = re.compile(r"<draft-keeper[^>]*>")  # their `key` is where a text is kept, none to press


def marked():
    found = set()
    for path in (ROOT / "templates").rglob("*.html"):
        if path.name == "button.html":
            continue
        text = NAMES.sub("", path.read_text(encoding="utf-8"))
        for one, other in MARKED.findall(text):
            found.add(one or other)
    return found


def test_the_help_lists_every_key_that_a_page_marks():
    assert marked() - keys.names() - {"@"} == set()


def test_every_key_of_the_help_does_something():
    assert keys.names() - marked() - IN_SCRIPTS == set()


def test_the_help_stands_on_the_queue(browser_of):
    text = browser_of("sam").get("/queue").text
    assert "Single letters work as keys in this browser" in text
    for name in keys.names():
        assert f'<kbd class="key">{name}</kbd>' in text
