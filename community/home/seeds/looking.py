"""What people of the demo look for: found, missing, and not asked a second time."""

import secrets
from datetime import datetime, timedelta

from community.accounts.models import User
from community.extensions import db
from community.search import synonym_editing
from community.search.language import parse
from community.search.log_models import QuestionAvoided, Search
from community.search.phrases import phrase_of
from community.search.text import house_stems

#: words, how many people, results, and the title of the thread where the searches ended
LOOKED_FOR = (
    ("wallbox blinks red", 14, 4, "Wallbox blinks red three times since this morning's update"),
    ("calibration certificate", 11, 0, None),
    ("caravan at the campsite", 7, 0, None),
    ("price per kwh abroad", 9, 9, None),
)
#: title of a thread, how many found it solved while they wrote, how many said "I have this too"
NOT_ASKED = (
    ("Wallbox blinks red three times since this morning's update", 0, 4),
    ("Can I charge two cars with one Wallbox 2?", 9, 0),
)
#: words that mean the same, and whether only the first finds the others
SYNONYMS = (
    (("bill", "invoice"), False),
    (("charger", "charging station", "wallbox"), False),
    (("EV", "car", "vehicle"), True),
)


def settle(threads: dict[str, int], today: datetime) -> None:
    """Inside writing(). The marks are random: nobody of the demo is meant."""
    for words, people, results, title in LOOKED_FOR:
        for n in range(people):
            at = today - timedelta(hours=1 + 11 * n)
            db.session.add(_search(words, results, threads.get(title or ""), at))
    sam = db.session.query(User).filter_by(username="sam").one()
    for terms, one_way in SYNONYMS:
        synonym_editing.add(terms, one_way, by=sam)
    for title, solved, me_too in NOT_ASKED:
        for how, count in (("solved", solved), ("me_too", me_too)):
            for n in range(count if title in threads else 0):
                at = today - timedelta(hours=2 + 40 * n)
                mark = secrets.token_hex(16)
                row = QuestionAvoided(thread_id=threads[title], mark=mark, how=how, created_at=at)
                db.session.add(row)


def _search(words: str, results: int, thread_id: int | None, at: datetime) -> Search:
    phrase = phrase_of(parse(words), house_stems())
    mark = secrets.token_hex(16)
    return Search(
        searched_at=at,
        words=phrase.words,
        stems=phrase.stems,
        results=results,
        who="person",
        way="page",
        mark=mark,
        second_mark=mark,
        thread_id=thread_id,
        unanswered=thread_id is not None,
        led_to="opened" if thread_id else "nothing",
    )
