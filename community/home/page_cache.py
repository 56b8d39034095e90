"""Pages that every visitor of a language sees alike, kept below Flask for ten seconds at most."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from community.caching import TAGS_HEADER, Teller
from community.caching.freshness import Freshness
from community.home.answers import Answer, Application, StartResponse
from community.home.compression import Compression
from community.home.pages import Key, Page, Pages

LARGEST = 1_000_000  # bytes of one page; larger ones would push out everybody else's
KEPT_QUERY = {"page", "sort", "kind", "state", "tab"}  # they change the page and are few
TRACKING = ("utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid=")  # campaign marks, not for us


@lru_cache(maxsize=2048)
def kept_query(query: str) -> str | None:
    """The part of a query that counts; None if there is more than we know."""
    parts = [part for part in query.split("&") if part and not part.startswith(TRACKING)]
    if all(part.partition("=")[0] in KEPT_QUERY for part in parts) and len(query) <= 500:
        return "&".join(sorted(parts))
    return None


class PageCache:
    """WSGI middleware that answers visitors from memory and lets everybody else through."""

    def __init__(
        self,
        application: Application,
        *,
        pages: Pages,
        freshness: Freshness,
        teller: Teller,
        languages: tuple[str, ...],
        personal_cookies: tuple[str, ...],
    ) -> None:
        self._application = application
        self._compression = Compression(application)
        self.pages = pages
        self._freshness = freshness
        self._teller = teller
        self._language_for = lru_cache(maxsize=1024)(_negotiator(languages))
        self._personal = tuple(f"{name}=" for name in personal_cookies)
        self.hits = self.misses = 0

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        page = self.pages.get(key) if key else None
        if page is not None:
            self.hits += 1
            return page.answer(environ, start_response)
        self._teller.listen()  # here, since a server may have forked after the start
        if key is None:
            return self._compression(environ, start_response)
        return self._make(key, environ, start_response)

    def _make(
        self, key: Key, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        begun = self._freshness.moment  # before anything is read: a touch from now on counts
        environ["QUERY_STRING"] = key[2]  # the first reader's campaign must not reach the others
        answer = Answer(self._application, environ)
        tags = answer.get(TAGS_HEADER)
        if not tags or not _may_be_kept(answer):
            return self._compression.deliver(answer, environ, start_response)
        self.misses += 1
        page = Page(answer, answer.read(), tags.split(","))
        self.pages.keep(key, page, begun)
        return page.answer(environ, start_response, hit=False)

    def _key(self, environ: dict[str, Any]) -> Key | None:
        """Who asks decides: only a visitor's GET has one."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
            return None
        cookies = environ.get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self._personal):
            return None
        query = environ.get("QUERY_STRING")
        if query and (query := kept_query(query)) is None:
            return None
        language = self._language_for(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        path = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
        host = f"{environ.get('wsgi.url_scheme')}://{environ.get('HTTP_HOST')}"
        return (host, path, query or "", language)


def _negotiator(languages: tuple[str, ...]) -> Any:
    """The same choice Flask-Babel makes in the view, by the same function."""

    def language_for(header: str) -> str:
        accepted = parse_accept_header(header, LanguageAccept)
        return accepted.best_match(languages) or languages[0]

    return language_for


def _may_be_kept(answer: Answer) -> bool:
    control = answer.get("Cache-Control")
    return (
        answer.status.startswith("200")
        and not answer.get("Set-Cookie")
        and not answer.get("Content-Encoding")
        and "private" not in control
        and "no-store" not in control
        and int(answer.get("Content-Length", "0")) <= LARGEST
    )
