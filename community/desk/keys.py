"""Every key that staff may press, in the words of the help; a test holds it to the pages."""

from typing import Any

from flask_babel import lazy_gettext as _l

#: heading, then keys with what they do; "queue" and "thread" say on which page the part stands
KEYS: tuple[tuple[str, Any, tuple[tuple[str, Any], ...]], ...] = (
    (
        "both",
        _l("Everywhere at the desk"),
        (
            ("j", _l("Next item, or next post")),
            ("k", _l("The one before")),
            ("Enter", _l("Open what is chosen")),
            ("n", _l("Take the next best item")),
            ("c", _l("Claim, keep or hand back")),
            ("o", _l("It needs us now, not customers first")),
            ("h", _l("Hand over: give it to a colleague, put it off")),
            ("q", _l("Back to the queue")),
            ("/", _l("Search")),
            ("?", _l("This help")),
        ),
    ),
    (
        "queue",
        _l("In the queue"),
        (
            ("a", _l("Answer it")),
            ("r", _l("Right: verify the customer's answer, or approve a held post")),
            ("w", _l("Wrong: the question waits for us again; or hide a held post")),
            ("x", _l("Choose it for an act on several")),
            ("b", _l("Go to the acts on several")),
            (".", _l("Show the changes that wait")),
            ("u", _l("Undo the act on several")),
        ),
    ),
    (
        "thread",
        _l("In a thread"),
        (
            ("a", _l("Write an answer")),
            ("Ctrl+Enter", _l("Send the answer")),
            ("v", _l("Mark the post as right")),
            ("w", _l("Mark the answer as wrong")),
            ("p", _l("Make the post private")),
            ("g", _l("Make a guide of the post")),
            ("Alt+L", _l("Link what was solved before")),
            ("Alt+R", _l("Canned replies")),
        ),
    ),
)


def names() -> set[str]:
    return {key for _where, _heading, keys in KEYS for key, _does in keys}
