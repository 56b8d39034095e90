"""Headers that let the browser refuse what we never do: foreign scripts, framing, sniffing."""

from urllib.parse import urlsplit

from flask import Flask, Response

from community.caching import TAGS_HEADER

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_security_policy(public_url: str) -> str:
    """All from ourselves. The socket is named by address too: not every browser counts a
    WebSocket as 'self'."""
    parts = urlsplit(public_url)
    socket = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
    return "; ".join(
        [
            "default-src 'self'",
            "img-src 'self' data:",
            "style-src 'self'",
            "script-src 'self'",
            f"connect-src 'self' {socket}",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def init_app(app: Flask) -> None:
    public_url = app.config["SETTINGS"].public_url
    always = ALWAYS | {"Content-Security-Policy": content_security_policy(public_url)}
    if public_url.startswith("https:"):
        always["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def add_security_headers(response: Response) -> Response:
        own = {name.title() for name, _value in response.headers}
        # setdefault raises and catches an error for each one that is missing
        response.headers.extend([pair for pair in always.items() if pair[0] not in own])
        if response.mimetype == "text/html" and not own & {TAGS_HEADER, "Cache-Control"}:
            response.headers.add("Cache-Control", "private, no-cache")
        return response
