"""What a message says, as each chat understands it; nothing a customer typed has power there."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from community.desk.reasons import moment_words
from community.desk.timing import our_coverage
from community.mailer import link

ZERO_WIDTH = "\u200b"  # after an @: "@channel" in a title would ring everybody
TITLE = 150  # characters


@dataclass(frozen=True)
class Said:
    """One message before it has a format."""

    what: str
    title: str | None  # None: what is private has none outside
    category: str
    url: str
    due_at: datetime | None = None
    moment: datetime | None = None

    @property
    def lead(self) -> str:
        words = {
            "new": _("New question in %(category)s", category=self.category),
            "due_soon": _("Due soon in %(category)s", category=self.category),
            "late": _("Late in %(category)s", category=self.category),
            "test": _("A test message: this channel works."),
        }
        if self.due_at is None or self.moment is None:
            return words[self.what]
        due = moment_words(self.due_at, our_coverage().zone, self.moment)
        return _("%(what)s, due %(moment)s", what=words[self.what], moment=due)

    @property
    def shown_title(self) -> str:
        if self.what == "test":
            return _("Connections")
        return (self.title or _("A private question"))[:TITLE]


def as_text(said: Said) -> bytes:
    """`{"text": …}` for Slack, Mattermost and what speaks like them."""
    return _dumped({"text": f"{_plain(said.lead)}: <{said.url}|{_plain(said.shown_title)}>"})


def as_teams(said: Said) -> bytes:
    """A message with an Adaptive Card, for the workflow “when a webhook request is received”.
    The title stands in a RichTextBlock, where no Markdown is read."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _line(said.lead, weight="Bolder"),
            _line(said.shown_title),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": _("Open"), "url": said.url}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    wrapped = {"contentType": kind, "contentUrl": None, "content": card}
    return _dumped({"type": "message", "attachments": [wrapped]})


FORMAT = {"text": as_text, "teams": as_teams}


def address_of(thread_path: str) -> str:
    return link(thread_path)


def _line(text: str, **look: str) -> dict[str, Any]:
    return {
        "type": "RichTextBlock",
        "inlines": [{"type": "TextRun", "text": text, **look}],
    }


def _plain(text: str) -> str:
    """Slack's three signs escaped; what makes links, code or calls in Mattermost taken out."""
    for sign, harmless in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("@", f"@{ZERO_WIDTH}")):
        text = text.replace(sign, harmless)
    text = text.translate(str.maketrans("[]|`", "()/'"))
    return text.replace("://", f":{ZERO_WIDTH}//")


def _dumped(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()
