"""Text goes out as Brotli or gzip, whichever the browser takes, without a proxy's help."""

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import brotli

from community.caching import TAGS_HEADER
from community.home.answers import Answer, Application, StartResponse, chosen

WORTH_IT = 500  # bytes; below, the header costs more than it saves
QUICK_ABOVE = 128_000  # bytes; above, the lowest effort: 1 MB then takes about 10 ms
TOO_LARGE = 1_000_000  # bytes; more would hold the server's loop for too long
TEXT = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
    "application/manifest+json",
    "image/svg+xml",
)


@lru_cache(maxsize=512)
def encoding_for(accept_encoding: str) -> str:
    """`br`, `gzip` or nothing."""
    weights = dict(chosen(accept_encoding))
    for name in ("br", "gzip"):
        if weights.get(name, 0.0) > 0:
            return name
    return ""


def compress(data: bytes, encoding: str, *, once_for_many: bool = False) -> bytes:
    """Shrink it; what is kept for many readers gets more effort."""
    quick = len(data) > QUICK_ABOVE
    if encoding == "br":
        quality = 1 if quick else 6 if once_for_many else 4
        return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality))
    level = 1 if quick else 7 if once_for_many else 4
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)  # 31: with gzip's frame
    return packer.compress(data) + packer.flush()


def is_text(content_type: str) -> bool:
    return content_type.lower().startswith(TEXT)


class Compression:
    """WSGI middleware for what is made anew for each reader."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return self.deliver(Answer(self.application, environ), environ, start_response)

    def deliver(
        self, answer: Answer, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        if answer.get(TAGS_HEADER):  # fit for visitors, but here made for somebody
            answer.drop(TAGS_HEADER)
            answer.set("Cache-Control", answer.get("Cache-Control") or "private, no-cache")
        if not is_text(answer.get("Content-Type")) or answer.get("Content-Encoding"):
            return answer.send(start_response)
        answer.vary_on("Accept-Encoding")
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if not encoding or not self._fits(answer, environ):
            return answer.send(start_response)
        body = compress(answer.read(), encoding)
        answer.set("Content-Encoding", encoding)
        answer.set("Content-Length", str(len(body)))
        etag = answer.get("ETag")
        if etag.startswith('"'):  # the bytes are not those it was made of any more
            answer.set("ETag", f"W/{etag}")
        return answer.send(start_response, [body])

    @staticmethod
    def _fits(answer: Answer, environ: dict[str, Any]) -> bool:
        """Streams (no length) pass, so that the first byte leaves before the last is made."""
        length = answer.get("Content-Length")
        return (
            length.isdigit()
            and WORTH_IT <= int(length) <= TOO_LARGE
            and environ["REQUEST_METHOD"] != "HEAD"
            and not answer.status.startswith(("204", "206", "304"))
            and "no-transform" not in answer.get("Cache-Control")
        )
