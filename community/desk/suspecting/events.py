"""What the watch for outages sees."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TroubleReported:
    """Somebody asked, voted, tapped or searched; a burst may begin with it."""

    report_id: int


@dataclass(frozen=True)
class OutageSuspected:
    """Several people say the same at once: who is on call should hear."""

    suspected_outage_id: int


@dataclass(frozen=True)
class SuspicionChanged:
    """More people, or its end: the item moves or goes."""

    suspected_outage_id: int


@dataclass(frozen=True)
class SuspicionGrowsOld:
    """Timed: if nobody said more meanwhile, it was nothing, or it is over."""

    suspected_outage_id: int
