"""The last word on satisfaction: what a customer last said of an answer to a question of theirs."""

from typing import Any

from sqlalchemy import Subquery, literal, select, union_all

from community.forum.acts import Acceptance, AskersWord
from community.forum.models import Thread

SAID = ("works", "still_broken")  # "this needs the company" says nothing of an answer


def last_word_of(person_id: int) -> Subquery:
    """At most one row: word (accepted · works · still_broken), created_at, thread_id, slug,
    title. What was taken back, and what is hidden, does not count."""
    theirs = (Thread.author_id == person_id, Thread.hidden_at.is_(None))
    thread: tuple[Any, ...] = (Thread.id.label("thread_id"), Thread.slug, Thread.title)
    accepted = (
        select(literal("accepted").label("word"), Acceptance.created_at, *thread)
        .join(Acceptance, Acceptance.thread_id == Thread.id)
        .where(*theirs, Acceptance.by_id == person_id, Acceptance.withdrawn_at.is_(None))
    )
    said = (
        select(AskersWord.word, AskersWord.created_at, *thread)
        .join(AskersWord, AskersWord.thread_id == Thread.id)
        .where(*theirs, AskersWord.by_id == person_id, AskersWord.word.in_(SAID))
    )
    words = union_all(accepted, said).subquery()
    newest = select(words).order_by(words.c.created_at.desc(), words.c.thread_id.desc()).limit(1)
    return newest.subquery("last_word")
