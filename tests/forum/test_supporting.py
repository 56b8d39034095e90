"""Every row of CARE's table "What a post does"."""

from datetime import timedelta

import pytest

from community import clock
from community.extensions import db, writing
from community.forum import posting, telling
from community.forum.supporting import recompute


def states(thread):
    return thread.support_state, thread.waiting_since, thread.waiting_for


def test_an_asked_question_is_unanswered_and_its_first_reply_clock_runs(forum):
    asked = forum.time
    forum.ask()
    assert states(forum.thread) == ("unanswered", asked, "first_reply")
    assert forum.thread.state_since == asked


def test_an_answer_by_a_customer_pauses_the_company_clock(forum):
    asked = forum.time
    forum.ask()
    answered = forum.time
    forum.reply("ben", "answer")
    thread = forum.thread
    assert (thread.support_state, thread.replied_by) == ("replied", "customer")
    assert thread.replied_at == thread.first_reply_at == thread.state_since == answered
    assert thread.waiting_since == asked  # paused, not ended
    assert thread.first_staff_reply_at is None


def test_an_answer_by_a_trusted_customer_is_told_apart(forum):
    forum.trust("ben")
    forum.ask()
    forum.reply("ben", "answer")
    assert (forum.thread.support_state, forum.thread.replied_by) == ("replied", "trusted")


def test_a_second_customers_answer_does_not_make_the_pause_longer(forum):
    forum.ask()
    first = forum.time
    forum.reply("ben", "answer")
    forum.at(hours=5).reply("ben", "answer")
    assert forum.thread.replied_at == first


def test_a_customers_answer_does_not_weaken_the_one_of_staff(forum):
    forum.ask()
    forum.reply("sam", "answer")
    forum.reply("ben", "answer")
    assert (forum.thread.replied_by, forum.thread.waiting_since) == ("staff", None)


def test_a_customers_remark_changes_nothing(forum):
    forum.ask()
    before = states(forum.thread)
    forum.reply("ben", "remark", "same here")
    assert states(forum.thread) == before
    assert forum.thread.first_reply_at is None


def test_an_answer_by_staff_stops_the_clock(forum):
    forum.ask()
    answered = forum.time
    forum.reply("sam", "answer")
    thread = forum.thread
    assert states(thread) == ("replied", None, None)
    assert thread.replied_by == "staff"
    assert thread.first_staff_reply_at == thread.first_reply_at == answered


def test_a_first_word_counts_as_first_reply_never_as_answer(forum):
    asked = forum.time
    forum.ask()
    said = forum.time
    forum.reply("sam", "first_word")
    thread = forum.thread
    assert (thread.support_state, thread.waiting_since) == ("unanswered", asked)
    assert thread.next_word_by == said + timedelta(hours=2)
    assert thread.first_reply_at == thread.first_staff_reply_at == said
    assert thread.replied_at is None


@pytest.mark.parametrize("by", [None, timedelta(minutes=-5)])
def test_a_first_word_needs_a_promise_in_the_future(forum, by):
    forum.ask()
    with pytest.raises(posting.Refused):
        forum.reply("sam", "first_word", next_word_by=by and forum.time + by)


def test_an_answer_ends_the_promise(forum):
    forum.ask()
    forum.reply("sam", "first_word")
    forum.reply("sam", "answer")
    assert forum.thread.next_word_by is None


def test_asking_for_information_pauses(forum):
    forum.ask()
    asked = forum.time
    forum.reply("sam", "need_info")
    thread = forum.thread
    assert states(thread) == ("needs_info", None, None)
    assert thread.info_asked_at == asked


@pytest.mark.parametrize("intent", ["still_need_help", "addition"])
def test_any_post_of_the_asker_ends_the_waiting_for_details(forum, intent):
    forum.ask()
    forum.reply("sam", "need_info")
    given = forum.time
    forum.reply("ana", intent)
    assert states(forum.thread) == ("needs_reply", given, "follow_up")
    assert forum.thread.info_asked_at is None


def test_another_customers_remark_does_not_give_the_details(forum):
    forum.ask()
    forum.reply("sam", "need_info")
    forum.reply("ben", "remark")
    assert forum.thread.support_state == "needs_info"


def test_still_needing_help_starts_the_follow_up_clock_once(forum):
    forum.ask()
    forum.reply("sam", "answer")
    first = forum.time
    forum.reply("ana", "still_need_help")
    forum.at(hours=3).reply("ana", "still_need_help")
    assert states(forum.thread) == ("needs_reply", first, "follow_up")


def test_more_words_before_the_first_reply_do_not_restart_the_clock(forum):
    asked = forum.time
    forum.ask()
    forum.at(hours=1).reply("ana", "still_need_help")
    assert states(forum.thread) == ("unanswered", asked, "first_reply")


def test_an_addition_is_marked_and_changes_nothing_else(forum):
    forum.ask()
    forum.reply("sam", "answer")
    before = states(forum.thread)
    added = forum.time
    forum.reply("ana", "addition", "thanks")
    assert states(forum.thread) == before
    assert forum.thread.added_detail_at == added


def test_accepting_by_the_asker_solves(forum):
    forum.ask()
    answer = forum.reply("ben", "answer")
    accepted = forum.time
    forum.accept(answer)
    thread = forum.thread
    assert states(thread) == ("solved", None, None)
    assert (thread.solved_by, thread.solved_at) == ("asker", accepted)
    assert thread.answer_post_id == answer


def test_saying_it_works_solves_without_a_post(forum):
    forum.ask()
    forum.reply("sam", "answer")
    forum.says_works()
    assert (forum.thread.support_state, forum.thread.solved_by) == ("solved", "asker")
    assert forum.thread.answer_post_id is None


def test_verifying_a_customers_answer_meets_the_company_clock(forum):
    forum.ask()
    answer = forum.reply("ben", "answer")
    forum.verify(answer)
    thread = forum.thread
    assert (thread.support_state, thread.replied_by) == ("replied", "customer")
    assert thread.waiting_since is None
    assert forum.post(answer).verified_at


def test_accepting_by_staff_is_told_apart(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    forum.at(days=4).accept(answer, "sam")
    assert (forum.thread.support_state, forum.thread.solved_by) == ("solved", "staff")


def test_a_trusted_customer_calls_the_company(forum):
    forum.trust("ben")
    forum.ask()
    before = states(forum.thread)
    called = forum.time
    forum.act(lambda: telling.ask_company(forum.thread, forum.cast.ben))
    assert states(forum.thread) == before
    assert forum.thread.needs_company_at == called


def test_an_automatic_post_never_counts(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    with writing():
        forum.post(answer).automatic = True
        recompute(forum.thread)
    assert (forum.thread.support_state, forum.thread.first_reply_at) == ("unanswered", None)


def test_still_broken_puts_a_solved_question_back(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    forum.accept(answer)
    broken = forum.at(days=2).time
    forum.says_still_broken()
    thread = forum.thread
    assert states(thread) == ("needs_reply", broken, "follow_up")
    assert thread.reopened_at == broken
    assert (thread.answer_post_id, thread.solved_at) == (None, None)


def test_still_needing_help_on_a_solved_question_puts_it_back(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    forum.accept(answer)
    came_back = forum.at(days=30).time
    forum.reply("ana", "still_need_help")
    assert states(forum.thread) == ("needs_reply", came_back, "follow_up")
    assert forum.thread.reopened_at == came_back


def test_an_accepted_answer_can_be_accepted_again_after_coming_back(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    forum.accept(answer)
    forum.reply("ana", "still_need_help")
    forum.accept(answer)
    assert forum.thread.support_state == "solved"


def test_thanks_on_a_solved_question_leave_it_solved(forum):
    forum.ask()
    forum.accept(forum.reply("sam", "answer"))
    forum.reply("ana", "addition", "thanks")
    assert forum.thread.support_state == "solved"


def test_withdrawing_gives_the_state_from_before(forum):
    forum.ask()
    answer = forum.reply("ben", "answer")
    before = states(forum.thread)
    forum.accept(answer)
    forum.withdraw()
    assert states(forum.thread) == before
    assert (forum.thread.answer_post_id, forum.thread.reopened_at) == (None, None)


def test_hiding_the_only_answer_brings_the_clock_back(forum):
    asked = forum.time
    forum.ask()
    forum.hide(forum.reply("sam", "answer"))
    assert states(forum.thread) == ("unanswered", asked, "first_reply")
    assert forum.thread.first_staff_reply_at is None


def test_hiding_the_accepted_answer_takes_the_solution_away(forum):
    forum.ask()
    answer = forum.reply("sam", "answer")
    forum.accept(answer)
    forum.hide(answer)
    assert (forum.thread.support_state, forum.thread.answer_post_id) == ("unanswered", None)
    forum.restore(answer)
    assert (forum.thread.support_state, forum.thread.answer_post_id) == ("solved", answer)


def test_a_private_reply_by_staff_counts_like_a_public_one(forum):
    forum.ask()
    forum.reply("sam", "answer", audience="asker_and_staff")
    assert states(forum.thread) == ("replied", None, None)


def test_an_internal_note_never_counts(forum):
    forum.ask()
    before = states(forum.thread)
    forum.reply("sam", audience="staff")
    assert states(forum.thread) == before
    assert forum.thread.first_reply_at is None


def test_staffs_own_questions_are_not_waited_for(forum):
    forum.ask("sam")
    assert (forum.thread.support_state, forum.thread.waiting_since) == ("unanswered", None)
    forum.reply("ben", "answer")
    forum.reply("sam", "still_need_help")
    assert (forum.thread.support_state, forum.thread.waiting_since) == ("needs_reply", None)


def test_a_held_question_has_its_clock_from_when_it_was_asked(forum, monkeypatch):
    from community.forum import approving

    monkeypatch.setattr(posting, "judges", [lambda draft: "new account"])
    asked = forum.time
    forum.ask()
    assert (forum.thread.held_at, forum.thread.waiting_since) == (asked, None)
    opening = db.session.query(posting.Post).filter_by(number=1).one().id
    forum.at(hours=2).act(lambda: approving.approve(forum.post(opening), forum.cast.mia))
    assert states(forum.thread) == ("unanswered", asked, "first_reply")


def test_a_hidden_thread_is_not_waited_for(forum):
    from community.forum import hiding

    asked = forum.time
    forum.ask()
    forum.act(lambda: hiding.hide_thread(forum.thread, forum.cast.mia, "spam"))
    assert forum.thread.waiting_since is None
    forum.act(lambda: hiding.restore_thread(forum.thread, forum.cast.mia))
    assert forum.thread.waiting_since == asked


def test_closing_ends_the_clock_and_reopening_brings_it_back(forum):
    from community.forum import closing

    asked = forum.time
    forum.ask()
    forum.close("sam")
    assert (forum.thread.support_state, forum.thread.closed_by) == ("closed", "staff")
    assert forum.thread.waiting_since is None
    forum.act(lambda: closing.reopen(forum.thread, forum.cast.sam))
    assert states(forum.thread) == ("unanswered", asked, "first_reply")


def test_what_the_clock_closed_the_asker_opens_by_writing(forum):
    forum.ask()
    forum.reply("sam", "need_info")
    forum.close(None)
    assert (forum.thread.support_state, forum.thread.closed_by) == ("closed", "clock")
    wrote = forum.at(days=3).time
    forum.reply("ana", "addition", "It is the model 2")
    assert states(forum.thread) == ("needs_reply", wrote, "follow_up")
    assert (forum.thread.closed_at, forum.thread.reopened_at) == (None, wrote)


def test_a_solved_question_that_is_closed_stays_solved(forum):
    forum.ask()
    forum.accept(forum.reply("sam", "answer"))
    forum.close("sam")
    assert forum.thread.support_state == "solved"
    assert forum.thread.closed_at


def test_other_kinds_have_no_support_state(forum):
    forum.ask(kind="discussion", category="talk")
    forum.reply("ben")
    thread = forum.thread
    assert (thread.support_state, thread.waiting_since, thread.first_reply_at) == (None, None, None)
    assert thread.public_posts == 2


def test_counts_come_in_a_public_and_a_staff_pair(forum):
    forum.ask()
    public = forum.time
    forum.reply("ben", "answer")
    forum.reply("sam", "answer", audience="asker_and_staff")
    note = forum.time
    forum.reply("sam", audience="staff")
    thread = forum.thread
    assert (thread.public_posts, thread.staff_posts, thread.last_number) == (2, 4, 4)
    assert (thread.public_active_at, thread.staff_active_at) == (public, note)


def test_a_private_thread_counts_what_its_asker_reads(forum):
    forum.ask(audience="asker_and_staff")
    forum.reply("sam", "answer")
    forum.reply("sam", audience="staff")
    assert (forum.thread.public_posts, forum.thread.staff_posts) == (2, 3)


def test_recomputing_records_nothing_when_nothing_changed(forum):
    from community.outbox.models import OutboxEvent

    forum.ask()
    forum.reply("ben", "answer")
    before = db.session.query(OutboxEvent).count()
    with clock.set_to(forum.time), writing():
        recompute(forum.thread)
    assert db.session.query(OutboxEvent).count() == before
