"""Which of the boxes left open by the lines before does the next line belong to?"""

from .blocks import Block
from .lines import (
    HEADING,
    HTML_BLOCK,
    RULE,
    Cursor,
    Marker,
    opens_fence,
    read_marker,
)


class Continuing:
    """Walks down the open boxes with one line."""

    root: Block
    cursor: Cursor

    def _walk_down(self) -> tuple[Block | None, Block | None]:
        box = self.root
        while box.last and box.last.is_open:
            goes_on = getattr(self, f"_continue_{box.last.kind}")(box.last)
            if goes_on is None:
                box.last.close()
                return None, None
            if not goes_on:
                return box, box.last
            box = box.last
        return box, None

    def _continue_list(self, _box: Block) -> bool:
        return True

    def _continue_quote(self, _box: Block) -> bool:
        return self._eat_quote_mark()

    def _eat_quote_mark(self) -> bool:
        cursor = self.cursor
        indent = cursor.indent()
        if indent > 3 or not cursor.text().startswith(">"):
            return False
        cursor.skip(indent)
        cursor.take(1)
        if cursor.indent():
            cursor.skip(1)
        return True

    def _continue_item(self, box: Block) -> bool:
        cursor = self.cursor
        if cursor.blank:
            return bool(box.children)
        needed = box.note["column"]
        indent = cursor.indent()
        if indent >= needed:
            cursor.skip(needed)
            return True
        return self._is_nearly_inside(box, indent)

    def _is_nearly_inside(self, box: Block, indent: int) -> bool:
        # Two columns under "1." are one too few for CommonMark, and clear to every reader.
        marker: Marker = box.note["marker"]
        text = self.cursor.text()
        if marker.start is None or indent - box.note["offset"] < 2:
            return False
        if not (opens_fence(text) or text[:2] in ("- ", "* ", "+ ")):
            return False
        box.note["column"] = indent
        self.cursor.skip(indent)
        return True

    def _continue_paragraph(self, _box: Block) -> bool:
        return not self.cursor.blank

    def _continue_heading(self, _box: Block) -> bool:
        return False

    _continue_rule = _continue_heading

    def _continue_table(self, box: Block) -> bool:
        if self.cursor.blank or self.cursor.indent() > 3:
            return False
        return not self._starts_something(box.parent)

    def _starts_something(self, box: Block | None) -> bool:
        text = self.cursor.text()
        return bool(
            text.startswith(">")
            or HEADING.match(text)
            or opens_fence(text)
            or RULE.match(text)
            or HTML_BLOCK.match(text)
            or text.startswith("<!--")
            or (read_marker(text) and box)
        )

    def _continue_html(self, box: Block) -> bool:
        until = box.note["until"]
        if until:
            return not any(until in line.lower() for line in box.lines[-1:])
        return not (self.cursor.blank or opens_fence(self.cursor.text()))

    def _continue_code(self, box: Block) -> bool | None:
        cursor, fence = self.cursor, box.note.get("fence")
        indent = cursor.indent()
        if not fence:
            if indent >= 4 or cursor.blank:
                cursor.skip(4)
                return True
            return False
        text = cursor.text().rstrip()
        if indent <= 3 and len(text) >= len(fence) and set(text) == {fence[0]}:
            return None
        cursor.skip(min(indent, box.note["offset"]))
        return True
