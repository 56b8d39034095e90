"""Our own corpus: how real texts must come out, one file of Markdown and one of HTML each.

After a wanted change: `python -m tests.markup.test_golden` writes the HTML anew; read the diff.
"""

import re
from pathlib import Path

import pytest

from community.markup import render

FOLDER = Path(__file__).parent / "golden"
CASES = sorted(FOLDER.glob("*.md"))
KNOWN = ("ana", "ben_2", "sam", "mia")
BEFORE_BLOCK = re.compile(
    r"(?<=>)(?=<(?:p|h\d|[uo]l|li|pre|blockquote|div|table|thead|tbody|tr|hr|details|/))"
)


def written(case: Path) -> str:
    """The HTML of a case, with blocks on lines of their own so that a diff can be read."""
    source = case.read_bytes().decode()
    html = render(source, known=KNOWN).html
    pieces = re.split(r"(<pre.*?</pre>)", html, flags=re.DOTALL)
    return "".join(p if p[:4] == "<pre" else BEFORE_BLOCK.sub("\n", p) for p in pieces) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_comes_out_as_written_down(case):
    assert written(case) == case.with_suffix(".html").read_text()


def test_the_corpus_is_whole():
    assert len(CASES) >= 40
    assert {case.stem for case in CASES} == {page.stem for page in FOLDER.glob("*.html")}


if __name__ == "__main__":
    for each in CASES:
        each.with_suffix(".html").write_text(written(each))
