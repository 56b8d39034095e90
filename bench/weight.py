"""What a browser loads for the demo's thread page, cold: bytes on the wire and requests."""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from bench.pages import make_thread
from tests.servers import BROWSER_ARGUMENTS, BROWSERS, running_hearth

BAR_KB, BAR_REQUESTS = 100, 6


def measure() -> list[tuple[str, str, str, bool | None]]:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return [("no browser found", "", "", None)]
    with tempfile.TemporaryDirectory() as folder, running_hearth(Path(folder), DEMO="1") as server:
        path = make_thread(server)
        loads = cold_load(browser, server.url + path)
    page = [load for load in loads if "socket.io" not in load[0]]
    total = sum(size for _url, size in page)
    html = next((size for url, size in page if urlsplit(url).path.startswith("/t/")), 0)
    foreign = [url for url, _size in page if urlsplit(url).netloc != urlsplit(server.url).netloc]
    rows = [
        (
            "thread page, cold, compressed",
            f"{total / 1000:.1f} KB",
            f"<= {BAR_KB} KB",
            total <= BAR_KB * 1000,
        ),
        ("of it HTML", f"{html / 1000:.1f} KB", "<= 12 KB", html <= 12_000),
        ("requests", str(len(page)), f"<= {BAR_REQUESTS}", len(page) <= BAR_REQUESTS),
        ("requests to other hosts", str(len(foreign)), "0", not foreign),
    ]
    return rows


def cold_load(browser: str, url: str) -> list[tuple[str, int]]:
    """(address, bytes on the wire) of every request of a first visit."""
    from playwright.sync_api import sync_playwright

    found: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=browser, args=BROWSER_ARGUMENTS)
        page = running.new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.requestWillBeSent",
            lambda e: found.update({e["requestId"]: e["request"]["url"]}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
        )
        page.goto(url, wait_until="load")
        page.wait_for_timeout(1500)
        running.close()
    return [(found[key], size) for key, size in sizes.items() if key in found]
