"""A mail server that answers as told, and keeps what it accepted."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from tests.servers import free_port


class Postbox:
    def __init__(self) -> None:
        #: step ("rcpt", "data"): its answers, one a mail; nothing left means OK
        self.answers: dict[str, list[str]] = {"rcpt": [], "data": []}
        self.mails: list = []
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self._next("rcpt")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self._next("data")
        if answer.startswith("250"):
            self.mails.append(envelope)
        return answer

    def _next(self, step: str) -> str:
        return self.answers[step].pop(0) if self.answers[step] else "250 OK"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()
