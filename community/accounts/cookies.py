"""The session in its signed cookie: a signature found right is not reckoned anew for a minute."""

import time
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

TRUSTED = 60.0  # seconds; the row in the database says at each request whether it still stands
KEPT = 5_000  # cookies; the oldest goes first


class RememberedCookies(SecureCookieSessionInterface):
    """A browser sends the same cookie with each request. Only what Flask itself has read from a
    rightly signed one is remembered, as text: each request gets a session of its own."""

    def __init__(self) -> None:
        self._right: dict[str, tuple[float, str]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        until, text = self._right.get(cookie, (0.0, ""))
        if until > time.monotonic():
            return self.session_class(self.serializer.loads(text))
        session = super().open_session(app, request)
        if session:  # an empty one may be a refused cookie
            self._keep(cookie, dict(session))
        return session

    def _keep(self, cookie: str, values: dict[str, Any]) -> None:
        self._right.pop(cookie, None)
        self._right[cookie] = (time.monotonic() + TRUSTED, self.serializer.dumps(values))
        while len(self._right) > KEPT:
            self._right.pop(next(iter(self._right)), None)
