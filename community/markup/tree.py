"""From the outline to the element tree that Python-Markdown goes on with."""

import re
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.util import AtomicString, code_escape

from .blocks import Block, is_tight
from .inline import RAW_COMMENT
from .lines import REFERENCE, REFERENCE_UNTITLED, TASK, split_row
from .link_patterns import label_key
from .outline import Outline

ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,30}")
WIDEST_TABLE = 60  # columns; what has more is no table to read


class GitHubBlockParser:
    """Stands where Python-Markdown's own block parser stood."""

    def __init__(self, md: Markdown) -> None:
        self.md = md

    def parseDocument(self, lines: list[str]) -> etree.ElementTree:
        """Read the lines and build the tree."""
        document = Outline().read(lines)
        self._collect_references(document)
        root = etree.Element(self.md.doc_tag)
        self._fill(root, document.children, tight=False)
        return etree.ElementTree(root)

    def _collect_references(self, box: Block) -> None:
        for child in list(box.children):
            self._collect_references(child)
            if child.kind == "paragraph":
                self._take_references(child)
                if not child.lines:
                    box.children.remove(child)

    def _take_references(self, paragraph: Block) -> None:
        if not paragraph.lines[0].startswith("["):
            return
        text = "\n".join(paragraph.lines)
        while found := (REFERENCE.match(text) or REFERENCE_UNTITLED.match(text)):
            label = label_key(found[1])
            target = ESCAPED.sub(r"\1", found[2] if found[2] is not None else found[3])
            title = ESCAPED.sub(r"\1", found[4][1:-1]) if found[4] else None
            self.md.references.setdefault(label, (target, title))
            text = text[found.end() :]
        paragraph.lines = text.split("\n") if text else []

    def _fill(self, parent: etree.Element, blocks: list[Block], *, tight: bool) -> None:
        for block in blocks:
            if block.kind == "paragraph" and tight:
                _append_text(parent, _paragraph_text(block))
            else:
                getattr(self, f"_make_{block.kind}")(parent, block)

    def _make_paragraph(self, parent: etree.Element, block: Block) -> None:
        etree.SubElement(parent, "p").text = _paragraph_text(block)

    def _make_heading(self, parent: etree.Element, block: Block) -> None:
        heading = etree.SubElement(parent, f"h{block.note['level']}")
        heading.text = _paragraph_text(block)

    def _make_rule(self, parent: etree.Element, _block: Block) -> None:
        etree.SubElement(parent, "hr")

    def _make_quote(self, parent: etree.Element, block: Block) -> None:
        self._fill(etree.SubElement(parent, "blockquote"), block.children, tight=False)

    def _make_list(self, parent: etree.Element, block: Block) -> None:
        start = block.note["marker"].start
        element = etree.SubElement(parent, "ul" if start is None else "ol")
        if start not in (None, 1):
            element.set("start", str(start))
        tight = is_tight(block)
        for item in block.children:
            self._make_item(element, item, tight=tight)

    def _make_item(self, parent: etree.Element, item: Block, *, tight: bool) -> None:
        element = etree.SubElement(parent, "li")
        first = item.children[0] if item.children else None
        task = TASK.match(first.lines[0]) if first and first.kind == "paragraph" else None
        if not task:
            self._fill(element, item.children, tight=tight)
            return
        assert first is not None
        first.lines[0] = first.lines[0][task.end() :]
        home = element if tight else etree.SubElement(element, "p")
        box = etree.SubElement(home, "input", {"type": "checkbox", "disabled": ""})
        if task[1] != " ":
            box.set("checked", "")
        box.tail = " " + _paragraph_text(first)
        self._fill(element, item.children[1:], tight=tight)

    def _make_code(self, parent: etree.Element, block: Block) -> None:
        lines = block.lines
        if "fence" not in block.note:
            while lines and not lines[-1].strip():
                lines.pop()
            if parent.tag == "li":  # eight columns were the rule once, whatever the marker's width
                extra = min((len(x) - len(x.lstrip(" ")) for x in lines if x.strip()), default=0)
                lines = [line[min(extra, 3) :] for line in lines]
        code = etree.SubElement(etree.SubElement(parent, "pre"), "code")
        words = block.note.get("info", "").split()
        language = LANGUAGE.match(words[0].lstrip("{.")) if words else None
        if language:
            code.set("class", f"language-{language[0].lower()}")
        code.text = AtomicString(code_escape("".join(f"{line}\n" for line in lines)))

    def _make_html(self, parent: etree.Element, block: Block) -> None:
        raw = RAW_COMMENT.sub("", "\n".join(block.lines)).strip()
        if not raw:
            return
        etree.SubElement(parent, "p").text = AtomicString(self.md.htmlStash.store(raw))

    def _make_table(self, parent: etree.Element, block: Block) -> None:
        head = split_row(block.note["head"])
        sides = [_side(cell) for cell in split_row(block.note["ruler"])]
        if len(head) > WIDEST_TABLE:
            lines = [block.note["head"], block.note["ruler"], *block.lines]
            etree.SubElement(parent, "p").text = "\n".join(lines)
            return
        table = etree.SubElement(parent, "table")
        _add_row(etree.SubElement(table, "thead"), "th", head, sides)
        if block.lines:
            body = etree.SubElement(table, "tbody")
            for line in block.lines:
                cells = split_row(line)[: len(head)]
                cells += [""] * (len(head) - len(cells))
                _add_row(body, "td", cells, sides)


def _add_row(parent: etree.Element, tag: str, cells: list[str], sides: list[str]) -> None:
    row = etree.SubElement(parent, "tr")
    for cell, side in zip(cells, sides, strict=True):
        element = etree.SubElement(row, tag)
        element.text = cell
        if side:
            element.set("align", side)


def _side(ruler: str) -> str:
    left, right = ruler.startswith(":"), ruler.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""


def _paragraph_text(block: Block) -> str:
    return "\n".join(block.lines).rstrip(" \t")


def _append_text(parent: etree.Element, text: str) -> None:
    last = parent[-1] if len(parent) else None
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text
