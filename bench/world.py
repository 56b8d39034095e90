"""A thread to measure: a script in the environment of a server, which prints the thread's path."""

import random
import sys

from community import create_app, offload
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category, Thread
from community.outbox.working import drain

WORDS = [
    "the",
    "charger",
    "stops",
    "after",
    "ten",
    "minutes",
    "and",
    "the",
    "app",
    "shows",
    "a",
    "red",
    "light",
    "while",
    "the",
    "cable",
    "is",
    "warm",
    "we",
    "changed",
    "the",
    "fuse",
    "but",
    "nothing",
    "helped",
    "please",
    "tell",
    "us",
    "what",
    "else",
    "we",
    "can",
    "try",
    "this",
    "evening",
]


def text(words: int, seed: int) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _word in range(words)).capitalize() + "."


def make_thread(posts: int, words: int) -> Thread:
    """A question with replies of so many plain words each."""
    people = db.session.query(User).filter(User.email.is_not(None)).limit(4).all()
    category = db.session.query(Category).filter_by(who_may_see="everyone").first()
    sources = [text(words, number) for number in range(posts)]
    bodies = offload.render_many(sources)
    with writing():
        thread = posting.ask(
            people[0], category, "question", "Why does it stop?", bodies[0], sources[0]
        )
        for number in range(1, posts):
            author = people[1 + number % (len(people) - 1)]
            intent = "answer" if author.id != thread.author_id else "addition"
            posting.reply(thread, author, sources[number], bodies[number], intent)
    return thread


def main() -> None:
    app = create_app()
    with app.app_context():
        thread = make_thread(int(sys.argv[1]), int(sys.argv[2]))
        drain()
        print(thread.path)


if __name__ == "__main__":
    main()
