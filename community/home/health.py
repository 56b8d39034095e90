"""Is the process alive, may it get traffic, and a few figures: for probes and monitoring."""

import resource
import time
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from sqlalchemy import text

from community.clock import now
from community.extensions import db, migrate
from community.guards import allow, everyone
from community.outbox import looking

bp = Blueprint("health", __name__)

#: name → a function that raises, or returns a sentence, when this part cannot do its work
Check = Callable[[], str | None]
#: name → a function that returns figures by metric name
Figures = Callable[[], dict[str, float]]

WORKER_LATE = timedelta(seconds=120)  # two leases: a lane that was killed has been taken up again

started_at = time.time()


def init_app(app: Flask) -> None:
    # Rooms below add theirs in their init_app, which runs first:
    # app.extensions.setdefault("health_checks", {})["index"] = index_opens
    checks: dict[str, Check] = app.extensions.setdefault("health_checks", {})
    checks |= {
        "database": database_answers,
        "migrations": schema_is_new,
        "worker": worker_keeps_up,
    }
    figures: list[Figures] = app.extensions.setdefault("health_figures", [])
    figures += [process_figures, page_cache_figures]
    app.register_blueprint(bp)


@bp.get("/healthz")
@allow(everyone)
def healthz() -> Response:
    """The process answers; nothing more, so that a slow database restarts nobody."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/readyz")
@allow(everyone)
def readyz() -> Response:
    """503 with the names of the parts that cannot work; the log has the reason."""
    failed = failed_checks()
    response = jsonify({"ready": not failed, "failed": sorted(failed)})
    response.status_code = 503 if failed else 200
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/metrics")
@allow(everyone)
def metrics() -> Response:
    """Figures in Prometheus' text format, for neighbours only."""
    if not asked_by_a_neighbour():
        abort(404)
    figures: dict[str, float] = {}
    for source in current_app.extensions["health_figures"]:
        figures.update(source())
    lines = [f"hearth_{name} {value:.10g}\n" for name, value in figures.items()]
    return Response("".join(lines), mimetype="text/plain", headers={"Cache-Control": "no-store"})


def failed_checks() -> dict[str, str]:
    failed = {}
    for name, check in current_app.extensions["health_checks"].items():
        try:
            reason = check()
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
        if reason:
            current_app.logger.warning("Not ready: %s: %s", name, reason)
            failed[name] = reason
    return failed


def database_answers() -> None:
    db.session.execute(text("SELECT 1"))


def schema_is_new() -> str | None:
    present = set(db.session.scalars(text("SELECT version_num FROM alembic_version")))
    wanted = newest_migrations()
    return None if present == wanted else f"database at {sorted(present)}, code at {sorted(wanted)}"


@lru_cache(maxsize=1)
def newest_migrations() -> set[str]:
    return set(ScriptDirectory(migrate.directory).get_heads())


def worker_keeps_up() -> str | None:
    """A dead worker shows in what waits: no heartbeat is written that could lie."""
    oldest = looking.late_since(now() - WORKER_LATE)
    return f"events wait since {oldest:%H:%M:%S} UTC" if oldest else None


def process_figures() -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "up_seconds": round(time.time() - started_at),
        "cpu_seconds_total": used.ru_utime + used.ru_stime,
        "memory_peak_kilobytes": used.ru_maxrss,
    }


def page_cache_figures() -> dict[str, float]:
    cache = current_app.extensions["page_cache"]
    return {
        "page_cache_hits_total": cache.hits,
        "page_cache_misses_total": cache.misses,
        "page_cache_pages": len(cache.pages),
        "page_cache_bytes": cache.pages.size,
    }


def asked_by_a_neighbour() -> bool:
    """From this machine or its private network, and not through a proxy nobody told us of."""
    if not current_app.config["SETTINGS"].proxies and "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.remote_addr or "").is_private
    except ValueError:
        return False
