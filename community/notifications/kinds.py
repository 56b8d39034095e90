"""What one can hear about, on which channels by default, and why one does.

A *kind* is what a person can wish for; a *what* is one sort of notice with its own sentence and
mail. Adding one: a line here, a function in recipients.py, a handler, a mail folder.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

IN_APP, EMAIL = "in_app", "email"
CHANNELS = (IN_APP, EMAIL)
BUNDLE_WINDOW = timedelta(minutes=2)  # long enough for a quick exchange to become one mail


@dataclass(frozen=True)
class Kind:
    """`in_app` and `email` are what a person hears who never opened the settings."""

    name: str
    label: Any
    why: Any
    in_app: bool = True
    email: bool = True
    for_staff: bool = False
    bundled: bool = False
    broadcast: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "reply",
            _l("Replies to what I asked"),
            _l("You get this because you started this conversation."),
        ),
        Kind(
            "question",
            _l("How my question is going: details needed, solved, did it help"),
            _l("You get this because you asked this question."),
        ),
        Kind("mention", _l("Someone mentions me"), _l("You get this because you were mentioned.")),
        Kind(
            "followed",
            _l("New posts in conversations I follow"),
            _l("You get this because you follow these conversations."),
            bundled=True,
        ),
        Kind(
            "accepted",
            _l("What becomes of my answers: one solved a question, one was called wrong"),
            _l("You get this because you wrote this answer."),
            email=False,
        ),
        Kind(
            "outage",
            _l("Outages and maintenance"),
            _l("You get this because you asked to hear of outages."),
            email=False,
            broadcast=True,
        ),
        Kind(
            "incident_word",
            _l("An incident that waits for a word of ours"),
            _l("You get this because you look after incidents."),
            for_staff=True,
        ),
        Kind(
            "news",
            _l("Product news"),
            _l("You get this because you asked for our news."),
            email=False,
            broadcast=True,
        ),
        Kind(
            "new_question",
            _l("A new question"),
            _l("You get this because you answer questions here."),
            for_staff=True,
        ),
        Kind(
            "late",
            _l("A question that is late"),
            _l("You get this because you answer questions here."),
            for_staff=True,
        ),
        Kind(
            "due_soon",
            _l("A question that is due soon"),
            _l("You get this because you answer questions here."),
            for_staff=True,
        ),
        Kind(
            "danger",
            _l("Words of danger or a suspected outage, while I am on call"),
            _l("You get this because you are on call, or because nobody is."),
            for_staff=True,
        ),
        Kind(
            "assigned",
            _l("A colleague gives me or my group a question"),
            _l("You get this because a colleague gave it to you or your group."),
            email=False,
            for_staff=True,
        ),
        Kind(
            "held",
            _l("A post that waits for approval"),
            _l("You get this because you look after this community."),
            email=False,
            for_staff=True,
        ),
    )
}

#: what: its kind. Each has a sentence in templates/notifications/_sentence.html; those that may
#: go by mail have a folder templates/notifications/mail/<what>.
WHATS = {
    "reply": "reply",
    "need_info": "question",
    "details_awaited": "question",
    "solved_by_staff": "question",
    "did_it_help": "question",
    "expired": "question",
    "mention": "mention",
    "followed": "followed",
    "accepted": "accepted",
    "answer_refuted": "accepted",
    "waits_again": "question",
    "outage": "outage",
    "maintenance_soon": "outage",
    "word_missed": "incident_word",
    "news": "news",
    "new_question": "new_question",
    "late": "late",
    "due_soon": "due_soon",
    "assigned": "assigned",
    "assigned_to_group": "assigned",
    "held": "held",
    "danger": "danger",
    "suspected": "danger",
}


def kind_of(what: str) -> Kind:
    return KINDS[WHATS[what]]


def kinds_for(user: Any) -> list[Kind]:
    """Those that can concern this person."""
    return [kind for kind in KINDS.values() if user.is_staff or not kind.for_staff]
