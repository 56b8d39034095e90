"""What people say without writing a post: it works, it did not solve it, this needs the company."""

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.accepting import standing_acceptance
from community.forum.acts import AskersWord
from community.forum.events import AcceptanceWithdrawn, AskerSaid, CompanyNeeded
from community.forum.models import Thread
from community.forum.posting import end_closure, lock
from community.forum.supporting import recompute


def say_works(thread: Thread, by: User) -> None:
    """Solved, without saying by which post."""
    lock(thread)
    if thread.support_state == "solved" and thread.solved_by == "asker":
        return
    _say(thread, by, "works")


def say_still_broken(thread: Thread, by: User) -> None:
    """Back into the queue; what was accepted did not solve it."""
    lock(thread)
    if thread.support_state in {"unanswered", "needs_reply"} and thread.waiting_since:
        return
    moment = now()
    standing = standing_acceptance(thread)
    if standing:
        standing.withdrawn_at, standing.withdrawn_by_id = moment, by.id
        outbox.record(AcceptanceWithdrawn(thread.id, standing.post_id, by.id))
    if thread.closed_by == "clock":
        end_closure(thread, by, moment)
    _say(thread, by, "still_broken")


def ask_company(thread: Thread, by: User) -> None:
    """A trusted customer: only the company can help; once a thread is enough."""
    lock(thread)
    if thread.needs_company_at:
        return
    db.session.add(
        AskersWord(thread_id=thread.id, by_id=by.id, word="needs_company", created_at=now())
    )
    recompute(thread)
    outbox.record(CompanyNeeded(thread.id, by.id))


def _say(thread: Thread, by: User, word: str) -> None:
    db.session.add(AskersWord(thread_id=thread.id, by_id=by.id, word=word, created_at=now()))
    recompute(thread)
    outbox.record(AskerSaid(thread.id, word))
