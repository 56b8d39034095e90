"""The application for servers, without the limit on posts: here twenty people write as many answers
as two hundred would."""

from wsgi import app  # first: it patches what the others import  # isort: skip

from limits import parse

from community import ratelimit

__all__ = ["app"]

for name in ("post", "post_team"):
    ratelimit._parsed[name] = parse("1000000 per minute")
