"""The signed links behind the buttons of a mail: whoever holds one speaks as the asker, once the
one button on the page behind it is pressed. The key names thread and person; no table keeps it."""

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

WORKS = "works"
STILL_BROKEN = "still-broken"
LIFETIME = 90 * 24 * 3600  # seconds: people answer old mails, but not for ever
_SALTS = {WORKS: "hearth.mail.works", STILL_BROKEN: "hearth.mail.still-broken"}


def path_for(word: str, thread_id: int, user_id: int) -> str:
    """`/t/7/works?key=…`, to be put into a mail to this person."""
    return f"/t/{thread_id}/{word}?key={_serializer(word).dumps([thread_id, user_id])}"


def person_behind(word: str, thread_id: int, key: str | None) -> int | None:
    """The id of the person whom a key of this thread was mailed to; None if it is not good."""
    try:
        read = _serializer(word).loads(key or "", max_age=LIFETIME)
    except BadData:
        return None
    good = isinstance(read, list) and len(read) == 2 and read[0] == thread_id
    return int(read[1]) if good else None


def _serializer(word: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=_SALTS[word])
