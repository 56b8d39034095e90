"""The application for servers: `flask serve`, or `gunicorn -k gevent wsgi:app`."""

import gc

from gevent import monkey

monkey.patch_all()  # before anything else is imported, and nowhere else

from community import create_app  # noqa: E402
from config import BadSettings  # noqa: E402

try:
    app = create_app()
except BadSettings as error:
    raise SystemExit(f"Hearth cannot start: {error}") from None

# What lives as long as the process need not be looked through again and again: each time the loop
# would stand still for 30 to 60 ms.
gc.freeze()
