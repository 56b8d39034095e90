"""The queue: coverage, targets, due times, bands, claims, and what the asker may expect."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk import (
        bulk_models,  # noqa: F401
        bulk_slices,  # noqa: F401 (its handler)
        bulk_views,
        canned_models,  # noqa: F401
        canned_reply_views,
        canned_views,
        chat,
        commands,
        connecting,
        cost_views,
        customers_first,
        escalating,  # noqa: F401
        expecting,
        filters,
        follow_up_promises,  # noqa: F401 (its table and handler)
        following_hours,
        groups,
        handing_over,
        handlers,  # noqa: F401
        held,
        host_card_views,
        hours,
        known_problems,
        measuring,
        models,  # noqa: F401
        rota,
        slots,
        solved_before_views,
        sources,
        staff_views,
        suspecting,
        target_views,
        timing,
        together_models,  # noqa: F401
        together_views,
        weights,
    )
    from community.outbox.working import starters

    timing.check_settings(app.config["SETTINGS"])
    weights.of_tiers(app.config["SETTINGS"].tier_points)
    if known_problems.known_problem not in expecting.incidents:
        expecting.incidents.append(known_problems.known_problem)
    for begin in (following_hours.begin, measuring.begin):
        if begin not in starters:
            starters.append(begin)
    sources.add(held.SOURCE)
    staff_views.init_app(app)
    groups.init_app(app)
    hours.init_app(app)
    rota.init_app(app)
    bulk_views.init_app(app)
    together_views.init_app(app)
    canned_views.init_app(app)
    canned_reply_views.init_app(app)
    solved_before_views.init_app(app)
    target_views.init_app(app)
    cost_views.init_app(app)
    customers_first.init_app(app)
    suspecting.init_app(app)
    slots.init_app(app)
    connecting.init_app(app)
    host_card_views.init_app(app)
    handing_over.init_app(app)
    chat.init_app(app)
    filters.init_app()
    commands.init_app(app)
