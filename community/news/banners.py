"""The banner of fresh news, from memory like that of outages."""

from typing import Any

from flask import Flask, render_template

from community import panels
from community.caching.memory import remembered
from community.clock import now
from community.news.queries import standing_banners


def init_app(app: Flask) -> None:
    panels.add("layout.banner", "news/_banners.html", standing, order=20, pure=True)


def standing(_subject: Any) -> dict[str, Any] | None:
    moment = now()
    kept = [row for row in remembered("news.banners", standing_banners)]
    fresh = [row for row in kept if row["banner_until"] > moment]
    return {"announcements": fresh} if fresh else None


def banner_html(announcement_id: int) -> str | None:
    """The banner of one announcement as it stands now, or None when it has none."""
    for row in standing_banners():
        if row["id"] == announcement_id:
            return render_template("news/_banner.html", announcement=row)
    return None
