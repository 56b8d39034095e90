"""The application for servers and for Flask's command line; the only place that patches."""

from gevent import monkey

monkey.patch_all()

from community import create_app  # noqa: E402 (patching comes first)

app = create_app()
