"""What a phone has to fetch for its first thread page, with nothing kept from earlier."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.servers import Hearth

pytestmark = [pytest.mark.browser, pytest.mark.live]

MOST_BYTES = 100 * 1024  # compressed, as on the wire, with headers
MOST_REQUESTS = 6
MOST_HTML = 12 * 1024


@pytest.fixture
def long_thread(enter: Callable[..., Any]) -> str:
    """The demo's thread of three pages: its first one has twenty posts."""
    page = enter()
    page.goto("/c/ideas")
    return str(page.get_by_role("link", name="100 km").first.get_attribute("href"))


def test_a_cold_thread_page_is_small_and_asks_nobody_else(
    hearth: Hearth, enter: Callable[..., Any], long_thread: str
) -> None:
    page = enter()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, float] = {}
    wire.on(
        "Network.requestWillBeSent",
        lambda sent: addresses.setdefault(sent["requestId"], sent["request"]["url"]),
    )
    wire.on(
        "Network.loadingFinished",
        lambda done: sizes.__setitem__(done["requestId"], done["encodedDataLength"]),
    )
    page.goto(long_thread, wait_until="networkidle")
    page.wait_for_selector("[data-number='20']")
    fetched = {
        addresses[i]: sizes.get(i, 0) for i in addresses if not addresses[i].startswith("data:")
    }
    fetched = {url: size for url, size in fetched.items() if not url.endswith("/reading")}
    assert {urlsplit(url).netloc for url in fetched} == {f"127.0.0.1:{hearth.port}"}
    assert len(fetched) <= MOST_REQUESTS, fetched
    assert sum(fetched.values()) <= MOST_BYTES, fetched
    assert next(iter(fetched.values())) <= MOST_HTML, fetched
