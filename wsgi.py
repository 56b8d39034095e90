"""The application for servers: `flask serve`, or `gunicorn -k gevent wsgi:app`."""

from gevent import monkey

monkey.patch_all()  # before anything else is imported, and nowhere else

from community import create_app  # noqa: E402

app = create_app()
