"""Compression, security headers, static files and the path everything lies under."""

import gzip

import brotli
import pytest
from flask import Flask

from tests.home.conftest import PARAGRAPH


@pytest.mark.parametrize("path", ["/plain", "/t/1"])
@pytest.mark.parametrize(
    ("accepts", "unpack"),
    [
        ("gzip, deflate, br, zstd", brotli.decompress),
        ("gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", gzip.decompress),
    ],
)
def test_text_is_sent_as_the_browser_likes_it(small: Flask, path: str, accepts: str, unpack):
    for _ in range(2):  # made, then kept
        answer = small.test_client().get(path, headers={"Accept-Encoding": accepts})
        assert unpack(answer.data).decode().startswith(PARAGRAPH)
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(PARAGRAPH) / 5
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/picture", "/stream"])
def test_pictures_and_streams_go_out_as_they_are(small: Flask, path: str):
    answer = small.test_client().get(path, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers


def test_who_takes_no_encoding_gets_plain_text(small: Flask):
    assert small.test_client().get("/plain").data.decode() == PARAGRAPH


@pytest.mark.parametrize("path", ["/plain", "/t/1", "/nothing-here"])
def test_every_page_forbids_foreign_scripts_framing_and_sniffing(small: Flask, path: str):
    for _ in range(2):
        headers = small.test_client().get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Referrer-Policy" in headers
        assert "Permissions-Policy" in headers
        assert "Strict-Transport-Security" not in headers


def test_https_sites_ask_to_stay_on_https(make_small):
    app = make_small(public_url="https://help.example.com")
    headers = app.test_client().get("/plain").headers
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "wss://help.example.com" in headers["Content-Security-Policy"]


def test_everything_lies_under_the_path_of_the_public_address(make_small):
    app = make_small(public_url="https://example.com/community")
    client = app.test_client()
    assert client.get("/community/plain").status_code == 200
    assert client.get("/plain").status_code == 404
    assert client.get("/communityplain").status_code == 404


def test_forwarded_headers_count_only_when_a_proxy_is_announced(make_small):
    for proxies, expected in ((0, "127.0.0.1"), (1, "203.0.113.9")):
        app = make_small(proxies=proxies)
        seen: list[str | None] = []
        app.before_request(lambda seen=seen: seen.append(__import__("flask").request.remote_addr))
        app.test_client().get("/plain", headers={"X-Forwarded-For": "203.0.113.9"})
        assert seen == [expected]


def test_built_files_are_kept_for_ever_and_come_compressed(small: Flask, tmp_path):
    build = tmp_path / "static" / "build"
    build.mkdir(parents=True)
    (build / "site-0123456789.css").write_text("a{color:red}" * 100)
    (build / "site-0123456789.css.br").write_bytes(brotli.compress(b"a{color:red}" * 100))
    client, path = small.test_client(), "/static/build/site-0123456789.css"
    for accepts, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)):
        answer = client.get(path, headers={"Accept-Encoding": accepts})
        assert unpack(answer.data) == b"a{color:red}" * 100
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"].startswith("text/css")
    again = client.get(path, headers={"If-None-Match": "x"})
    assert again.status_code == 304


@pytest.mark.parametrize("up", ["../..", "..%2f.."])
def test_only_built_files_are_served(small: Flask, tmp_path, up: str):
    (tmp_path / "static" / "build").mkdir(parents=True)
    (tmp_path / "secret-0123456789.txt").write_text("secret")
    assert small.test_client().get(f"/static/build/{up}/secret-0123456789.txt").status_code == 404
