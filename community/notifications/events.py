"""What happens to notices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticesAdded:
    """People have something new behind their bell: those with this key between two ids."""

    key: str
    first_id: int
    last_id: int


@dataclass(frozen=True)
class DeliveryDue:
    """Timed: something should leave the house, unless it was read meanwhile."""

    delivery_id: int


@dataclass(frozen=True)
class BroadcastDue:
    """As DeliveryDue, for what goes to many: nobody's reply waits behind it."""

    delivery_id: int


@dataclass(frozen=True)
class ForgettingDue:
    """Timed, once a day: old notices go."""


@dataclass(frozen=True)
class FollowersDue:
    """The next followers to be told of a post."""

    thread_id: int
    post_id: int
    after_user_id: int


@dataclass(frozen=True)
class WaveDue:
    """The next people to be told of an outage or of news, a few at a time."""

    what: str
    subject_id: int
    after_user_id: int
