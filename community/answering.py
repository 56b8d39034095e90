"""How views answer: redirects that stay under PUBLIC_URL's path, and forms that say DELETE."""

from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, redirect, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter, Map, MapAdapter

LARGEST_ID = 2**31 - 1  # what an integer column of PostgreSQL holds
SMALL_FORM = 16_000  # bytes: forms that only press a button; larger ones never carry _method
MOST_FIELDS = 500  # of a form; a million empty ones would hold the server's loop for seconds


def see_other(path: str) -> Response:
    """303 to a path of ours, given without PUBLIC_URL's own path (`/t/7`)."""
    return redirect(request.script_root + path, code=303)  # type: ignore[return-value]


def local_path(text: str | None, default: str = "/") -> str:
    """A `next` value if it is a path of ours, else the default: never another site."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text:
        return default
    # browsers, and the redirect itself, leave tabs and line ends out: `/<tab>/evil.example`
    return default if any(ord(c) < 32 or ord(c) == 127 for c in text) else text


class RecordId(IntegerConverter):
    """`<int:…>` in our paths: a larger number than a column holds is no record, so it is 404."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_ID, **options})


class FormReader(FormDataParser):
    """Reads a form's text up to MAX_FORM_MEMORY_SIZE: Werkzeug keeps to it in multipart alone."""

    def parse(self, stream: IO[bytes], mimetype: str, *rest: Any, **options: Any) -> Any:
        if mimetype == "application/x-www-form-urlencoded":
            stream = BytesIO(self._whole(stream))
        return super().parse(stream, mimetype, *rest, **options)

    def _whole(self, stream: IO[bytes]) -> bytes:
        most, data = self.max_form_memory_size or 0, bytearray()
        while len(data) <= most and (part := stream.read(most + 1 - len(data))):
            data += part
        many = len(data) > SMALL_FORM and data.count(b"&") >= MOST_FIELDS
        if len(data) > most or many:
            raise RequestEntityTooLarge
        return bytes(data)


class HearthRequest(Request):
    form_data_parser_class = FormReader


class HearthFlask(Flask):
    """Flask that lets an HTML form say `_method=DELETE`, and whose ids have a limit."""

    request_class = HearthRequest

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.url_map.converters["int"] = RecordId
        self.before_request(refuse_nul)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is not None and request.method == "POST" and _may_say_delete(request):
            try:
                wanted = request.form.get("_method", "")
            except HTTPException:  # a broken form: the view's own reading will say so
                wanted = ""
            if wanted.upper() == "DELETE":
                request.method = "DELETE"
                request.environ["REQUEST_METHOD"] = "DELETE"
        return super().create_url_adapter(request)


def refuse_nul() -> None:
    """No text of ours has a NUL, and PostgreSQL answers a question with one by an error. Only
    search reads whatever is typed: it keeps nothing but words."""
    if request.path.startswith("/search"):
        return
    if "\x00" in request.path or b"%00" in request.query_string or b"\x00" in request.query_string:
        raise BadRequest


def _may_say_delete(request: Request) -> bool:
    return (
        request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}
        and (request.content_length or SMALL_FORM + 1) <= SMALL_FORM
    )
