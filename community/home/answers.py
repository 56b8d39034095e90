"""One answer of the application, caught between Flask and the server."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class Answer:
    """Status, headers and the body that is still to come."""

    def __init__(self, application: Application, environ: dict[str, Any]) -> None:
        self.status = "500 Internal Server Error"
        self.headers: Headers = []
        self.body = application(environ, self._start)

    def _start(self, status: str, headers: Headers, error: Any = None) -> Callable[[bytes], None]:
        self.status, self.headers = status, list(headers)
        return self._refuse_write

    @staticmethod
    def _refuse_write(data: bytes) -> None:
        raise RuntimeError("write() is not used here")

    def get(self, name: str, default: str = "") -> str:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), default)

    def set(self, name: str, value: str) -> None:
        self.drop(name)
        self.headers.append((name, value))

    def drop(self, name: str) -> None:
        wanted = name.lower()
        self.headers = [pair for pair in self.headers if pair[0].lower() != wanted]

    def vary_on(self, *names: str) -> None:
        present = [word.strip() for word in self.get("Vary").split(",") if word.strip()]
        lower = {word.lower() for word in present}
        self.set("Vary", ", ".join(present + [name for name in names if name.lower() not in lower]))

    def read(self) -> bytes:
        """The whole body, and the end of the request for the application."""
        try:
            return b"".join(self.body)
        finally:
            if hasattr(self.body, "close"):
                self.body.close()

    def send(self, start_response: StartResponse, body: Iterable[bytes] | None = None) -> Any:
        start_response(self.status, self.headers)
        return self.body if body is None else body


def chosen(header: str) -> Iterator[tuple[str, float]]:
    """The words of an Accept… header with their weights; nonsense weighs nothing."""
    for part in header.split(","):
        word, _, options = part.partition(";")
        name, _, value = options.partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            weight = 0.0
        if word.strip():
            yield word.strip().lower(), weight
