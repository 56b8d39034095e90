"""What rendering gives back, also when it gives up."""

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from .mentioning import find_mentions
from .text import excerpt

# Raise it when the same source gives other HTML; `flask doctor` counts what was rendered before,
# and whoever stores HTML renders from its source again.
RENDER_VERSION = 1

LABELS = {"code": "Code", "table": "Table", "done": "Done", "open": "To do", "image": "Image"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made ready for showing."""

    html: str
    excerpt: str
    mentions: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    render_version: int = RENDER_VERSION
    failed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Give the fields as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Rendered":
        """Take the fields from plain data."""
        lists = {name: tuple(data[name]) for name in ("mentions", "images", "links")}
        return cls(**{**data, **lists})


def render_plain(source: str, labels: dict[str, str] | None = None) -> Rendered:
    """Show the text as it was typed; what an author gets when rendering gave up."""
    label = escape({**LABELS, **(labels or {})}["code"])
    html = (
        f'<pre class="plain" dir="auto" tabindex="0" role="group" aria-label="{label}">'
        f"{escape(source, quote=False)}</pre>"
    )
    return Rendered(html, excerpt(html), tuple(find_mentions(source)), failed=True)
