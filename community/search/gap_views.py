"""`/search/gaps`: what people look for and do not find, for staff, each with a way to mend it."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, redirect, render_template, request
from flask_babel import gettext as _

from community.accounts.readers import reader_of
from community.guards import guarded_blueprint, me, staff_only
from community.search import avoiding, demand, solvers

bp = guarded_blueprint("gaps", __name__, staff_only)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/search/gaps")
def gaps() -> str:
    found = demand.gaps()
    return render_template(
        "search/gaps.html",
        without_result=[gap for gap in found if not gap.results],
        not_opened=[gap for gap in found if gap.results],
        threads=demand.wanted_threads(),
        avoided=avoiding.counts(),
        least=demand.LEAST,
    )


@bp.get("/search/gaps/helpers")
def ask_helpers() -> Any:
    """The form for asking, filled in: in our name, to those who solved the like of it. Nothing is
    sent before somebody of us has read it."""
    words = request.args.get("q", "")[:120]
    body = _(
        "Several people looked for “%(words)s” here in the past days and did not find it. "
        "If you know how it is done, please tell us.",
        words=words,
    )
    names = solvers.usernames(words, reader_of(me()))
    if names:
        called = " ".join(f"@{name}" for name in names)
        body += "\n\n" + _("%(names)s: you solved something like it.", names=called)
    title = _("Who can help with “%(words)s”?", words=words)
    query = urlencode({"kind": "discussion", "title": title, "body": body})
    return redirect(f"{request.script_root}/ask?{query}", 302)
