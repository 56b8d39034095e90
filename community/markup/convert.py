"""Markdown to HTML that nobody has cleaned yet."""

import re

from markdown import Markdown

from . import emphasis, inline, link_patterns
from .tree import GitHubBlockParser

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def tidy(source: str) -> str:
    """Unify line ends and drop the characters no parser should meet."""
    return CONTROLS.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))


def make_converter() -> Markdown:
    """Build a Markdown instance that reads as GitHub and Stack Overflow do."""
    md = Markdown(output_format="html")
    md.ESCAPED_CHARS = list(PUNCTUATION)
    md.preprocessors.deregister("normalize_whitespace")  # it would spend the tabs in code
    md.preprocessors.deregister("html_block")
    md.treeprocessors.deregister("prettify")
    md.parser = GitHubBlockParser(md)
    inline.furnish(md)
    link_patterns.furnish(md)
    emphasis.furnish(md)
    return md


def convert(md: Markdown, source: str) -> str:
    """Turn Markdown into raw HTML."""
    md.reset()
    return str(md.convert(tidy(source).rstrip("\n")))
