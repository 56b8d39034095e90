"""What happens in the forum, as facts others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QuestionWaits:
    """Someone wrote a question without being signed in; a mail link publishes it."""

    unconfirmed_id: int


@dataclass(frozen=True)
class ThreadOpened:
    """A thread of any kind is there for its readers (asked, confirmed or approved)."""

    thread_id: int


@dataclass(frozen=True)
class ThreadImported:
    """A thread came from elsewhere: to be found, but nobody's bell rings."""

    thread_id: int


@dataclass(frozen=True)
class ThreadChanged:
    """Title, tags, category, audience, closing, hiding or restoring: what lists show changed."""

    thread_id: int


@dataclass(frozen=True)
class PostAdded:
    """A reply is there for its readers."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class PostChanged:
    """A post was edited, hidden, restored, verified or voted on."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class AnswerAccepted:
    thread_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True)
class AcceptanceWithdrawn:
    thread_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True)
class SupportStateChanged:
    """Who waits for whom may have changed: clocks look at the thread again."""

    thread_id: int


@dataclass(frozen=True)
class AskerToBeAsked:
    """Timed: ask the asker whether the reply helped, unless the state has moved on."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class InfoStillMissing:
    """Timed: remind the asker that we need details; the third time, close."""

    thread_id: int
    post_id: int
    round: int
