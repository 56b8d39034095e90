"""Categories, threads, posts, answers, votes, following, reading, and the support state."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.forum import acts, handlers, models  # noqa: F401 (tables and reactions)
    from community.forum import blueprint, post_rows, touching  # noqa: F401 (drops kept pages)

    blueprint.init_app(app)
    app.jinja_env.globals["post_html"] = post_rows.post_html
