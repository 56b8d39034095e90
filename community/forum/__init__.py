"""Categories, threads, posts, answers, votes, following, reading, and the support state."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.forum import (  # noqa: F401 (tables, reactions, dropped pages)
        acts,
        blueprint,
        commands,
        handlers,
        listing,
        models,
        page_posts,
        pictures,
        post_rows,
        touching,
    )

    blueprint.init_app(app)
    commands.init_app(app)
    app.jinja_env.globals.update(
        post_html=post_rows.post_html, row_html=listing.row_html, items_html=page_posts.items_html
    )
