"""The addresses of the API: the same for everybody, readable from any web page."""

import json
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from flask import Blueprint, Flask, Response, request

from community import guards
from community.caching import cached_for_visitors
from community.status.v2.documents import DOCUMENTS

bp = Blueprint("status_api", __name__)

#: the second is what a client makes of the page's own address
BASES = ("/api/v2", "/status/api/v2")
TAG = "status"


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


def view_of(document: Callable[[], Any]) -> Callable[[], Response]:
    """The view of one document: each address is a rule of its own, without parts to fill."""

    @guards.allow(guards.everyone)
    @cached_for_visitors([TAG])
    def show_document() -> Response:
        return Response(as_bytes(document()), mimetype="application/json")

    return show_document


def as_bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@bp.after_request
def let_others_read(response: Response) -> Response:
    """CORS for reading, for scripts on any page; and 304 where the page cache does not answer."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Max-Age"] = "86400"
    elif response.status_code == 200:
        digest = blake2b(response.get_data(), digest_size=12).hexdigest()
        response.set_etag(digest, weak=True)
        if request.cookies or request.authorization:
            response.make_conditional(request)
    return response


for name, document in DOCUMENTS.items():
    endpoint = name.replace("/", "_").replace("-", "_")
    for number, base in enumerate(BASES):
        bp.add_url_rule(
            f"{base}/{name}.json",
            endpoint=f"{endpoint}_{number}",
            view_func=view_of(document),
        )
