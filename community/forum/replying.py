"""The box under a thread: which buttons it has for whom, and what was typed into it."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.models import User
from community.forms import new_once
from community.forum import policy
from community.forum.meanwhile import Meanwhile
from community.forum.models import Thread

#: offered promises of a next word, in minutes
PROMISES = (30, 60, 120, 240, 480, 1440, 2880)


@dataclass(frozen=True)
class Choice:
    """One button: what the post will do for the question, and how we say it."""

    intent: str
    label: str


@dataclass(frozen=True)
class ReplyBox:
    """What `forum/_reply_fields.html` shows."""

    intents: tuple[str, ...]
    audiences: tuple[str, ...]
    is_asker: bool
    #: not compared: boxes that differ in it alone are made once
    once: str = field(compare=False)
    body: str = ""
    audience: str = "public"
    intent: str = ""
    reply_to: int | None = None
    next_word_by: str = "+60"
    errors: tuple[str, ...] = ()
    time_errors: tuple[str, ...] = ()
    #: the text only says "me too": offer that instead
    same_here: bool = False
    #: the highest number its writer has seen
    seen: int | None = field(default=None, compare=False)
    #: what colleagues answered since
    meanwhile: tuple[Meanwhile, ...] = ()

    @property
    def heading(self) -> str:
        answers = bool(self.intents) and self.intents[0] == "answer"
        return _("Your answer") if answers else _("Your reply")

    @property
    def choices(self) -> list[Choice]:
        return [Choice(i, say_intent(i)) for i in self.intents] or [Choice("", _("Send"))]

    @property
    def readers(self) -> list[tuple[str, str]]:
        """Whom the text may be for, in the words of who writes it."""
        words = {
            "public": _("Everyone"),
            "asker_and_staff": _("Only our team and you")
            if self.is_asker
            else _("Only the asker and staff"),
            "staff": _("Internal note, staff only"),
        }
        return [(audience, words[audience]) for audience in self.audiences]

    @property
    def promises(self) -> list[tuple[str, str]]:
        return [(f"+{minutes}", say_promise(minutes)) for minutes in PROMISES]


def reply_box(thread: Thread, user: User | None, **typed: Any) -> ReplyBox | None:
    """The box for this person, or None where nobody may reply."""
    if user is None or not policy.can_reply(user, thread):
        return None
    return ReplyBox(
        intents=tuple(_intents(thread, user)),
        audiences=tuple(policy.audiences_for(user, thread)),
        is_asker=user.id == thread.author_id,
        **{
            "once": new_once(),
            "audience": thread.audience,
            "seen": thread.last_number,
            **typed,
        },
    )


def say_intent(intent: str) -> str:
    """The words on a button."""
    words = {
        "answer": _("Answer"),
        "need_info": _("Ask for information"),
        "first_word": _("First word, more by …"),
        "still_need_help": _("Send, I still need help"),
        "addition": _("Send, no reply needed"),
        "remark": _("Remark"),
    }
    return words[intent]


def say_promise(minutes: int) -> str:
    if minutes < 60:
        return ngettext("in %(num)d minute", "in %(num)d minutes", minutes)
    if minutes < 1440:
        return ngettext("in %(num)d hour", "in %(num)d hours", minutes // 60)
    return _("by this time tomorrow") if minutes == 1440 else _("in two days")


def _intents(thread: Thread, user: User) -> list[str]:
    return policy.intents_for(user, thread) if thread.is_question else []
