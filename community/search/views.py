"""`/search` and the fragments for people who are still typing."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, abort, jsonify, render_template, request
from sqlalchemy import select

from community.accounts.readers import Reader, reader_of
from community.answering import see_other
from community.extensions import db
from community.forum.models import Thread
from community.forum.queries import visible_to
from community.guards import allow, everyone, me
from community.search import log, people, previews, searching, similar, spending, suggesting
from community.search.choices import chips, choices, composed, split
from community.search.language import parse
from community.search.results import Results
from community.search.serializers import results_json

blueprint = Blueprint("search", __name__)
DEEPEST = 10  # pages; behind them other words help more


def init_app(app: Flask) -> None:
    from community.search import avoiding_views, log_views

    assert avoiding_views and log_views  # they add routes
    app.register_blueprint(blueprint)


def _reader() -> Reader:
    user = me()
    spending.a_search(user)
    return reader_of(user)


def _reader_typing() -> Reader:
    user = me()
    spending.a_hint(user)
    return reader_of(user)


@blueprint.get("/search")
@allow(everyone)
def results() -> Any:
    """The whole query stands in `q`: menus only write into it."""
    text = request.args.get("q", "")
    if (full := composed(text, request.args)) is not None:
        return see_other(full)
    reader = _reader() if text.strip() else reader_of(me())
    page = min(request.args.get("page", 1, int), DEEPEST)
    found = searching.search(text, reader, page, exact="exact" in request.args)
    if _wants_json():
        return jsonify(results_json(found))
    key = _noted(text, found)
    offered = choices(reader)
    plain, chosen = split(found.said, offered)
    return render_template(
        "search/results.html",
        key=key,
        found=found,
        text=text[:300],
        plain=plain,
        chosen=chosen,
        choices=offered,
        chips=chips(found.said),
        asked=bool(text.strip()),
        near=_near(found, reader),
        people=_people(found, reader),
    )


@blueprint.get("/search/suggest")
@allow(everyone)
def suggest() -> Any:
    text = request.args.get("q", "")
    found = suggesting.suggest(text, _reader_typing())
    if _wants_json():
        return jsonify(suggestions=[{"title": s.title, "path": s.path} for s in found])
    key = log.note(parse(text), len(found), me(), "typing") if _is_a_search(text) else ""
    return render_template("search/_suggestions.html", found=found, key=key)


@blueprint.get("/search/similar")
@allow(everyone)
def similar_questions() -> Any:
    """For scripts, and for who calls it by hand: see `similar_to_form`."""
    return _similar_to(request.args)


@blueprint.post("/search/similar")
@allow(everyone)
def similar_to_form() -> Any:
    """While somebody writes a question: nothing is kept, and no address holds the text."""
    return _similar_to(request.form)


def _similar_to(asked: Mapping[str, str]) -> Any:
    found = previews.similar_to_draft(
        asked.get("title", ""), asked.get("body", ""), _reader_typing()
    )
    if _wants_json():
        return jsonify(similar=[{"title": s.title, "path": s.path} for s in found])
    return render_template("search/_previews.html", found=found)


@blueprint.get("/t/<int:thread_id>/similar")
@allow(everyone)
def similar_threads(thread_id: int) -> Any:
    reader = _reader_typing()
    seen = select(Thread.id).where(Thread.id == thread_id, visible_to(reader))
    if db.session.scalar(seen) is None:
        abort(404)
    found = similar.similar_to(thread_id, reader)
    return render_template("search/similar_frame.html", found=found)


def _near(found: Results, reader: Reader) -> Any:
    """What is similar where nothing was found, whatever the filters."""
    words = found.said.plain
    return similar.similar(words, "", reader) if words and not found.hits else ()


def _people(found: Results, reader: Reader) -> Any:
    """Who is called what was typed, whatever was probably meant."""
    said = parse(found.corrected_from) if found.corrected_from else found.said
    return people.called(said, reader) if found.page == 1 else ()


def _noted(text: str, found: Results) -> str:
    """Note what was typed, and what that found: a correction's results are not those of the typed
    words, and what we could not look up says nothing about what there is."""
    unknown = found.missing or (found.partial and not found.hits)
    if unknown or not _is_a_search(text):
        return ""
    if found.corrected_from:
        return log.note(parse(found.corrected_from), 0, me())
    return log.note(found.said, found.total, me())


def _is_a_search(text: str) -> bool:
    """Somebody looks for something: no empty box, and no page that is fetched on suspicion."""
    return bool(text.strip()) and "prefetch" not in request.headers.get("Sec-Purpose", "")


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
