"""A small help desk, to prove hand-overs end to end: `python -m tests.desk.help_desk PORT`.

It knows nothing of Hearth but docs/hand-over.md: it checks signatures by itself, answers a new
ticket with a reference, knows one again that comes twice, and calls back when it is told to. It
can also misbehave: hang, fail, send one elsewhere. The chat and the company's own system of the
tests live here, too.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WINDOW = 300  # seconds


def signature(secret: str, call_id: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{call_id}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def is_genuine(secret: str, headers: Any, body: bytes) -> bool:
    stamp = headers.get("webhook-timestamp", "0")
    if abs(time.time() - int(stamp)) > WINDOW:
        return False
    right = signature(secret, headers.get("webhook-id", ""), stamp, body)
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(right, one) for one in given)


class Desk:
    """What it remembers."""

    def __init__(self) -> None:
        self.secret = ""
        #: how the next calls are met, one each; the last one stays: ok · hang · 500 · redirect
        self.manners = ["ok"]
        self.redirect_to = ""
        self.fields: Any = {"fields": []}
        self.tickets: dict[str, dict[str, Any]] = {}
        self.hits: list[str] = []
        self.chats: list[Any] = []
        self.asked: list[Any] = []

    def manner(self) -> str:
        return self.manners.pop(0) if len(self.manners) > 1 else self.manners[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    desk: Desk

    def log_message(self, *_arguments: Any) -> None:
        pass

    def do_GET(self) -> None:
        desk = self.desk
        names = ("tickets", "hits", "chats", "asked")
        self.say(200, {name: getattr(desk, name) for name in names})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/control":
            vars(self.desk).update(json.loads(body))
            self.say(200, {})
        elif self.path == "/call-back":
            self.say(200, self.call_back(**json.loads(body)))
        else:
            self.desk.hits.append(self.path)
            self.meet(self.desk.manner(), body)

    def meet(self, manner: str, body: bytes) -> None:
        if manner == "hang":
            time.sleep(3600)
        elif manner == "redirect":
            self.say(307, {}, Location=self.desk.redirect_to)
        elif manner != "ok":
            self.say(int(manner), {"error": "as told"})
        elif self.path == "/chat":
            self.desk.chats.append(json.loads(body))
            self.say(200, "ok")
        elif not is_genuine(self.desk.secret, self.headers, body):
            self.say(401, {"error": "wrong signature"})
        elif self.path == "/customer":
            self.desk.asked.append(json.loads(body))
            self.say(200, self.desk.fields)
        else:
            self.take(json.loads(body)["data"])

    def take(self, data: dict[str, Any]) -> None:
        """A ticket; the same id again is the same ticket."""
        ticket = self.desk.tickets.setdefault(
            data["id"], {**data, "times": 0, "reference": f"SUP-{101 + len(self.desk.tickets)}"}
        )
        ticket["times"] += 1
        reference = ticket["reference"]
        self.say(200, {"reference": reference, "url": f"https://desk.example/{reference}"})

    def call_back(
        self, url: str, said: Any, call_id: str, secret: str = "", age: int = 0
    ) -> dict[str, Any]:
        body, stamp = json.dumps(said).encode(), str(int(time.time()) - age)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": call_id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(secret or self.desk.secret, call_id, stamp, body),
        }
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
                return {"status": answer.status, "said": json.load(answer)}
        except urllib.error.HTTPError as error:
            return {"status": error.code, "said": json.load(error)}

    def say(self, status: int, said: Any, **headers: str) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def main(port: int) -> None:
    Handler.desk = Desk()
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
