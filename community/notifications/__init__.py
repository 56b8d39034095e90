"""Who hears what, on which channel, and what they wish."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community import panels
    from community.accounts import settings_views
    from community.notifications import bell, handlers, sending, views, waves  # noqa: F401

    app.register_blueprint(views.notices)
    settings_views.tabs.append(views.settings_tab)
    panels.add("layout.bell", "notifications/_bell.html", bell.feed)
