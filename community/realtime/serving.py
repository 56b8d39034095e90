"""Puts Socket.IO in front of the application, in the mode of the process it runs in."""

from urllib.parse import urlsplit

from flask import Flask

from community.extensions import socketio
from community.offload import is_patched

PING = 25  # seconds: proxies cut connections that are silent for a minute
LARGEST = 20_000  # bytes a browser may send at once: it only ever names rooms and numbers


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    parts = urlsplit(settings.public_url)
    socketio.init_app(
        app,
        async_mode="gevent" if is_patched() else "threading",
        path="socket.io",  # below PUBLIC_URL's own path, which home.paths takes off before
        cors_allowed_origins=f"{parts.scheme}://{parts.netloc}",
        message_queue=settings.redis_url or None,
        manage_session=False,
        ping_interval=PING,
        max_http_buffer_size=LARGEST,
        http_compression=False,
        logger=False,
        engineio_logger=False,
    )
