"""The banner of running outages: part of every page, so it comes from memory."""

from typing import Any

from flask import Flask, render_template

from community import panels
from community.caching.memory import remembered
from community.status.queries import running_for_banner


def init_app(app: Flask) -> None:
    panels.add("layout.banner", "status/_banners.html", standing, order=10, pure=True)


def running_now() -> list[dict[str, Any]]:
    """The running incidents as `queries.running_for_banner` tells them, from memory."""
    return remembered("status.banners", running_for_banner)


def standing(_subject: Any) -> dict[str, Any] | None:
    incidents = running_now()
    return {"incidents": incidents} if incidents else None


def banner_html(incident_id: int) -> str | None:
    """The banner of one incident as it stands now, or None when it is over."""
    for incident in running_for_banner():
        if incident["id"] == incident_id:
            return render_template("status/_banner.html", incident=incident)
    return None
