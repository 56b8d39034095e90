"""What a mail says: plain values for the templates, and the headers that make conversations of
mails."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from community import mailer
from community.desk.suspecting.models import SuspectedOutage
from community.extensions import db
from community.forum import mail_keys
from community.forum.models import Post, Thread, post_path
from community.forum.waiting import zone_of
from community.notifications import stopping
from community.notifications.channels.in_app import suspected_path
from community.notifications.kinds import kind_of
from community.notifications.letters import Letter

FOLDER = "notifications/mail"
QUESTIONS_TO_THE_ASKER = {"reply", "did_it_help", "solved_by_staff"}


@dataclass
class Mail:
    """Ready to be sent without the database."""

    to: str
    what: str
    message_id: str
    language: str | None
    stop_url: str
    headers: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def send(self) -> None:
        mailer.send(
            self.to,
            f"{FOLDER}/{self.what}",
            self.message_id,
            headers=self.headers,
            unsubscribe_url=self.stop_url,
            language=self.language,
            **self.values,
        )


def mail_of(letters: Sequence[Letter], message_id: str) -> Mail:
    """One mail for one letter, or for several of the same kind to the same person."""
    first = letters[0]
    kind = kind_of(first.notice.what)
    values = {"items": [_item(letter) for letter in letters], "why": kind.why}
    one_thread = len({letter.notice.thread_id for letter in letters}) == 1
    assert first.to.email
    return Mail(
        to=first.to.email,
        what=first.notice.what,
        message_id=message_id,
        language=first.to.language,
        stop_url=mailer.link(stopping.path_for(first.to.id, kind.name)),
        headers=_conversation(first) if one_thread else {},
        values={**values, **values["items"][0]},
    )


def message_id_of(letter: Letter) -> str:
    """The same at every try, whatever is skipped from the mail in between."""
    if letter.delivery.bundled:
        return mailer.message_id(f"bundle-{letter.delivery.bundle_id}", letter.to.id)
    return mailer.message_id(letter.notice.key.replace(":", "-"), letter.to.id)


def _conversation(letter: Letter) -> dict[str, str]:
    """Mail programs put what belongs to one thread together: all refer to its beginning."""
    if letter.thread is None:
        return {}
    root = mailer.message_id(f"thread-{letter.thread.id}", letter.to.id)
    return {"In-Reply-To": root, "References": root}


def _item(letter: Letter) -> dict[str, Any]:
    values: dict[str, Any] = {"what": letter.notice.what, "zone": zone_of(letter.to)}
    if letter.thread is not None:
        values |= _thread_values(letter.thread, letter)
    if letter.post is not None and letter.thread is not None:
        values |= _post_values(letter.post, letter.thread, letter)
    if letter.notice.what == "suspected":
        path = suspected_path(letter.notice.key)
        suspicion = db.session.get(SuspectedOutage, int(path.rpartition("/")[2]))
        values |= {"url": mailer.link(path), "title": suspicion.words if suspicion else ""}
    if letter.update is not None and letter.incident is not None:
        values |= {
            "title": letter.incident.title,
            "stage": letter.update.stage,
            "source": letter.update.source,
            "html": letter.update.html,
            "url": mailer.link(letter.incident.path),
        }
    if letter.announcement is not None:
        values |= {
            "title": letter.announcement.title,
            "source": letter.announcement.source,
            "html": letter.announcement.html,
            "url": mailer.link(letter.announcement.path),
        }
    return values


def _thread_values(thread: Thread, letter: Letter) -> dict[str, Any]:
    return {
        "title": thread.title,
        "is_question": thread.is_question,
        "waiting_since": thread.waiting_since,
        "url": mailer.link(thread.path),
        "queue_url": mailer.link("/queue"),
    }


def _post_values(post: Post, thread: Thread, letter: Letter) -> dict[str, Any]:
    values = {
        "who": letter.author.name if letter.author else "",
        "badge": " · ".join(filter(None, (post.badge_department, post.badge_title))),
        "by_team": post.by_team,
        "intent": post.intent,
        "html": post.html,
        "source": post.source,
        "excerpt": post.excerpt,
        "private": post.audience != "public",
        "url": mailer.link(post_path(thread.id, thread.slug, post.number)),
    }
    if _asks_the_asker(post, thread, letter):
        asked = (thread.id, letter.to.id)
        values["works_url"] = mailer.link(mail_keys.path_for(mail_keys.WORKS, *asked))
        values["broken_url"] = mailer.link(mail_keys.path_for(mail_keys.STILL_BROKEN, *asked))
    return values


def _asks_the_asker(post: Post, thread: Thread, letter: Letter) -> bool:
    asks = letter.notice.what in QUESTIONS_TO_THE_ASKER and post.intent == "answer"
    return asks and thread.is_question and thread.author_id == letter.to.id
