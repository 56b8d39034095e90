"""The words in which the demo's threads are written down.

Times are `20m`, `5h`, `3d` ago, or `2w10:20`: two working days ago at 10:20. Ages under a day
use minutes and up to six hours, so that they lie behind every working day's end.
"""

import re
from dataclasses import dataclass, field

STANDS_ALONE = re.compile(r"[-*] |[>|#\s]|```|\d+\. ")  # lists, quotes, tables, headings, code


def flowing(text: str) -> str:
    """Paragraphs on one line each: here they are wrapped for us, and a reader's text keeps its
    line breaks."""
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        before = lines[-1] if lines else ""
        alone = fenced or not line or (bool(STANDS_ALONE.match(line)))
        fenced ^= line.lstrip().startswith("```")
        if alone or not before or before.startswith(("|", "#", "```", ">")):
            lines.append(line)
        else:
            lines[-1] = f"{before} {line}"
    return "\n".join(lines)


@dataclass(frozen=True)
class Say:
    """A reply."""

    by: str
    ago: str
    body: str
    intent: str | None = None
    audience: str = "public"
    to: int | None = None
    promise: float = 0  # with first_word: the next word comes so many hours after this one
    was: str = ""  # what it said before its author edited it

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", flowing(self.body))


@dataclass(frozen=True)
class Do:
    """An act: `accept`, `verify`, `vote`, `hide`, `close`, `works`, `still_broken`, …

    `by` may name several people; `number` is the post it is about; `text` a reason.
    """

    what: str
    by: str
    ago: str
    number: int = 1
    text: str = ""


@dataclass(frozen=True)
class Scene:
    """A thread: its opening and what happened then, in the order of time."""

    category: str
    title: str
    by: str
    ago: str
    body: str
    tags: str = ""
    kind: str = "question"
    audience: str = "public"
    steps: tuple[Say | Do, ...] = field(default=())
    #: who else wants this solved (votes on the opening), an hour or so after it
    me_too: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", flowing(self.body))
