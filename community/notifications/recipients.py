"""Who hears of what: a function an event. Never the actor, nobody twice, only who may read it."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from community.accounts.models import STAFF_ROLES, User
from community.desk import assigning, duties, hearing
from community.desk.groups import reading
from community.desk.rota import reading as rota
from community.extensions import db
from community.forum import policy
from community.forum.acts import Following, Mention
from community.forum.models import Post, Thread
from community.status.models import IncidentUpdate

AT_ONCE = 50  # people told in one transaction, which takes some 30 milliseconds

Recipients = dict[int, str]  # person: what (kinds.WHATS)


def of_post(thread: Thread, post: Post) -> Recipients:
    """A reply: its asker, unless they ended following it, and who is named in it."""
    if _nobody_hears(thread, post):
        return {}
    found = dict.fromkeys(_mentioned(post.id), "mention")
    if not _ended_following(thread.id, thread.author_id):
        found[thread.author_id] = "need_info" if post.intent == "need_info" else "reply"
    found.pop(post.author_id, None)
    return _who_may_read(found, thread, post)


def of_followers(thread: Thread, post: Post, after: int) -> tuple[Recipients, int | None]:
    """The next of those who follow, without those with a nearer reason, and the last one's id
    if there may be more."""
    if _nobody_hears(thread, post):
        return {}, None
    ids = _followers(thread.id, after)
    near = {thread.author_id, post.author_id, *_mentioned(post.id)}
    found = dict.fromkeys((i for i in ids if i not in near), "followed")
    return _who_may_read(found, thread, post), ids[-1] if len(ids) == AT_ONCE else None


def of_mentions(thread: Thread, post: Post) -> Recipients:
    """An edit, or an opening post, named people."""
    if _nobody_hears(thread, post):
        return {}
    found = dict.fromkeys(_mentioned(post.id), "mention")
    found.pop(post.author_id, None)
    return _who_may_read(found, thread, post)


def of_question(thread: Thread, post: Post) -> Recipients:
    """Staff hear of a new question, unless one of us asked it."""
    if _nobody_hears(thread, post) or not thread.is_question or thread.by_team:
        return {}
    found = dict.fromkeys(_staff(), "new_question")
    found.pop(thread.author_id, None)
    return _who_may_read(found, thread, post)


def of_deadline(thread: Thread, what: str) -> Recipients:
    """Whoever it concerns hears that a question is late or soon due, all of us where nobody is
    on it; the leads too when it is late."""
    if thread.imported or thread.hidden_at or thread.waiting_since is None:
        return {}
    found = dict.fromkeys(hearing.those_on_it(thread.id) or rota.preferred(_staff()), what)
    return found | (dict.fromkeys(hearing.leads_for(thread.id), what) if what == "late" else {})


def of_assignment(thread: Thread, assignment_id: int, by_id: int) -> Recipients:
    """Whom it was given to, if it still is theirs; of a group everybody, once."""
    given = assigning.standing_assignment(thread.id)
    if given is None or given.id != assignment_id:
        return {}
    if given.group_id:
        members = [person.id for person in reading.members(given.group_id)]
        return dict.fromkeys((one for one in members if one != by_id), "assigned_to_group")
    return {given.to_id: "assigned"} if given.to_id and given.to_id != by_id else {}


def of_danger(thread: Thread, post: Post) -> Recipients:
    """Who is on call; administrators where nobody is."""
    if thread.imported or post.hidden_at or thread.hidden_at:
        return {}
    return dict.fromkeys(duties.on_call() or duties.leads(), "danger")


def of_missed_word(update: IncidentUpdate) -> Recipients:
    """Whoever spoke last and who is on call; all of us where nobody is."""
    near = duties.on_call() or _staff()
    spoke = [update.by_id] if update.by_id else []
    return {person.id: "word_missed" for person in _people([*near, *spoke]) if person.is_staff}


def of_suspicion() -> Recipients:
    """As of_danger; it has no thread of its own."""
    return dict.fromkeys(duties.on_call() or duties.leads(), "suspected")


def of_held(thread: Thread, post: Post) -> Recipients:
    """Staff hear that something waits for approval."""
    if thread.imported or not (post.held_at or thread.held_at):
        return {}
    found = dict.fromkeys(_staff(), "held")
    found.pop(post.author_id, None)
    return found


def of_acceptance(thread: Thread, post: Post, by_id: int) -> Recipients:
    """Whoever wrote the answer; the asker too, if staff decided."""
    if _nobody_hears(thread, post) or thread.answer_post_id != post.id:
        return {}
    found: Recipients = {post.author_id: "accepted"}
    if thread.solved_by == "staff":
        found[thread.author_id] = "solved_by_staff"
    found.pop(by_id, None)
    return _who_may_read(found, thread, post)


def of_refutation(thread: Thread, post: Post, by_id: int) -> Recipients:
    """Whoever wrote the answer, and the asker if nothing else stands: they may have tried it."""
    if _nobody_hears(thread, post) or not post.refuted_at:
        return {}
    found: Recipients = {post.author_id: "answer_refuted"}
    if thread.waiting_since is not None and thread.support_state != "replied":
        found[thread.author_id] = "waits_again"
    found.pop(by_id, None)
    return _who_may_read(found, thread, post)


def of_asker(thread: Thread, post: Post, what: str) -> Recipients:
    """The asker alone, about a post in their question."""
    if _nobody_hears(thread, post):
        return {}
    return _who_may_read({thread.author_id: what}, thread, post)


def _nobody_hears(thread: Thread, post: Post) -> bool:
    """Imports ring no bell, and what is hidden or held is not there yet."""
    unseen = post.hidden_at or post.held_at or thread.hidden_at or thread.held_at
    return bool(thread.imported or post.automatic or unseen)


def _who_may_read(found: Recipients, thread: Thread, post: Post) -> Recipients:
    """policy.can_read_post is queries.posts_visible_to for a person at hand: one statement for
    all of them."""
    return {
        person.id: found[person.id]
        for person in _people(found)
        if policy.can_read_post(person, post, thread)
    }


def _people(ids: Iterable[int]) -> list[User]:
    """Those who can come and read: neither suspended, closed, nor imported and unclaimed."""
    statement = select(User).where(
        User.id.in_(list(ids)),
        User.closed_at.is_(None),
        or_(User.imported_from.is_(None), User.email.is_not(None)),
    )
    return [person for person in db.session.scalars(statement) if person.is_active]


def _staff() -> list[int]:
    some_role = or_(*(User.roles.contains(role) for role in STAFF_ROLES))
    people = db.session.scalars(select(User).where(some_role, User.closed_at.is_(None)))
    return [person.id for person in people if person.is_staff and person.is_active]


def _mentioned(post_id: int) -> list[int]:
    return list(db.session.scalars(select(Mention.user_id).where(Mention.post_id == post_id)))


def _followers(thread_id: int, after: int) -> list[int]:
    statement = (
        select(Following.user_id)
        .where(Following.thread_id == thread_id, Following.ended_at.is_(None))
        .where(Following.user_id > after)
        .order_by(Following.user_id)
        .limit(AT_ONCE)
    )
    return list(db.session.scalars(statement))


def _ended_following(thread_id: int, user_id: int) -> bool:
    following = db.session.get(Following, (thread_id, user_id))
    return following is not None and following.ended_at is not None
