"""Calls to other people's servers: to an address that was checked, in a limited time, once.

The name is resolved first, addresses inside networks of ours are refused, and the call goes to the
very address that was checked: a name that answers differently the next time leads nowhere. No
redirect is followed, no proxy of the environment used, and a server that says one byte a second is
cut off when the time is over. Only for work behind the scenes: never inside writing().
"""

import http.client
import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app

from community.extensions import db

SECONDS = 10.0  # for everything together: name, connection, question, answer
LARGEST = 64_000  # bytes of an answer that are read; what follows is left unread
LONGEST = 500  # characters of an address
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address stands in its last four bytes
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")


class BadAddress(ValueError):
    """Nothing may be sent there. `why`: malformed · insecure · unknown · internal."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class CallFailed(Exception):
    """No answer. `why`: a BadAddress's, or unreachable · too_slow · broken; `sent`: whether the
    other side may have heard it all the same."""

    def __init__(self, why: str, sent: bool = False) -> None:
        super().__init__(why)
        self.why, self.sent = why, sent


@dataclass(frozen=True)
class Answer:
    """What came back; redirects come back as they are."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True)
class Place:
    """Where a call goes: the name that was asked for, and the checked address behind it."""

    host: str
    port: int
    address: str
    tls: bool
    path: str


def call(
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    method: str = "POST",
    seconds: float = SECONDS,
    trusted: bool = False,
) -> Answer:
    """One call and its answer; raises CallFailed. `trusted`: the operator wrote the address, so it
    may lie in a network of ours."""
    if db.session.info.get("writing"):
        raise RuntimeError("Nobody is called inside writing().")
    end = time.monotonic() + seconds
    try:
        place = place_of(url, seconds, trusted)
    except BadAddress as bad:
        raise CallFailed(bad.why) from bad
    connection = Connection(place, max(0.05, end - time.monotonic()))
    watch = threading.Timer(max(0.05, end - time.monotonic()), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        return connection.ask(method, body, {"User-Agent": "Hearth", **(headers or {})})
    finally:
        watch.cancel()
        connection.close()


def place_of(url: str, seconds: float = SECONDS, trusted: bool = False) -> Place:
    """Resolve and check an address; raises BadAddress."""
    inside = trusted or current_app.config["SETTINGS"].webhooks_to_private_addresses
    scheme, host, port, path = _parts(url)
    if scheme == "http" and not inside:
        raise BadAddress("insecure")
    found = _resolved(host, port, seconds)
    if not inside and any(is_internal(address) for address in found):
        raise BadAddress("internal")
    return Place(host, port, found[0], scheme == "https", path)


def is_internal(text: str) -> bool:
    """Not an address of the open internet: this machine, networks of ours, or made-up ones; also
    where IPv6 only wraps such an IPv4 address."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo:
            inner = address.teredo[1]
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_internal(str(inner))
    return not address.is_global or address.is_multicast or address.is_reserved


class Connection(http.client.HTTPConnection):
    """Speaks to the checked address in the name of the host."""

    def __init__(self, place: Place, seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self.place = place
        self.was_cut = self.was_sent = False

    def connect(self) -> None:
        raw = socket.create_connection((self.place.address, self.port), self.timeout)
        self.sock = raw
        if self.place.tls:
            context = ssl.create_default_context()
            name = self.place.host
            # so that the watch can cut a handshake, too
            shy = context.wrap_socket(raw, server_hostname=name, do_handshake_on_connect=False)
            self.sock = shy
            shy.do_handshake()

    def ask(self, method: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        try:
            self.connect()
            self.was_sent = True
            self.request(method, self.place.path, body, {**headers, "Connection": "close"})
            response = self.getresponse()
            content = response.read(LARGEST)
        except ssl.SSLError as error:
            raise self._failed("too_slow" if self.was_cut else "insecure") from error
        except TimeoutError as error:
            raise self._failed("too_slow") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failed("broken" if self.was_sent else "unreachable") from error
        if self.was_cut:
            raise self._failed("too_slow")
        return Answer(response.status, content, {k.lower(): v for k, v in response.getheaders()})

    def cut(self) -> None:
        """The time is over: whoever waits on the socket is woken."""
        self.was_cut = True
        try:
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def _failed(self, why: str) -> CallFailed:
        return CallFailed("too_slow" if self.was_cut else why, self.was_sent)


def _parts(url: str) -> tuple[str, str, int, str]:
    if len(url) > LONGEST or re.search(r"[\x00-\x20\x7f\\]", url):
        raise BadAddress("malformed")
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise BadAddress("malformed") from None
    if not port or not _HOST.fullmatch(host) or parts.username is not None or parts.fragment:
        raise BadAddress("malformed")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return parts.scheme, host, port, path + query


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """Asked in a thread of its own: a name server may take half a minute to say nothing."""
    found: list[str] = []

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    asking = threading.Thread(target=look, daemon=True)
    asking.start()
    asking.join(seconds)
    if not found:
        raise BadAddress("unknown")
    return found
