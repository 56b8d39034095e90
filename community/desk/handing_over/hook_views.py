"""`/hooks/hand-overs/<key>`: a help desk says, signed, how far it is."""

import json
from http import HTTPStatus

from flask import Blueprint, Flask, Response, jsonify, request
from sqlalchemy import select

from community import ratelimit, signing
from community.desk.handing_over import destinations
from community.desk.handing_over.hearing_back import NotUnderstood, TooLate, note_call, read
from community.desk.handing_over.models import Destination, HandOver
from community.extensions import csrf, db, writing
from community.guards import allow, everyone

LARGEST = 32_000  # bytes of a call

bp = Blueprint("hooks", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    csrf.exempt(bp)  # the signature says who it is; no cookie is read


@bp.post("/hooks/hand-overs/<key>")
@allow(everyone)
def hear_back(key: str) -> Response:
    """200 when it was taken over or known already; 401, 404, 409, 413 or 422 as a problem."""
    ratelimit.look("wrong_signature", ratelimit.address())
    if (request.content_length or 0) > LARGEST:
        return _problem(413, f"A call has at most {LARGEST} bytes.")
    body = request.stream.read(LARGEST + 1)
    found = db.session.execute(
        select(HandOver, Destination)
        .join(Destination, Destination.id == HandOver.destination_id)
        .where(HandOver.key == key[:40])
    ).first()
    if found is None:
        ratelimit.spend("wrong_signature", ratelimit.address())
        return _problem(404, "There is no such hand-over.")
    one, to = found
    try:
        signed = _signed(to, body)
        word = read(_json(body))
        with writing():
            new = note_call(one, signed, body, word)
            said = {"id": one.key, "state": one.state, "reference": one.reference, "new": new}
    except signing.BadSignature as bad:
        ratelimit.spend("wrong_signature", ratelimit.address())
        return _problem(401, str(bad))
    except NotUnderstood as odd:
        return _problem(422, str(odd))
    except TooLate as late:
        return _problem(409, str(late))
    return jsonify(said)


def _signed(to: Destination, body: bytes) -> signing.Signed:
    if to.ended_at:
        raise signing.BadSignature("This destination was removed: nothing is heard from it.")
    if len(body) > LARGEST:
        raise NotUnderstood(f"A call has at most {LARGEST} bytes.")
    return signing.check(destinations.secret(to), request.headers, body)


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise NotUnderstood("The body is no JSON.") from None


def _problem(status: int, detail: str) -> Response:
    """RFC 9457, in English: it is read by who writes the other side."""
    title = HTTPStatus(status).phrase
    answer = jsonify(type="about:blank", title=title, status=status, detail=detail)
    answer.status_code, answer.mimetype = status, "application/problem+json"
    return answer
