"""Everything lies under the path of PUBLIC_URL: `/community/…` for `https://example.com/community`."""

from collections.abc import Iterable
from typing import Any

from community.home.answers import Application, StartResponse

PROBES = ("/healthz", "/readyz", "/metrics")  # asked directly, past the proxy, without the path


class UnderPath:
    """WSGI middleware: the prefix goes where WSGI wants it, what lies beside it is not ours."""

    def __init__(self, application: Application, prefix: str) -> None:
        self._application = application
        self._prefix = prefix

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == self._prefix or path.startswith(self._prefix + "/"):
            environ["SCRIPT_NAME"] = self._prefix
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
            return self._application(environ, start_response)
        if path in PROBES:
            return self._application(environ, start_response)
        body = f"This community lies under {self._prefix}/\n".encode()
        start_response(
            "404 Not Found",
            [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
        )
        return [body]
