"""Facts others must hear of: written with the change, brought to each handler at least once."""

from community.outbox.recording import record
from community.outbox.registry import on

__all__ = ["on", "record"]
