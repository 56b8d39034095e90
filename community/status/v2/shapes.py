"""One record each as an object of the Statuspage API v2: keys, order and types of the original."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from community.status.models import Component, ComponentGroup, Incident, IncidentUpdate
from community.status.v2.identity import opaque

Shape = dict[str, Any]


def page(changed_at: datetime) -> Shape:
    settings = current_app.config["SETTINGS"]
    return {
        "id": page_id(),
        "name": settings.site_name,
        "url": f"{settings.public_url}/status",
        "time_zone": "Etc/UTC" if settings.time_zone == "UTC" else settings.time_zone,
        "updated_at": moment(changed_at),
    }


def page_id() -> str:
    return opaque("page", current_app.config["SETTINGS"].public_url)


def moment(at: datetime | None) -> str | None:
    """With milliseconds, in the page's time zone, as the original writes them."""
    if at is None:
        return None
    zone = _zone(current_app.config["SETTINGS"].time_zone)
    return at.astimezone(zone).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def component(row: Component) -> Shape:
    return {
        "id": opaque("component", row.id),
        "name": row.name,
        "status": row.state,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "position": row.position + 1,
        "description": row.description or None,
        "showcase": True,
        "start_date": row.created_at.date().isoformat(),
        "group_id": opaque("group", row.group_id) if row.group_id else None,
        "page_id": page_id(),
        "group": False,
        "only_show_if_degraded": False,
    }


def group(row: ComponentGroup, members: list[Component], state: str) -> Shape:
    """A group is a component too, with the worst state of its members."""
    return {
        "id": opaque("group", row.id),
        "name": row.name,
        "status": state,
        "created_at": moment(min(one.created_at for one in members)),
        "updated_at": moment(max(one.updated_at for one in members)),
        "position": row.position + 1,
        "description": None,
        "showcase": True,
        "start_date": None,
        "group_id": None,
        "page_id": page_id(),
        "group": True,
        "only_show_if_degraded": False,
        "components": [opaque("component", one.id) for one in members],
    }


def incident(row: Incident) -> Shape:
    """Planned work says besides when it is to be."""
    shape = {
        "id": opaque("incident", row.id),
        "name": row.title,
        "status": _stage(row.stage),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "monitoring_at": moment(row.monitoring_at),
        "resolved_at": moment(row.resolved_at),
        "impact": row.severity,
        "shortlink": current_app.config["SETTINGS"].public_url + row.path,
        "started_at": moment(row.started_at),
        "page_id": page_id(),
        "incident_updates": [update(one) for one in row.updates],
        "components": [component(part.component) for part in row.affected],
    }
    if row.is_maintenance:
        shape["scheduled_for"] = moment(row.scheduled_for)
        shape["scheduled_until"] = moment(row.scheduled_until)
    return shape


def update(row: IncidentUpdate) -> Shape:
    return {
        "id": opaque("update", row.id),
        "status": _stage(row.stage),
        "body": row.source,
        "incident_id": opaque("incident", row.incident_id),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.created_at),
        "display_at": moment(row.shown_at),
        "affected_components": list(_affected(row.parts)) or None,
        "deliver_notifications": row.deliver,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _affected(parts: list[dict[str, Any]]) -> Iterable[Shape]:
    for part in parts:
        yield {
            "code": opaque("component", part["id"]),
            "name": part["name"],
            "old_status": part["old"],
            "new_status": part["new"],
        }


def _stage(stage: str) -> str:
    """The original deletes planned work that is called off; ours says so, and reads as over."""
    return "completed" if stage == "cancelled" else stage
