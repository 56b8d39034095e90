"""What a post does to a question (CARE): the posts and acts of a thread, told again in order.

Pure: no database, no clock. `supporting` brings the facts and keeps what comes out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

STRENGTH = {"customer": 1, "trusted": 2, "staff": 3}  # a weaker answer never replaces a stronger


class Deed(NamedTuple):
    """One post or act. Sorted by time; at one moment posts come before what is done to them."""

    at: datetime
    rank: int
    #: the post's number or the act's id: the order within a moment
    order: int
    #: the name of a method of Story
    what: str
    #: asker · staff · trusted · customer; of a closing: staff · clock
    who: str = ""
    post_id: int | None = None
    next_word_by: datetime | None = None
    #: False for what was imported: it shapes the state but starts no clock
    counts: bool = True
    #: an answer that staff called wrong later: it never was the first reply
    refuted: bool = False


class Rest(NamedTuple):
    """Our clock stood still for an answer that proved wrong."""

    start: datetime
    end: datetime
    who: str


@dataclass(frozen=True)
class Solved:
    at: datetime
    by: str
    post_id: int | None


@dataclass(frozen=True)
class Closed:
    at: datetime
    by: str


class Story:
    """A question as it stands after the deeds told so far."""

    def __init__(self) -> None:
        self.state = "unanswered"  # what lies below solved and closed
        self.state_since: datetime | None = None
        self.waiting_since: datetime | None = None
        self.waiting_for = "first_reply"
        self.replied_by: str | None = None
        self.replied_at: datetime | None = None
        self.reply_post_id: int | None = None
        self.answers: list[Deed] = []  # of customers, since the asker waits
        self.state_before = "unanswered"  # the first of them
        self.rests: list[Rest] = []
        self.first_reply_at: datetime | None = None
        self.first_staff_reply_at: datetime | None = None
        self.next_word_by: datetime | None = None
        self.info_asked_at: datetime | None = None
        self.info_post_id: int | None = None
        self.added_detail_at: datetime | None = None
        self.needs_company_at: datetime | None = None
        self.reopened_at: datetime | None = None
        self.solved: Solved | None = None
        self.closed: Closed | None = None
        #: every state it showed, and since when
        self.past: list[tuple[datetime, str]] = []

    @property
    def shown_state(self) -> str:
        """Solved stands above closed: a solved question that takes no more replies is solved."""
        if self.solved:
            return "solved"
        return "closed" if self.closed else self.state

    def tell(self, deeds: Iterable[Deed]) -> "Story":
        shown = None
        for deed in sorted(deeds):
            getattr(self, deed.what)(deed)
            if self.shown_state != shown:
                shown, self.state_since = self.shown_state, deed.at
                self.past.append((deed.at, shown))
        return self

    # the asker

    def ask(self, deed: Deed) -> None:
        if deed.counts:
            self.waiting_since = deed.at

    def still_need_help(self, deed: Deed) -> None:
        """The follow-up clock runs from the first such post; more of them do not restart it."""
        if not deed.counts:
            return
        if self.solved or self.closed:
            self._come_back(deed)
        elif not self._we_are_waited_for():
            self._wait(deed)

    def addition(self, deed: Deed) -> None:
        """Changes nothing, unless it is what we asked for."""
        if self.closed or (self.state == "needs_info" and not self.solved):
            self.still_need_help(deed)
        elif deed.counts:
            self.added_detail_at = deed.at

    def still_broken(self, deed: Deed) -> None:
        self.still_need_help(deed)

    def works(self, deed: Deed) -> None:
        self.solved = Solved(deed.at, "asker", self.solved.post_id if self.solved else None)

    # answers

    def staff_answer(self, deed: Deed) -> None:
        self._reply(deed)
        self.answers.clear()
        self._end_clock(deed)

    def answer(self, deed: Deed) -> None:
        """By a customer: the company's clock pauses, so `waiting_since` stays."""
        self._count_reply(deed)
        self.answers.append(deed)
        stands = self.state == "replied" and self.replied_by
        if not stands or STRENGTH[deed.who] > STRENGTH[stands]:
            self.state_before = self.state_before if stands else self.state
            self._reply(deed)

    def first_word(self, deed: Deed) -> None:
        """Counts as first reply, never as answer; the promise is the new due time."""
        self._count_reply(deed)
        self.next_word_by = deed.next_word_by
        self.waiting_for = "follow_up"
        self.added_detail_at = None

    def need_info(self, deed: Deed) -> None:
        self._count_reply(deed)
        self.state, self.replied_by, self.replied_at = "needs_info", None, None
        self.info_asked_at, self.info_post_id = deed.at, deed.post_id
        self.answers.clear()
        self._end_clock(deed)

    # acts

    def verify(self, deed: Deed) -> None:
        """Staff stand behind a customer's answer: the company's clock is met."""
        if self.state != "replied":
            self.state, self.replied_at = "replied", deed.at
            self.replied_by, self.reply_post_id = deed.who, deed.post_id
        self._end_clock(deed)

    def refute(self, deed: Deed) -> None:
        """Staff say that a customer's answer is wrong. Another one takes its place; where there is
        none the question waits again, and our clock runs on from where it stood still."""
        wrong = next((one for one in self.answers if one.post_id == deed.post_id), None)
        if wrong is None:
            return
        self.answers.remove(wrong)
        if self.state != "replied" or self.reply_post_id != wrong.post_id:
            return
        end = deed.at
        if self.answers:
            self._reply(max(self.answers, key=lambda one: STRENGTH[one.who]))
            end = self.replied_at or end
        else:
            self.state, self.replied_by, self.replied_at = self.state_before, None, None
            self.reply_post_id = None
        if self.waiting_since and wrong.at < end:
            self.rests.append(Rest(wrong.at, end, wrong.who))

    def accept(self, deed: Deed) -> None:
        self.solved = Solved(deed.at, deed.who, deed.post_id)

    def withdraw(self, deed: Deed) -> None:
        if self.solved and self.solved.post_id == deed.post_id:
            self.solved = None

    def needs_company(self, deed: Deed) -> None:
        self.needs_company_at = deed.at

    def close(self, deed: Deed) -> None:
        self.closed = Closed(deed.at, deed.who)

    def reopen(self, deed: Deed) -> None:
        self.closed = None

    # how they do it

    def _we_are_waited_for(self) -> bool:
        return self.state in {"unanswered", "needs_reply"} and self.waiting_since is not None

    def _wait(self, deed: Deed) -> None:
        first = self.state == "unanswered" and self.first_reply_at is None
        self.waiting_for = "first_reply" if first else "follow_up"
        self.state, self.waiting_since = "needs_reply", deed.at
        self.answers.clear()
        self.rests.clear()

    def _come_back(self, deed: Deed) -> None:
        self.solved = self.closed = None
        self.reopened_at = deed.at
        self.state = "replied"  # what was waited for before it was solved is over
        self._wait(deed)

    def _reply(self, deed: Deed) -> None:
        self._count_reply(deed)
        self.state, self.replied_by, self.replied_at = "replied", deed.who, deed.at
        self.reply_post_id = deed.post_id if deed.counts else None

    def _end_clock(self, deed: Deed) -> None:
        self.waiting_since = self.next_word_by = None
        self.rests.clear()
        self.added_detail_at = self.needs_company_at = None

    def _count_reply(self, deed: Deed) -> None:
        if not deed.counts or deed.refuted:
            return
        self.first_reply_at = self.first_reply_at or deed.at
        if deed.who == "staff":
            self.first_staff_reply_at = self.first_staff_reply_at or deed.at


def what_a_post_does(intent: str | None, who: str, is_opening: bool) -> str | None:
    """The method of Story that tells a post, or None where a post changes nothing.

    Without an intent (it was written before the thread became a question) the author decides.
    """
    if is_opening:
        return "ask"
    if who == "asker":
        return "still_need_help" if intent == "still_need_help" else "addition"
    if who == "staff":
        staff = {"first_word": "first_word", "need_info": "need_info", "remark": None}
        return staff.get(intent or "answer", "staff_answer")
    return "answer" if intent == "answer" else None
