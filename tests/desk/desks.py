"""The help desk of the tests as a process of its own, and how one speaks with it."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from config import ROOT
from tests.servers import free_port


@dataclass
class HelpDesk:
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def seen(self) -> dict[str, Any]:
        """`tickets` by id, `hits`, `chats`, `asked`."""
        with urllib.request.urlopen(self.url, timeout=10) as answer:
            return json.load(answer)

    def told(self, **values: Any) -> None:
        """`secret=…`, `manners=["500", "ok"]`, `redirect_to=…`, `fields=…`."""
        self._post("/control", values)

    def calls_back(self, url: str, said: Any, call_id: str, **more: Any) -> dict[str, Any]:
        return self._post("/call-back", {"url": url, "said": said, "call_id": call_id, **more})

    def _post(self, path: str, said: Any) -> Any:
        request = urllib.request.Request(self.url + path, json.dumps(said).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@contextmanager
def running_desk() -> Iterator[HelpDesk]:
    desk = HelpDesk(free_port())
    line = [sys.executable, "-m", "tests.desk.help_desk", str(desk.port)]
    process = subprocess.Popen(line, cwd=ROOT)
    try:
        end = time.monotonic() + 30
        while True:
            try:
                desk.seen()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None and time.monotonic() < end
                time.sleep(0.05)
        yield desk
    finally:
        process.kill()
        process.wait(10)
