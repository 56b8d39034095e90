"""What staff hear of questions, and what askers hear of theirs."""

import pytest

from community import outbox
from community.desk.events import QuestionDueSoon, QuestionLate
from community.extensions import writing
from tests import mailbox
from tests.notifications.conftest import subjects


def test_staff_hear_of_a_new_question_and_customers_do_not(forum, happens, heard):
    forum.ask(title="Where is the manual?")
    happens()
    for who in ("sam", "mia", "admin"):
        assert heard(who) == ["new_question"]
        assert subjects(who) == ["New question: Where is the manual?"]
    for who in ("ana", "ben", "max"):
        assert heard(who) == []


@pytest.mark.parametrize(("who", "kind"), [("sam", "question"), ("ana", "discussion")])
def test_our_own_questions_and_discussions_call_nobody(forum, happens, heard, who, kind):
    forum.ask(who, kind=kind)
    happens()
    assert heard("mia") == []


def test_what_is_held_calls_staff_alone_and_its_readers_once_it_is_approved(forum, happens, heard):
    from community.forum import approving, posting

    forum.ask()
    happens()
    posting.judges.append(lambda draft: "looks odd" if draft.title is None else None)
    try:
        post_id = forum.reply("ben", "answer")
    finally:
        posting.judges.pop()
    happens()
    assert heard("ana") == [] and heard("sam") == ["new_question", "held"]
    forum.act(lambda: approving.approve(forum.post(post_id), forum.cast.mia))
    happens()
    assert heard("ana") == ["reply"]


def test_the_asker_is_asked_when_staff_call_it_solved(forum, happens, heard):
    forum.ask()
    post_id = forum.reply("ben", "answer")
    happens(days=4)
    forum.accept(post_id, "sam")
    happens()
    assert heard("ana")[-1] == "solved_by_staff"
    assert heard("ben") == ["accepted"]
    assert subjects("ana")[-1] == "Solved? The box blinks"


def test_the_asker_is_told_that_we_need_details_and_reminded_twice_and_told_of_the_end(
    forum, happens, heard
):
    forum.ask()
    forum.reply("sam", "need_info", text="Which box?")
    happens()
    assert heard("ana") == ["need_info"]
    for days in (3, 7, 11):
        happens(days=days)
    assert heard("ana") == ["need_info", "details_awaited", "details_awaited", "expired"]
    assert [s.partition(":")[0] for s in subjects("ana")] == [
        "We need a detail from you",
        "We still need a detail from you",
        "We still need a detail from you",
        "Closed for now",
    ]


def test_a_day_after_a_customers_answer_the_asker_is_asked_once(forum, happens, heard):
    forum.ask()
    forum.reply("ben", "answer")
    happens(hours=23)
    assert heard("ana") == ["reply"]
    happens(hours=24)
    happens(hours=24)
    assert heard("ana") == ["reply", "did_it_help"]
    mail = mailbox.sent("ana@example.com")[-1]
    assert mail["Subject"] == "Did it help? The box blinks"
    assert mailbox.links(mail, "/works?key=") and mailbox.links(mail, "/still-broken?key=")


def test_staff_hear_that_a_question_is_late_once_for_each_wait(forum, happens, heard):
    forum.ask()
    happens()
    for event in (QuestionDueSoon, QuestionLate, QuestionLate):
        with writing():
            outbox.record(event(forum.thread_id))
    happens()
    assert sorted(heard("sam")) == ["due_soon", "late", "new_question"]
    assert sorted(subjects("sam")) == [
        "Due soon: The box blinks",
        "Late: The box blinks",
        "New question: The box blinks",
    ]


def test_a_question_answered_in_time_is_not_called_late(forum, happens, heard):
    forum.ask()
    forum.reply("mia", "answer")
    with writing():
        outbox.record(QuestionLate(forum.thread_id))
    happens()
    assert "late" not in heard("sam")


def test_a_wrong_answer_is_told_kindly_to_its_author_and_to_the_asker(forum, happens, heard):
    forum.ask()
    answer = forum.reply("ben", "answer")
    happens()
    forum.refute(answer)
    happens()
    assert heard("ben") == ["answer_refuted"]
    assert heard("ana") == ["reply", "waits_again"]
    assert subjects("ana")[-1] == "An answer proved wrong: The box blinks"
    assert not any("your answer" in subject for subject in subjects("ben"))


def test_nobody_is_told_to_wait_while_another_answer_stands(forum, happens, heard):
    forum.ask()
    wrong = forum.reply("ben", "answer")
    forum.reply("sam", "answer")
    happens()
    forum.refute(wrong)
    happens()
    assert "waits_again" not in heard("ana") and heard("ben")[-1] == "answer_refuted"
