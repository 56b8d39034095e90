"""What happens at the desk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QueueChanged:
    """An item came, went, moved, or was claimed or handed back."""

    thread_id: int


@dataclass(frozen=True)
class DueSoonReached:
    """Timed: half an hour before the deadline as it was then."""

    thread_id: int
    due: float  # seconds since 1970, to see whether the deadline has moved


@dataclass(frozen=True)
class DueReached:
    """Timed: the deadline as it was then."""

    thread_id: int
    due: float


@dataclass(frozen=True)
class QuestionDueSoon:
    """Staff should hear: this is due within half an hour."""

    thread_id: int


@dataclass(frozen=True)
class QuestionLate:
    """Staff should hear: this is past its deadline."""

    thread_id: int


@dataclass(frozen=True)
class DeadlinesOutdated:
    """Targets, hours, holidays or a tier changed: open deadlines follow, a few at a time."""

    after_thread_id: int = 0
    organisation_id: int | None = None  # only of its people's questions


@dataclass(frozen=True)
class ClaimRunsOut:
    """Timed: a lease ends here, unless it was renewed."""

    claim_id: int


@dataclass(frozen=True)
class DangerReported:
    """There are words of danger in what a customer wrote: who is on call should hear at once."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class ItemAssigned:
    """An item was given to a colleague, who should hear."""

    thread_id: int
    assignment_id: int
    by_id: int


@dataclass(frozen=True)
class SnoozeOver:
    """Timed: what was put off is back in the queue."""

    snooze_id: int


@dataclass(frozen=True)
class MeasuringDue:
    """Timed, every night: what was kept is reckoned anew. Or at once, when targets changed."""

    again: bool = True


@dataclass(frozen=True)
class BulkSliceDue:
    """The next few items of an act on very many, or of its undoing."""

    bulk_id: int
    number: int


@dataclass(frozen=True)
class CustomersFirstEnded:
    """Customers of a category do not solve enough any more: its questions are ours at once."""

    category_id: int


@dataclass(frozen=True)
class FollowUpPromiseWithdrawn:
    """The time of follow-ups was not kept any more and is no commitment now."""

    target_id: int


@dataclass(frozen=True)
class CommitmentWithdrawn:
    """A published target was not kept any more and is no commitment now."""

    target_id: int
