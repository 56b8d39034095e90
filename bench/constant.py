"""The yardstick: a Flask view that answers a constant, on the same servers as Hearth."""

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

from flask import Flask

app = Flask(__name__)


@app.get("/")
def constant() -> str:
    return "constant"


def serve(port: int) -> None:
    """On the laptop's server, without anything of Hearth between it and Flask."""
    from community.home.server import Handler, Server

    Server(("127.0.0.1", port), app, handler_class=Handler, backlog=4096, log=None).serve_forever()


if __name__ == "__main__":
    import sys

    serve(int(sys.argv[1]))
