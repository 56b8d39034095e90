"""`/search/help` and the feed of a search."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import gettext as _

from community.accounts.readers import VISITOR, reader_of
from community.forum import feeds
from community.forum.models import Post
from community.guards import allow, everyone, me
from community.search import help, searching, sorting, spending

blueprint = Blueprint("search_help", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/search/help")
@allow(everyone)
def show_help() -> Any:
    return render_template("search/help.html", lines=help.lines(reader_of(me())))


@blueprint.get("/search.atom")
@allow(everyone)
def feed_of_search() -> Response:
    """The newest threads a query finds; as every feed, only what everybody may read."""
    spending.a_search(None)  # readers of feeds sign in nowhere
    text = request.args.get("q", "")
    ids, said = searching.matching(text, VISITOR, limit=feeds.ENTRIES, order=sorting.NEWEST)
    query = urlencode({"q": said.text})
    rows = feeds.entries(Post.number == 1, Post.thread_id.in_(ids)) if ids else []
    title = _("Search: %(words)s", words=said.text) if said.text else _("Search")
    return feeds.atom(title, f"/search?{query}", rows, f"/search.atom?{query}")
