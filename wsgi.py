"""The application for servers: `flask serve`, or `gunicorn -k gevent wsgi:app`."""

from gevent import monkey

monkey.patch_all()  # before anything else is imported, and nowhere else

from community import create_app  # noqa: E402
from config import BadSettings  # noqa: E402

try:
    app = create_app()
except BadSettings as error:
    raise SystemExit(f"Hearth cannot start: {error}") from None
