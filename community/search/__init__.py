"""Finding what was asked before: the index, the query language, and only what one may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the helper process does without
    from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the engine of the settings; fill the slots; hear of changes."""
    from community.forum.asking_views import accepted
    from community.outbox.working import starters
    from community.search import (
        commands,
        engine,
        filtering,
        gap_views,
        handlers,
        help_views,
        log,
        log_aging,
        log_models,
        panels,
        rebuilding,
        synonym_models,
        synonym_views,
        term_models,
        views,
    )

    assert handlers  # imported for its @on
    assert log_models and synonym_models and term_models  # for their tables
    if rebuilding.repair_at_start not in starters:
        starters.append(rebuilding.repair_at_start)
    if log_aging.begin not in starters:
        starters.append(log_aging.begin)
    if log.note_asked not in accepted:
        accepted.append(log.note_asked)
    engine.bind(app)
    filtering.init_app(app)
    panels.init_app(app)
    views.init_app(app)
    gap_views.init_app(app)
    help_views.init_app(app)
    synonym_views.init_app(app)
    commands.init_app(app)
    app.extensions.setdefault("health_checks", {})["index"] = rebuilding.index_opens
