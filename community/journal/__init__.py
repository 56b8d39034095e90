"""What staff did and what touches safety; only adds."""

from flask import Flask

from community.journal.noting import note

__all__ = ["init_app", "note"]


def init_app(app: Flask) -> None:
    from community.journal import models  # noqa: F401 (its table)
