"""Who hears what, on which channel, and what they wish."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community import panels
    from community.accounts import settings_views
    from community.notifications import bell, forgetting, handlers, sending, views, waves
    from community.outbox.working import starters

    assert bell and handlers and sending and waves  # imported for their @on
    if forgetting.begin not in starters:
        starters.append(forgetting.begin)

    app.register_blueprint(views.notices)
    if views.settings_tab not in settings_views.tabs:  # once a process, however many applications
        settings_views.tabs.append(views.settings_tab)
    panels.add("layout.bell", "notifications/_bell.html", bell.feed, pure=True)
