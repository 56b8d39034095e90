"""What was typed survives: an expired token or session asks for one more press, with all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests

from community import errors
from community.answering import local_path
from community.guards import SignInNeeded, everyone, me

PREFIX = "kept_in_"  # of the hidden fields that carry what was typed through signing in
NEVER_SHOWN = ("password", "secret")  # parts of names whose values are not sent back


@dataclass(frozen=True)
class Kept:
    """A form on its way: where it goes, and what is in it."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def body(self) -> str | None:
        return dict(self.fields).get("body")

    @property
    def is_typed(self) -> bool:
        """Whether there is more in it than a pressed button."""
        return any(value for name, value in self.fields if name not in {"_method", "once"})

    @property
    def unseen(self) -> list[tuple[str, str]]:
        """The fields that need not be looked at again."""
        return [pair for pair in self.fields if pair[0] != "body"]


def from_request() -> Kept | None:
    """What this request wanted to do; None if it came from another site, whose forms must not be
    sent on in our name by one press."""
    if not _is_ours():
        return None
    try:
        fields = tuple(_shown(request.form.items(multi=True)))
    except HTTPException:  # too large or broken: there is nothing to keep
        return None
    return Kept(local_path(_path()), fields)


def page_of_request() -> str:
    """Where to go after signing in: the page itself, or the one whose button was pressed."""
    if request.method in {"GET", "HEAD"}:
        return _path()
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc not in _our_hosts():
        return "/"
    path = came_from.path.removeprefix(request.script_root) or "/"
    return local_path(f"{path}?{came_from.query}" if came_from.query else path)


def _path() -> str:
    return request.full_path if request.query_string else request.path


def carried() -> Kept | None:
    """What was kept in the hidden fields of the form that is being sent now."""
    action = local_path(request.form.get("kept_action"), "")
    if not action:
        return None
    pairs = [
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    ]
    return Kept(action, tuple(_shown(pairs)))


def ask_again(
    kept: Kept, passwords: Iterable[str] = (), code: int = 422, why: str = ""
) -> Response:
    """The page with everything that was typed, a fresh token and one button."""
    values = {"kept": kept, "passwords": list(passwords), "why": why}
    answer = Response(render_template("errors/once_more.html", **values), code)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, answer_stale_token)
    app.register_error_handler(TooManyRequests, answer_too_often)


def answer_too_often(busy: TooManyRequests) -> Any:
    """A limit said no: whoever typed a text gets it back, with the time to wait."""
    posted = request.method == "POST" and not errors.wants_json()
    kept = from_request() if posted else None
    if kept is None or not kept.body:
        return errors.answer(busy)
    answer = ask_again(kept, code=429, why=errors.say(429))
    answer.headers.extend([(k, v) for k, v in busy.get_headers() if k == "Retry-After"])
    return answer


def answer_stale_token(error: CSRFError) -> Any:
    """The token is too old, or another tab signed out: nothing typed may be lost by that."""
    kept = None if errors.wants_json() else from_request()
    if kept is None:
        return errors.answer(error)
    if me() is None and _needs_a_person():
        return current_app.handle_user_exception(SignInNeeded())
    g.pop("csrf_token", None)
    return ask_again(kept, [name for name in request.form if "password" in name])


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in _our_hosts()


def _our_hosts() -> set[str]:
    """By the request, and by PUBLIC_URL: a proxy may not pass the name on."""
    return {request.host, urlsplit(current_app.config["SETTINGS"].public_url).netloc}


def _needs_a_person() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    policy = getattr(view, "policy", None)
    return policy is not None and policy is not everyone


def _shown(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in pairs:
        own = name == "csrf_token" or name.startswith("kept_")
        if not own and not any(part in name.lower() for part in NEVER_SHOWN):
            yield name, value
