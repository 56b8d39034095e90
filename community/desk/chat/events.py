"""What happens on the way to a chat."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ChatMessageDue:
    """A message waits to be brought to its channel."""

    message_id: int
