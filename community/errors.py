"""One page and one JSON shape (RFC 9457) for everything that goes wrong; never a stack trace."""

import logging

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError

from community.extensions import db

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(IntegrityError, answer_quicker)
    app.register_error_handler(Exception, answer_unforeseen)


def wants_json() -> bool:
    """Scripts say so by path or by Accept; browsers send text/html first."""
    if request.path.startswith(("/api/", "/hooks/")):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def answer(error: HTTPException) -> Response:
    """The page or the problem document for an HTTP error; its own words are in `said`."""
    db.session.rollback()
    if error.response is not None:  # abort(Response) and redirects
        return error.response  # type: ignore[return-value]
    code = error.code or 500
    said = str(getattr(error, "said", "")) or say(code)
    headers = [(k, v) for k, v in error.get_headers() if k.lower() in {"retry-after", "allow"}]
    if wants_json():
        problem = {"type": "about:blank", "title": error.name, "status": code, "detail": said}
        response = jsonify(problem)
        response.mimetype = "application/problem+json"
    else:
        response = Response(_page(code, said), mimetype="text/html")
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(headers)
    return response


def answer_quicker(error: IntegrityError) -> Response:
    """PostgreSQL lets two writers run side by side; its constraints send the second one here."""
    log.warning("Refused at %s %s: %s", request.method, request.path, error.orig)
    return answer(Conflict())


def _page(code: int, text: str) -> str:
    """In the frame of every page, or bare where the database, which that asks, is what failed."""
    try:
        return render_template("errors/error.html", code=code, text=text)
    except Exception:
        log.exception("Not even the page about an error could be made")
        return f"<!doctype html><title>{code}</title><h1>{escape(text)}</h1>"


def answer_unforeseen(error: Exception) -> Response:
    log.exception("Unforeseen error at %s %s", request.method, request.path, exc_info=error)
    return answer(InternalServerError())


def say(code: int) -> str:
    """The sentence people read for a status code."""
    sentences = {
        400: _("We could not understand that request."),
        401: _("Please sign in first."),
        403: _("That is not yours to do, or not any more."),
        404: _("There is nothing here, or it is not for you to see."),
        405: _("That cannot be done here."),
        409: _("Someone else was quicker. Please look again."),
        410: _("This link has been used or has expired."),
        413: _("That is too large to send."),
        422: _("Something in the form needs another look."),
        429: _("That was a lot at once. Please wait a moment and try again."),
        503: _("We will be right back."),
    }
    return sentences.get(code, _("Something went wrong on our side. It has been noted."))
