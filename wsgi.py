"""The application for servers: `flask serve`, or `gunicorn -k gevent wsgi:app`."""

from gevent import monkey

monkey.patch_all()  # before anything else is imported, and nowhere else

import sys  # noqa: E402

from community import create_app  # noqa: E402
from config import BadSettings  # noqa: E402

# Search and images work in native threads. Every database call of the loop lets go of the
# interpreter and then waits for it: at Python's usual 5 ms a page of ten calls waits 50 ms.
sys.setswitchinterval(0.0005)

try:
    app = create_app()
except BadSettings as error:
    raise SystemExit(f"Hearth cannot start: {error}") from None
