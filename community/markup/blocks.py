"""The boxes a text consists of."""

from collections.abc import Iterator


class Block:
    """One box of the outline."""

    __slots__ = ("children", "ends_blank", "is_open", "kind", "lines", "note", "parent")

    def __init__(self, kind: str, parent: "Block | None" = None, **note: object) -> None:
        self.kind = kind
        self.parent = parent
        self.children: list[Block] = []
        self.lines: list[str] = []
        self.note: dict = note
        self.is_open = True
        self.ends_blank = False

    @property
    def last(self) -> "Block | None":
        return self.children[-1] if self.children else None

    @property
    def depth(self) -> int:
        return sum(1 for box in self.upward() if box.kind in ("item", "quote"))

    def upward(self) -> Iterator["Block"]:
        """Walk from here to the document."""
        box: Block | None = self
        while box:
            yield box
            box = box.parent

    def close(self) -> None:
        """Close this box and what is still open in it."""
        box: Block | None = self
        while box and box.is_open:
            box.is_open = False
            box = box.last


def is_tight(block: Block) -> bool:
    """Say whether no blank line separates the items of a list."""
    for item in block.children:
        if item is not block.last and _ends_blank(item):
            return False
        for child in item.children:
            more = item is not block.last or child is not item.last
            if more and _ends_blank(child):
                return False
    return True


def _ends_blank(block: Block | None) -> bool:
    while block:
        if block.ends_blank:
            return True
        block = block.last if block.kind in ("list", "item") else None
    return False
