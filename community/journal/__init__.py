"""What staff did and what touches safety; only adds."""

from community.journal.noting import note

__all__ = ["note"]
