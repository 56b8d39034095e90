"""People and their organisations: sign-up, sign-in, sessions, profile, roles, suspension."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.accounts import (
        commands,
        handlers,  # noqa: F401 (they listen)
        key_views,  # noqa: F401 (they add routes)
        profile_views,  # noqa: F401
        sessions,
        settings_views,  # noqa: F401
        views,
    )
    from community.guards import SignInNeeded

    sessions.init_app(app)
    commands.init_app(app)
    app.register_error_handler(SignInNeeded, views.answer_sign_in_needed)
    if "accounts" not in app.blueprints:
        app.register_blueprint(views.bp)
