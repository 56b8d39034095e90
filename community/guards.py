"""Who may: every view carries a policy, and a test walks the URL map to prove it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, g
from flask_login import current_user

Policy = Callable[[Any], bool]  # gets the User or None


class SignInNeeded(Exception):
    """A visitor asked for something that needs a person; accounts answers with the sign-in
    page and keeps what was typed."""


def me() -> Any:
    """The signed-in User itself (never Flask-Login's proxy), or None."""
    # where Flask-Login keeps who it found: a page asks a dozen times
    user = g.get("_login_user") or current_user._get_current_object()  # type: ignore[attr-defined]
    return user if user.is_authenticated else None


def everyone(user: Any) -> bool:
    return True


def signed_in(user: Any) -> bool:
    return user is not None


def staff_only(user: Any) -> bool:
    """Those who work the queue."""
    return user is not None and user.is_staff


def moderators_only(user: Any) -> bool:
    return user is not None and user.is_moderator


def marketing_only(user: Any) -> bool:
    return user is not None and user.is_marketing


def admins_only(user: Any) -> bool:
    return user is not None and user.is_admin


def check(policy: Policy) -> None:
    """Visitors are sent to sign in, others refused, unless the policy lets them."""
    user = me() if policy is not everyone else None
    if policy(user):
        return
    if user is None:
        raise SignInNeeded
    abort(403)


def allow(policy: Policy) -> Callable[[Callable], Callable]:
    """Give a view its policy. `everyone` does not read the session, so pages stay cacheable."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            check(policy)
            return view(*args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return decorate


def guarded_blueprint(room: str, module: str, policy: Policy) -> Blueprint:
    """A blueprint whose every route has the policy attached, so that none can forget it."""
    blueprint = Blueprint(room, module)
    blueprint.before_request(lambda: check(policy))
    blueprint.policy = policy  # type: ignore[attr-defined]
    return blueprint


def staff_blueprint(room: str, module: str) -> Blueprint:
    return guarded_blueprint(f"{room}_staff", module, staff_only)
