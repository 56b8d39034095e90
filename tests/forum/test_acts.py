"""Accepting, verifying, hiding, closing, editing, linking: rows with history, told to others."""

import pytest

from community.extensions import db, writing
from community.forum import (
    accepting,
    closing,
    editing,
    hiding,
    linking,
    pinning,
    posting,
    telling,
    verifying,
)
from community.forum.acts import (
    Acceptance,
    AskersWord,
    Closure,
    Hiding,
    Mention,
    Revision,
    ThreadLink,
    Verification,
)
from community.forum.models import Post
from community.forum.tagging import tags_of
from community.journal.models import JournalEntry
from community.outbox.models import OutboxEvent
from tests.forum.conftest import rendered


@pytest.fixture
def heard(monkeypatch):
    from community import outbox

    events = []
    monkeypatch.setattr(outbox, "record", lambda event, at=None: events.append(event))
    return events


def kinds(events):
    return [type(event).__name__ for event in events]


def journal():
    return [(e.action, e.subject) for e in db.session.query(JournalEntry)]


def test_accepting_another_post_ends_the_standing_mark(forum, heard):
    forum.ask()
    first, second = forum.reply("ben"), forum.reply("sam")
    forum.accept(first)
    heard.clear()
    forum.accept(second)
    rows = db.session.query(Acceptance).order_by(Acceptance.id).all()
    assert [(r.post_id, r.withdrawn_at is None, r.role) for r in rows] == [
        (first, False, "asker"),
        (second, True, "asker"),
    ]
    assert forum.thread.answer_post_id == second
    assert kinds(heard) == ["SupportStateChanged", "AnswerAccepted", "PostChanged"]


def test_accepting_twice_is_accepting_once(forum, heard):
    forum.ask()
    answer = forum.reply("ben")
    forum.accept(answer)
    heard.clear()
    forum.accept(answer)
    assert db.session.query(Acceptance).count() == 1
    assert heard == []


def test_the_asker_confirms_what_staff_accepted(forum):
    forum.ask()
    answer = forum.reply("sam")
    forum.at(days=4).accept(answer, "sam")
    assert forum.thread.solved_by == "staff"
    forum.accept(answer)
    assert forum.thread.solved_by == "asker"


def test_withdrawing_nothing_is_nothing(forum, heard):
    forum.ask()
    heard.clear()
    forum.act(lambda: accepting.withdraw(forum.thread, forum.cast.ana))
    assert heard == []


def test_verifying_and_taking_it_back(forum, heard):
    forum.ask()
    answer = forum.reply("ben", "answer")
    waited = forum.thread.waiting_since
    forum.verify(answer)
    forum.verify(answer)
    assert db.session.query(Verification).count() == 1
    heard.clear()
    forum.act(lambda: verifying.unverify(forum.post(answer), forum.cast.sam))
    assert forum.post(answer).verified_at is None
    assert forum.thread.waiting_since == waited
    assert kinds(heard) == ["SupportStateChanged", "PostChanged"]
    assert journal() == [("verify", "post"), ("unverify", "post")]


def test_hiding_says_who_and_why_and_restoring_ends_it(forum, heard):
    forum.ask()
    answer = forum.reply("ben")
    heard.clear()
    forum.hide(answer)
    forum.hide(answer)
    row = db.session.query(Hiding).one()
    assert (row.by_id, row.reason, row.restored_at) == (forum.cast.people["mia"], "why", None)
    assert kinds(heard) == ["SupportStateChanged", "PostChanged"]
    forum.restore(answer, "sam")
    db.session.refresh(row)
    assert (row.restored_by_id, bool(row.restored_at)) == (forum.cast.people["sam"], True)
    assert journal() == [("hide", "post"), ("restore", "post")]


def test_hiding_the_opening_hides_the_thread(forum, heard):
    forum.ask()
    opening = db.session.query(Post).one().id
    heard.clear()
    forum.hide(opening)
    assert forum.thread.hidden_at
    assert forum.post(opening).hidden_at is None
    assert "ThreadChanged" in kinds(heard)
    forum.restore(opening)
    assert forum.thread.hidden_at is None


def test_closing_says_who_and_why(forum):
    forum.ask()
    forum.close("sam")
    forum.close("mia")
    row = db.session.query(Closure).one()
    assert (row.by_id, row.reason) == (forum.cast.people["sam"], "why")
    forum.act(lambda: closing.reopen(forum.thread, forum.cast.mia))
    db.session.refresh(row)
    assert row.reopened_by_id == forum.cast.people["mia"]
    assert forum.thread.closed_at is None


def test_an_edit_keeps_what_it_said_before(forum, heard):
    forum.ask()
    post_id = forum.reply("ben", text="One")
    heard.clear()
    forum.act(
        lambda: editing.edit_post(
            forum.post(post_id), forum.cast.ben, "Two @ana", rendered("Two @ana"), "typo"
        )
    )
    post, row = forum.post(post_id), db.session.query(Revision).one()
    assert (post.source, post.html, row.source, row.reason) == (
        "Two @ana",
        rendered("Two @ana").html,
        "One",
        "typo",
    )
    assert post.edited_at
    assert kinds(heard) == ["PostMentions", "PostChanged"]
    assert db.session.query(Mention).one().user_id == forum.cast.people["ana"]


def test_an_edit_of_nothing_is_nothing(forum, heard):
    forum.ask()
    post_id = forum.reply("ben", text="One")
    heard.clear()
    forum.act(
        lambda: editing.edit_post(forum.post(post_id), forum.cast.ben, "One", rendered("One"))
    )
    assert (heard, db.session.query(Revision).count()) == ([], 0)


def test_a_new_title_gives_a_new_slug_and_keeps_the_old_title(forum):
    forum.ask(tags="one,two")
    forum.act(
        lambda: editing.edit_thread(
            forum.thread, forum.cast.ana, title=" A better   title ", tags="two,three"
        )
    )
    assert (forum.thread.title, forum.thread.slug) == ("A better title", "a-better-title")
    assert tags_of(forum.thread_id) == ["three", "two"]
    assert db.session.query(Revision).one().title == "The box blinks"


def test_staff_move_and_change_the_kind(forum):
    forum.ask()
    forum.act(
        lambda: editing.edit_thread(
            forum.thread, forum.cast.sam, category=forum.cast.category("talk"), kind="discussion"
        )
    )
    assert forum.thread.category_id == forum.cast.category("talk").id
    assert (forum.thread.support_state, forum.thread.waiting_since) == (None, None)
    assert journal() == [("edit", "thread")]
    forum.act(lambda: editing.edit_thread(forum.thread, forum.cast.sam, kind="question"))
    assert forum.thread.support_state == "unanswered"


@pytest.mark.parametrize("change", [{"kind": "idea"}, {"category": "talk"}, {"title": "\t"}])
def test_a_customer_does_not_move_or_empty_a_thread(forum, change):
    forum.ask()
    if "category" in change:
        change = {"category": forum.cast.category("talk")}
    with pytest.raises(posting.Refused):
        forum.act(lambda: editing.edit_thread(forum.thread, forum.cast.ana, **change))
    assert (forum.thread.kind, forum.thread.title) == ("question", "The box blinks")


def test_links_are_there_once(forum):
    other = forum.ask()
    forum.ask()
    for _ in range(2):
        forum.act(
            lambda: linking.link(
                forum.thread, db.session.get(type(forum.thread), other), "duplicate"
            )
        )
    assert db.session.query(ThreadLink).one().to_thread_id == other
    with pytest.raises(ValueError):
        forum.act(lambda: linking.link(forum.thread, forum.thread, "related"))


def test_pinning_and_unpinning(forum):
    forum.ask()
    forum.act(lambda: pinning.pin(forum.thread, forum.cast.mia))
    assert forum.thread.pinned_at
    forum.act(lambda: pinning.unpin(forum.thread, forum.cast.mia))
    assert forum.thread.pinned_at is None


def test_still_broken_takes_the_acceptance_back_and_says_so(forum, heard):
    forum.ask()
    forum.accept(forum.reply("sam"))
    heard.clear()
    forum.says_still_broken()
    assert kinds(heard) == ["AcceptanceWithdrawn", "SupportStateChanged", "AskerSaid"]
    heard.clear()
    forum.says_still_broken()  # a second press of the button
    assert heard == []
    assert db.session.query(AskersWord).count() == 1


def test_the_company_is_called_once(forum, heard):
    forum.ask()
    heard.clear()
    for _ in range(2):
        forum.act(lambda: telling.ask_company(forum.thread, forum.cast.ben))
    assert kinds(heard) == ["SupportStateChanged", "CompanyNeeded"]


def test_a_failed_act_leaves_nothing_behind(forum):
    forum.ask()
    answer = forum.reply("ben")
    events = db.session.query(OutboxEvent).count()
    db.session.rollback()
    with pytest.raises(ZeroDivisionError), writing():
        hiding.hide_post(forum.post(answer), forum.cast.mia)
        _ = 1 / 0
    assert forum.post(answer).hidden_at is None
    assert db.session.query(OutboxEvent).count() == events
