"""Who may do what in the forum. Every function gets the User, or None for a visitor."""

from datetime import timedelta

from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.models import Category, Post, Thread

EDIT_WINDOW = timedelta(hours=6)  # long enough to mend, too short to rewrite history
SILENT_DAYS = timedelta(days=3)  # the asker had time to say so; then staff may mark it solved


def can_see_category(user: User | None, category: Category) -> bool:
    if category.who_may_see == "everyone":
        return True
    return user is not None and (category.who_may_see == "members" or user.is_staff)


def can_post_in(user: User | None, category: Category) -> bool:
    """Open a thread there."""
    if user is None or not user.is_active or not can_see_category(user, category):
        return False
    return category.who_may_post == "members" or user.is_team


def can_read_thread(user: User | None, thread: Thread) -> bool:
    """The same rule as queries.visible_to, for a person and a thread at hand."""
    if user and user.is_staff:
        return True
    own = user is not None and user.id == thread.author_id
    if thread.hidden_at or (thread.held_at and not own):
        return False
    if not can_see_category(user, _category(thread)):
        return False
    return thread.audience == "public" or (thread.audience == "asker_and_staff" and own)


def can_read_post(user: User | None, post: Post, thread: Thread) -> bool:
    """The same rule as queries.posts_visible_to."""
    if user and user.is_staff:
        return True
    wrote = user is not None and user.id == post.author_id
    if post.hidden_at or (post.held_at and not wrote) or not can_read_thread(user, thread):
        return False
    if post.audience == "public":
        return True
    return post.audience == "asker_and_staff" and (wrote or is_asker(user, thread))


def is_asker(user: User | None, thread: Thread) -> bool:
    return user is not None and user.id == thread.author_id


def can_reply(user: User | None, thread: Thread) -> bool:
    if user is None or not user.is_active or not can_read_thread(user, thread):
        return False
    if user.is_staff:
        return True
    if thread.held_at:
        return False
    return thread.closed_at is None or (thread.closed_by == "clock" and is_asker(user, thread))


def intents_for(user: User | None, thread: Thread) -> list[str]:
    """The buttons of the reply box, the default first; none where nobody waits for an answer."""
    if user is None or not thread.is_question:
        return []
    if is_asker(user, thread):
        both = ["still_need_help", "addition"]
        return both[::-1] if thread.support_state == "solved" else both
    if user.is_staff:
        return ["answer", "need_info", "first_word"]
    return ["answer", "remark"]


def audiences_for(user: User | None, thread: Thread) -> list[str]:
    """Who a reply may be for, the widest first; in a private thread everything is private."""
    if user is None:
        return []
    if thread.audience == "staff":
        return ["staff"] if user.is_staff else []
    wide = ["public"] if thread.audience == "public" else []
    if user.is_staff:
        return [*wide, "asker_and_staff", "staff"]
    return [*wide, "asker_and_staff"] if is_asker(user, thread) else wide


def may_use_audience(user: User | None, thread: Thread, audience: str) -> bool:
    return audience in audiences_for(user, thread)


def may_open_for(user: User | None, audience: str) -> bool:
    """Whether a new thread of this person may have this audience."""
    if user is None:
        return False
    return audience in {"public", "asker_and_staff"} or (audience == "staff" and user.is_staff)


def can_edit(user: User | None, post: Post) -> bool:
    """Authors for a while, staff at any time."""
    if user is None:
        return False
    if user.is_staff:
        return True
    fresh = now() - post.created_at <= EDIT_WINDOW
    return user.id == post.author_id and user.is_active and fresh and post.hidden_at is None


def can_edit_thread(user: User | None, thread: Thread) -> bool:
    """Title and tags: its author for a while, staff at any time."""
    if user is None:
        return False
    fresh = now() - thread.created_at <= EDIT_WINDOW and not thread.closed_at
    return user.is_staff or (is_asker(user, thread) and user.is_active and fresh)


def can_move(user: User | None, thread: Thread) -> bool:
    """Change category and kind."""
    return user is not None and user.is_staff


def can_accept(user: User | None, post: Post) -> bool:
    """The asker at any time; staff after three silent days or on the asker's word."""
    thread = _thread(post)
    if user is None or not thread.is_question or post.is_opening:
        return False
    if post.hidden_at or post.held_at or post.audience != thread.audience:
        return False
    if is_asker(user, thread):
        return user.is_active
    return user.is_staff and staff_may_accept(thread)


def staff_may_accept(thread: Thread) -> bool:
    if thread.support_state == "solved":  # "it works" was said: which post it was, staff may add
        return thread.answer_post_id is None or thread.solved_by == "staff"
    if thread.support_state != "replied" or thread.replied_at is None:
        return False
    spoke = max(thread.replied_at, thread.added_detail_at or thread.replied_at)
    return now() - spoke >= SILENT_DAYS


def can_withdraw(user: User | None, thread: Thread) -> bool:
    """Take the standing acceptance back: the asker any, staff their own kind."""
    if user is None or thread.answer_post_id is None:
        return False
    return is_asker(user, thread) or (user.is_staff and thread.solved_by == "staff")


def can_verify(user: User | None, post: Post) -> bool:
    """Staff stand behind a customer's answer."""
    thread = _thread(post)
    if user is None or not user.is_staff or not thread.is_question:
        return False
    of_a_customer = not post.by_team and post.author_id != thread.author_id
    seen = not (post.hidden_at or post.held_at or post.audience == "staff")
    return of_a_customer and seen and not post.is_opening


def can_refute(user: User | None, post: Post) -> bool:
    """Staff say that a customer's answer is wrong; what the asker chose is theirs to judge."""
    chosen = _thread(post).answer_post_id == post.id
    return can_verify(user, post) and post.intent == "answer" and not chosen


def can_tell(user: User | None, thread: Thread) -> bool:
    """Say "it works" or "this did not solve it"."""
    return thread.is_question and is_asker(user, thread) and thread.closed_by != "staff"


def can_ask_company(user: User | None, thread: Thread) -> bool:
    """Customers who earned trust say that only the company can help."""
    if user is None or user.is_team or not user.trusted_at or is_asker(user, thread):
        return False
    return thread.support_state in {"unanswered", "needs_reply", "replied"}


def can_hide(user: User | None, thing: Post | Thread) -> bool:
    """Staff; authors take a reply of theirs back while they may edit it."""
    if user is None:
        return False
    if user.is_staff:
        return True
    return isinstance(thing, Post) and not thing.is_opening and can_edit(user, thing)


def can_restore(user: User | None, thing: Post | Thread) -> bool:
    return user is not None and user.is_staff


def can_make_private(user: User | None, post: Post) -> bool:
    return user is not None and user.is_staff


def can_make_guide(user: User | None, post: Post) -> bool:
    """From what everybody may read already."""
    thread = _thread(post)
    seen = not (post.hidden_at or post.held_at or thread.hidden_at or thread.held_at)
    public = post.audience == "public" and thread.audience == "public"
    return user is not None and user.is_staff and seen and public


def can_approve(user: User | None, thing: Post | Thread) -> bool:
    return user is not None and user.is_staff


def can_close(user: User | None, thread: Thread) -> bool:
    return user is not None and user.is_staff


def can_pin(user: User | None, thread: Thread) -> bool:
    return user is not None and user.is_moderator


def can_link(user: User | None, thread: Thread) -> bool:
    return user is not None and user.is_staff


def can_vote(user: User | None, post: Post) -> bool:
    """Found it helpful, or has the same question; never about one's own."""
    if user is None or not user.is_active or post.hidden_at or post.held_at:
        return False
    return user.id != post.author_id


def can_follow(user: User | None, thread: Thread) -> bool:
    return user is not None


def _thread(post: Post) -> Thread:
    """The post's thread; already there where the post came through `with_post`."""
    thread = db.session.get(Thread, post.thread_id)
    assert thread is not None
    return thread


def _category(thread: Thread) -> Category:
    loaded: Category | None = thread.__dict__.get("category")
    if loaded is not None and loaded.id == thread.category_id:
        return loaded
    category = db.session.get(Category, thread.category_id)
    assert category is not None
    return category
