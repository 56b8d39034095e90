"""The outline of a text: quotes, lists, code and paragraphs, nested as GitHub nests them.

Python-Markdown wants four columns per level and blank lines between blocks. People write
two columns and no blank lines. So this reads each line once, as CommonMark says, and hands
Python-Markdown a finished outline.
"""

from .blocks import Block
from .continuing import Continuing
from .lines import (
    COMMENT,
    DELIMITER_ROW,
    HEADING,
    HTML_BLOCK,
    HTML_PRE,
    RULE,
    SETEXT,
    Cursor,
    Marker,
    opens_fence,
    read_marker,
    split_row,
)

DEEPEST = 20  # levels; beyond, the parsers behind us slow down and nobody reads it any more


class Outline(Continuing):
    """Reads lines into blocks."""

    def __init__(self) -> None:
        self.root = Block("document")
        self.cursor = Cursor("")
        self.number = 0
        self.spent = False  # a line that is used up by what it started

    def read(self, lines: list[str]) -> Block:
        """Read all lines and return the document."""
        for self.number, line in enumerate(lines):
            self.cursor, self.spent = Cursor(line), False
            self._read_line()
        self.root.close()
        return self.root

    def _read_line(self) -> None:
        box, unmatched = self._walk_down()
        if box is None:
            return  # the line closed a fence
        tip = self._tip()
        started = False
        while box.kind not in ("code", "html", "table"):
            new = self._start(box)
            if new is None:
                break
            if not started and unmatched:
                unmatched.close()
            started = True
            box = new
            if box.kind not in ("quote", "list", "item"):
                break
        lazy = unmatched is not None and not started and tip.kind == "paragraph"
        if lazy and not self.cursor.blank:
            tip.lines.append(self.cursor.text())
            return
        if unmatched and not started:
            unmatched.close()
        self._add_text(box)

    # what a line may start

    def _start(self, box: Block) -> Block | None:
        cursor = self.cursor
        if cursor.blank:
            return None
        indent, text = cursor.indent(), cursor.text()
        if indent > 3:
            return self._start_indented(box)
        if box.kind == "paragraph":
            return self._start_within(box, indent, text)
        return self._start_block(box, indent, text)

    def _start_indented(self, box: Block) -> Block | None:
        if box.kind == "paragraph" or self._tip().kind == "paragraph":
            return None
        self.cursor.skip(4)
        return self._open(box, "code")

    def _start_within(self, paragraph: Block, indent: int, text: str) -> Block | None:
        parent = paragraph.parent
        assert parent is not None
        if "|" in text and DELIMITER_ROW.match(text) and self._has_head(paragraph, text):
            return self._turn_into_table(paragraph, text)
        if SETEXT.match(text):
            paragraph.kind = "heading"
            paragraph.note["level"] = 1 if text[0] == "=" else 2
            self.spent = True
            paragraph.close()
            return paragraph
        if text[0] == "<" == paragraph.lines[0][0]:
            return None  # pasted HTML that began with a tag we only show: show it all
        new = self._start_block(parent, indent, text, interrupts=True)
        if new:
            paragraph.close()
        return new

    def _has_head(self, paragraph: Block, text: str) -> bool:
        return len(split_row(paragraph.lines[-1])) == len(split_row(text))

    def _turn_into_table(self, paragraph: Block, text: str) -> Block:
        head = paragraph.lines.pop()
        parent = paragraph.parent
        assert parent is not None
        if not paragraph.lines:
            parent.children.remove(paragraph)
        paragraph.close()
        table = self._open(parent, "table", head=head, ruler=text)
        self.spent = True
        return table

    def _start_block(
        self, box: Block, indent: int, text: str, *, interrupts: bool = False
    ) -> Block | None:
        may_nest = box.depth < DEEPEST
        if text[0] == ">" and may_nest and self._eat_quote_mark():
            return self._open(box, "quote")
        if heading := HEADING.match(text):
            new = self._open(box, "heading", level=len(heading[1]))
            new.lines.append(_heading_text(text[heading.end() :]))
        elif fence := opens_fence(text):
            new = self._open(box, "code", fence=fence[1], info=fence[2].strip(), offset=indent)
        elif HTML_PRE.match(text) or COMMENT.match(text):
            until = "-->" if text[1] == "!" else "</pre>"
            return self._open(box, "html", until=until)
        elif HTML_BLOCK.match(text):
            return self._open(box, "html", until="")
        elif RULE.match(text):
            new = self._open(box, "rule")
        elif may_nest and (marker := read_marker(text)):
            return self._start_item(box, marker, indent, interrupts)
        else:
            return None
        self.spent = True
        return new

    def _start_item(
        self, box: Block, marker: Marker, indent: int, interrupts: bool
    ) -> Block | None:
        cursor = self.cursor
        empty = not cursor.text()[marker.width :].strip()
        if interrupts and (empty or marker.start not in (None, 1)):
            return None
        cursor.skip(indent)
        cursor.take(marker.width)
        gap = cursor.indent()
        gap = 1 if empty or gap > 4 else gap
        cursor.skip(gap)
        if not (box.kind == "list" and box.note["marker"].kind == marker.kind):
            box = self._open(box, "list", marker=marker)
        column = indent + marker.width + gap
        return self._open(
            box, "item", marker=marker, offset=indent, column=column, line=self.number
        )

    def _open(self, box: Block, kind: str, **note: object) -> Block:
        while box.kind == "list" and kind != "item":
            box.close()
            assert box.parent is not None
            box = box.parent
        new = Block(kind, box, **note)
        if kind in ("heading", "rule"):
            new.is_open = False
        box.children.append(new)
        return new

    def _add_text(self, box: Block) -> None:
        cursor, blank = self.cursor, self.cursor.blank and not self.spent
        if blank and box.last:
            box.last.ends_blank = True
        mark = blank and not (
            box.kind == "quote"
            or (box.kind == "code" and "fence" in box.note)
            or (box.kind == "item" and not box.children and box.note["line"] == self.number)
        )
        for above in box.upward():
            above.ends_blank = mark
        if self.spent:
            return
        if box.kind in ("code", "html"):
            box.lines.append(cursor.rest())
        elif box.kind in ("paragraph", "table"):
            box.lines.append(cursor.text())
        elif not blank:
            self._open(box, "paragraph").lines.append(cursor.text())

    def _tip(self) -> Block:
        box = self.root
        while box.last and box.last.is_open:
            box = box.last
        return box


def _heading_text(text: str) -> str:
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else text
