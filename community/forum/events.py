"""What happens in the forum, as facts others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QuestionWaits:
    """Someone wrote a question without being signed in; a mail link publishes it."""

    unconfirmed_id: int


@dataclass(frozen=True)
class UnconfirmedQuestionExpired:
    """Timed: the link has ended; text and address are thrown away."""

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
class PostHeld:
    """A post (number 1: its thread) is kept back until staff approve it."""

    thread_id: int
    post_id: int
    reason: str


@dataclass(frozen=True)
class PostApproved:
    """A held post is let go to its readers."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class PostMentions:
    """An edit named people who were not named before."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class AnswerAccepted:
    """A post was accepted as the answer, by the asker or by staff."""

    thread_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True)
class AcceptanceWithdrawn:
    """The standing acceptance was taken back, or another post was chosen."""

    thread_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True)
class AnswerRefuted:
    """Staff say that a customer's answer is wrong."""

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


@dataclass(frozen=True)
class AskerAsked:
    """A day after a customer's answer: the asker should be asked whether it helped."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class DetailsAwaited:
    """The asker should be reminded (round 1 or 2) that we need details to go on."""

    thread_id: int
    post_id: int
    round: int


@dataclass(frozen=True)
class QuestionExpired:
    """Closed by the clock, since the details never came; any post of the asker reopens it."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class AskerSaid:
    """The asker said "it works" or "this did not solve it" without writing a post."""

    thread_id: int
    word: str


@dataclass(frozen=True)
class CompanyNeeded:
    """A trusted customer says that only the company can help here."""

    thread_id: int
    by_id: int
