"""Calls go to checked addresses, end in time, and follow nobody elsewhere."""

import socket
import time
from dataclasses import replace

import pytest

from community import calling_out
from community.calling_out import BadAddress, CallFailed, call, is_internal
from community.extensions import writing
from tests.ground.talker import OK, saying, silent, talking

INTERNAL = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "::127.0.0.1",
    "2001:db8::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]


@pytest.mark.parametrize("address", INTERNAL)
def test_addresses_inside_are_known(address):
    assert is_internal(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"]
)
def test_addresses_of_the_internet_are_not_inside(address):
    assert not is_internal(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://127.0.0.1/x", "internal"),
        ("https://localhost/x", "internal"),
        ("https://0x7f.1/x", "internal"),
        ("https://2130706433/", "internal"),
        ("https://[::1]/", "internal"),
        ("https://[::ffff:169.254.169.254]/latest", "internal"),
        ("http://example.com/", "insecure"),
        ("https://name.invalid/", "unknown"),
        ("ftp://example.com/", "malformed"),
        ("file:///etc/passwd", "malformed"),
        ("https://user:word@example.com/", "malformed"),
        ("https://example.com/#x", "malformed"),
        ("https://exa mple.com/", "malformed"),
        ("https://example.com/\r\nHost: x", "malformed"),
        ("https://example.com\\@127.0.0.1/", "malformed"),
        ("https://example.com:99999/", "malformed"),
        ("https:///x", "malformed"),
        ("https://[::1", "malformed"),
        ("https://" + "a" * 64 + ".com/", "malformed"),
        ("https://a.com/" + "x" * 600, "malformed"),
        ("", "malformed"),
    ],
)
def test_nothing_is_sent_to_such_an_address(app, url, why):
    with pytest.raises(CallFailed) as failed:
        call(url, b"{}")
    assert (failed.value.why, failed.value.sent) == (why, False)


def test_a_server_inside_is_not_even_connected_to(app):
    with talking(saying(OK)) as (url, heard):
        with pytest.raises(CallFailed):
            call(url.replace("http:", "https:"))
        assert heard == []
        assert call(url, b"{}", trusted=True).body == b"hi"
        assert len(heard) == 1


def test_the_operator_may_let_them_be_inside(app, monkeypatch):
    settings = replace(app.config["SETTINGS"], webhooks_to_private_addresses=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with talking(saying(OK)) as (url, _heard):
        assert call(url, b"{}").is_good


def test_a_name_that_answers_differently_the_next_time_leads_nowhere(app, monkeypatch):
    """The address that was checked is the one that is called."""
    with talking(saying(OK)) as (url, heard):
        port = int(url.split(":")[2].split("/")[0])
        answers = iter(["127.0.0.1", "10.9.9.9"])
        real, asked = socket.getaddrinfo, []

        def turning(host, *rest, **more):
            if host != "turns.example":
                return real(host, *rest, **more)
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

        monkeypatch.setattr(socket, "getaddrinfo", turning)
        assert call(f"http://turns.example:{port}/x", b"{}", trusted=True).is_good
        assert len(asked) == 1
        assert b"Host: turns.example" in heard[0]


def test_one_inner_address_among_good_ones_is_enough_to_refuse(app, monkeypatch):
    rows = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: rows)
    with pytest.raises(BadAddress, match="internal"):
        calling_out.place_of("https://mixed.example/")


def test_redirects_are_not_followed(app):
    with talking(saying(OK)) as (inside, heard):
        there = f"HTTP/1.1 307 X\r\nLocation: {inside}\r\nContent-Length: 0\r\n\r\n".encode()
        with talking(saying(there)) as (url, _heard):
            answer = call(url, b"{}", trusted=True)
        assert (answer.status, answer.is_good, heard) == (307, False, [])


@pytest.mark.parametrize(
    "say",
    [
        silent,
        saying(*[b"H"] * 100, pause=0.1),
        saying(b"HTTP/1.1 200 OK\r\n", *[b"A: b\r\n"] * 90, pause=0.1),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", *[b"x"] * 100, pause=0.1),
    ],
    ids=["silence", "drops of a status", "drops of headers", "drops of a body"],
)
def test_who_is_slow_is_cut_off(app, say):
    with talking(say) as (url, _heard):
        began = time.monotonic()
        with pytest.raises(CallFailed) as failed:
            call(url, b"{}", seconds=0.5, trusted=True)
        assert (failed.value.why, failed.value.sent) == ("too_slow", True)
        assert time.monotonic() - began < 3


def test_a_handshake_that_never_ends_is_cut_off_too(app):
    with talking(silent) as (url, _heard):
        began = time.monotonic()
        with pytest.raises(CallFailed) as failed:
            call(url.replace("http:", "https:"), b"{}", seconds=0.5, trusted=True)
        assert (failed.value.why, failed.value.sent) == ("too_slow", False)
        assert time.monotonic() - began < 3


def test_a_name_server_that_says_nothing_is_not_waited_for(app, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(5) or [])
    began = time.monotonic()
    with pytest.raises(CallFailed, match="unknown"):
        call("https://slow.example/", seconds=0.3)
    assert time.monotonic() - began < 2


def test_of_an_endless_answer_only_the_beginning_is_read(app):
    body = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000
    with talking(saying(body)) as (url, _heard):
        assert len(call(url, b"{}", trusted=True).body) == calling_out.LARGEST


@pytest.mark.parametrize("said", [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 100])
def test_nonsense_is_no_answer(app, said):
    with talking(saying(said)) as (url, _heard), pytest.raises(CallFailed) as failed:
        call(url, b"{}", trusted=True)
    assert (failed.value.why, failed.value.sent) == ("broken", True)


def test_nobody_there(app):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    with pytest.raises(CallFailed) as failed:
        call(url, b"{}", trusted=True)
    assert (failed.value.why, failed.value.sent) == ("unreachable", False)


def test_nobody_is_called_while_others_wait_to_write(app):
    with pytest.raises(RuntimeError), writing():
        call("https://example.com/")
