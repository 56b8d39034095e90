"""Kept pages: their encodings, made when first asked for, within a budget of bytes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from community.caching import TAGS_HEADER
from community.caching.freshness import Freshness
from community.home.answers import Answer, Headers, StartResponse
from community.home.compression import WORTH_IT, compress, encoding_for

LIVES = 10.0  # seconds: the most a page may be late if a message between processes is lost
NOT_KEPT_HEADERS = {"content-length", "cache-control", "vary", "etag", TAGS_HEADER.lower()}

Key = tuple[str, str, str, str]  # origin, path, query, language


class Page:
    """One kept page in all its encodings, made when first asked for."""

    def __init__(self, answer: Answer, body: bytes, tags: list[str]) -> None:
        self.made = time.monotonic()
        self.tags = tags
        self.etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
        kept = [(k, v) for k, v in answer.headers if k.lower() not in NOT_KEPT_HEADERS]
        self._common: Headers = [
            *kept,
            ("ETag", self.etag),
            # The browser asks each time, mostly to hear 304: a new post is never a reload late.
            ("Cache-Control", "no-cache"),
            ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
        ]
        self._bodies = {"": body}
        self._headers: dict[tuple[str, bool], Headers] = {}

    @property
    def size(self) -> int:
        return 3000 + 2 * len(self._bodies[""])  # with room for what compression adds

    def answer(
        self, environ: dict[str, Any], start_response: StartResponse, hit: bool = True
    ) -> list[bytes]:
        asked = environ.get("HTTP_IF_NONE_MATCH")
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if asked and (self.etag in asked or asked == "*"):
            start_response("304 Not Modified", self._headers_for("304", hit))
            return []
        body = self._body_for(encoding)
        start_response("200 OK", self._headers_for(encoding, hit))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _body_for(self, encoding: str) -> bytes:
        if encoding and len(self._bodies[""]) < WORTH_IT:
            return self._bodies[""]
        if encoding not in self._bodies:
            self._bodies[encoding] = compress(self._bodies[""], encoding, once_for_many=True)
        return self._bodies[encoding]

    def _headers_for(self, encoding: str, hit: bool) -> Headers:
        known = self._headers.get((encoding, hit))
        if known is None:
            known = self._headers[encoding, hit] = self._make_headers(encoding, hit)
        return known.copy()

    def _make_headers(self, encoding: str, hit: bool) -> Headers:
        made = [*self._common, ("X-Hearth-Cache", "hit" if hit else "miss")]
        if encoding == "304":
            return made
        body = self._body_for(encoding)
        if body is not self._bodies[""]:
            made.append(("Content-Encoding", encoding))
        return [*made, ("Content-Length", str(len(body)))]


class Pages:
    """The kept pages, the most recently read ones within a budget of bytes."""

    def __init__(self, freshness: Freshness, budget: int) -> None:
        self._freshness = freshness
        self._budget = budget
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._by_tag: dict[str, set[Key]] = {}
        self._lock = threading.Lock()
        self.size = 0
        freshness.listen(self.drop_tagged)

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> Page | None:
        page = self._pages.get(key)
        if page is None:
            return None
        if time.monotonic() - page.made > LIVES:
            self.drop(key)
            return None
        try:
            self._pages.move_to_end(key)
        except KeyError:  # another thread dropped it in between
            return None
        return page

    def keep(self, key: Key, page: Page, begun: int) -> None:
        """Keep it unless something it depends on was touched after it was begun."""
        with self._lock:
            if not self._freshness.unchanged_since(begun, page.tags) or page.size > self._budget:
                return
            self._remove(key)
            self._pages[key] = page
            self.size += page.size
            for tag in page.tags:
                self._by_tag.setdefault(tag, set()).add(key)
            while self.size > self._budget:
                self._remove(next(iter(self._pages)))

    def drop(self, key: Key) -> None:
        with self._lock:
            self._remove(key)

    def drop_tagged(self, tags: Iterable[str]) -> None:
        with self._lock:
            for tag in tags:
                for key in tuple(self._by_tag.get(tag, ())):
                    self._remove(key)

    def _remove(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self.size -= page.size
        for tag in page.tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]
