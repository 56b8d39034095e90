"""A mail server that answers as told, and keeps what it accepted."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.paths import missing
from tests.servers import free_port


class Postbox:
    def __init__(self) -> None:
        #: step ("rcpt", "data"): its answers, one a mail; nothing left means OK
        self.answers: dict[str, list[str]] = {"rcpt": [], "data": []}
        self.mails: list = []
        #: (over TLS?, login, password)
        self.signed_in: list = []
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

    def sign_in_by_password(self, server, session, envelope, mechanism, data):
        self.signed_in.append((session.ssl is not None, data.login, data.password))
        return AuthResult(success=data.password == b"p@ss/word")

    def _next(self, step: str) -> str:
        return self.answers[step].pop(0) if self.answers[step] else "250 OK"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def guarded_postbox(tmp_path) -> Iterator[Postbox]:
    """It offers STARTTLS, with a certificate nobody signed, and wants a password behind it."""
    if not shutil.which("openssl"):
        missing("openssl, to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    box = Postbox()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        tls_context=context,
        authenticator=box.sign_in_by_password,
        auth_required=True,
    )
    controller.start()
    yield box
    controller.stop()
