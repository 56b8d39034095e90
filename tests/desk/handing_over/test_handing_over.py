"""Hand-overs arrive once, say what they may, and show what became of them."""

from datetime import timedelta

import pytest

from community import clock
from community.desk import queue
from community.desk.handing_over import destinations, handing
from community.desk.handing_over.models import Destination, HandOver
from community.extensions import db, writing
from community.forum import hiding, posting
from community.forum.models import Post, Thread
from community.outbox.working import drain
from tests import mailbox
from tests.desk.handing_over.conftest import kept
from tests.forum.conftest import rendered
from tests.statements import counted


def pages(browser_of, thread_id):
    return {
        who: browser_of(who).get(f"/t/{thread_id}-my-printer").text for who in ("ana", "ben", "sam")
    }


def attention(cast):
    return [row for row in queue.page(cast.people["sam"]).items if row.kind == "handed"]


def test_it_arrives_signed_with_content_and_link(handed, desk, asked):
    one = handed(note="Please look at the driver")
    ticket = desk.seen()["tickets"][one.key]
    assert (
        ticket["thread"]["title"] == "My printer" and ticket["note"] == "Please look at the driver"
    )
    assert [post["text"] for post in ticket["posts"]] == ["It prints squares"]
    assert ticket["posts"][0]["html"] == "<p>It prints squares</p>"
    assert ticket["link"] == f"http://localhost/t/{asked}-my-printer#p1"
    assert ticket["callback"] == f"http://localhost/hooks/hand-overs/{one.key}"
    assert ticket["asker"]["name"] == "Ana Alves" and ticket["asker"]["organisation"] == "Acme"
    assert "ana@example.com" not in str(ticket) and "secret note" not in str(ticket)
    assert (one.reference, one.url) == ("SUP-101", "https://desk.example/SUP-101")


@pytest.mark.parametrize(
    ("who", "named", "mailed"),
    [("nobody", False, False), ("name", True, False), ("mail", True, True)],
)
def test_it_learns_of_people_what_it_may(handed, desk, who, named, mailed):
    with writing():
        db.session.query(Destination).one().who = who
    one = handed()
    ticket = str(desk.seen()["tickets"][one.key])
    assert ("Ana Alves" in ticket, "ana@example.com" in ticket) == (named, mailed)


def test_one_post_alone(handed, desk, asked, cast):
    with writing():
        thread = db.session.get(Thread, asked)
        post_id = posting.reply(thread, cast.ben, "Me too", rendered("Me too")).id
    one = handed(post=str(post_id))
    ticket = desk.seen()["tickets"][one.key]
    assert [post["text"] for post in ticket["posts"]] == ["Me too"] and ticket["link"].endswith(
        "#p3"
    )
    assert ticket["posts"][0]["role"] == "customer"


def test_another_threads_post_or_a_note_cannot_be_chosen(desk, asked, browser_of):
    to, note = (
        str(db.session.query(Destination).one().id),
        db.session.query(Post).filter_by(audience="staff").one().id,
    )
    for post in (str(note), "9999", "x"):
        form = {"to": to, "post": post, "next_word_by": ""}
        assert browser_of("sam").post(f"/t/{asked}/hand-overs", data=form).status_code == 422


def test_who_waits_reads_that_it_is_looked_at_and_the_clock_runs_on(handed, browser_of, asked):
    before = db.session.get(Thread, asked).first_staff_reply_at
    said = "Our support team is looking at this."
    assert not any(said in page for page in pages(browser_of, asked).values())
    one = handed()
    shown = pages(browser_of, asked)
    assert said in shown["ana"] and said in shown["sam"] and said not in shown["ben"]
    assert "SUP-101: received" in browser_of("sam").get("/queue").text
    assert "SUP-101" in shown["sam"] and "SUP-101" not in shown["ana"] + shown["ben"]
    thread = db.session.get(Thread, asked)
    assert (thread.support_state, thread.first_staff_reply_at) == ("unanswered", before)
    with clock.moved_by(timedelta(days=4)):
        late = browser_of("ana").get(f"/t/{asked}-my-printer").text
        assert "We are late" in late and said in late
    with writing():
        handing.end(db.session.get(HandOver, one.id), None)
    assert said not in pages(browser_of, asked)["ana"]


def test_a_promise_goes_along_as_a_first_word(handed, asked, browser_of):
    handed(next_word_by="+120", word="Our specialists have it.")
    thread = db.session.get(Thread, asked)
    assert thread.next_word_by and thread.first_staff_reply_at
    assert thread.support_state == "unanswered"
    assert "Our specialists have it." in pages(browser_of, asked)["ben"]


def test_a_promise_without_words_is_refused_with_everything_typed(desk, asked, browser_of):
    to = str(db.session.query(Destination).one().id)
    form = {"to": to, "post": "", "note": "kept text", "next_word_by": "+60", "word": ""}
    answer = browser_of("sam").post(f"/t/{asked}/hand-overs", data=form)
    assert answer.status_code == 422 and "kept text" in answer.text
    assert db.session.query(HandOver).count() == 0 and desk.seen()["hits"] == []


def test_the_same_form_twice_is_one_ticket_and_another_one_is_refused(
    handed, desk, asked, browser_of
):
    one = handed(once="once-once")
    handed(once="once-once")
    assert desk.seen()["tickets"][one.key]["times"] == 1 and len(desk.seen()["hits"]) == 1
    to = str(one.destination_id)
    again = browser_of("sam").post(
        f"/t/{asked}/hand-overs", data={"to": to, "post": "", "next_word_by": ""}
    )
    assert again.status_code == 409
    assert db.session.query(HandOver).count() == 1


# ---- when it does not arrive ------------------------------------------------


def test_what_failed_is_tried_again_after_growing_pauses_and_is_one_ticket(
    handed, desk, asked, browser_of
):
    desk.told(manners=["500", "503", "ok"])
    one = handed()
    assert (one.attempts, one.failure) == (1, "500")
    assert "It answered with error 500." in pages(browser_of, asked)["sam"]
    assert "looking at this" not in pages(browser_of, asked)["ana"]
    drain()
    assert len(desk.seen()["hits"]) == 1
    with clock.moved_by(timedelta(seconds=6)):
        drain()
        assert kept().attempts == 2
    with clock.moved_by(timedelta(seconds=30)):
        drain()
        assert kept().attempts == 2
    with clock.moved_by(timedelta(seconds=80)):
        drain()
    assert (kept().attempts, kept().failure, kept().reference) == (3, None, "SUP-101")
    assert len(desk.seen()["tickets"]) == 1


def test_an_answer_that_was_lost_makes_no_second_ticket(handed, desk, cast):
    """They took it, and we heard nothing: the same id comes again."""
    one = handed()
    with writing():
        db.session.get(HandOver, one.id).delivered_at = None
        handing.send_again(
            db.session.get(HandOver, one.id),
            cast.sam,
        )
    drain()
    assert desk.seen()["tickets"][one.key]["times"] == 2
    assert kept().reference == "SUP-101" and len(desk.seen()["tickets"]) == 1


def test_who_cannot_be_reached_is_told_to_staff_who_send_again(
    handed, desk, cast, browser_of, asked
):
    desk.told(manners=["500"])
    one = handed()
    for minutes in (1, 5, 20):
        with clock.moved_by(timedelta(minutes=minutes)):
            drain()
    (item,) = attention(cast)
    assert item.attention == "unreachable"
    assert "Service desk could not be reached" in browser_of("sam").get("/queue").text
    desk.told(manners=["ok"])
    assert browser_of("sam").post(f"/hand-overs/{one.id}/sending").status_code == 303
    drain()
    assert attention(cast) == [] and kept().reference == "SUP-101"


def test_it_is_not_tried_for_ever(handed, desk):
    desk.told(manners=["500"])
    handed()
    for hours in (0.1, 1, 4, 12, 40, 80, 160, 300):
        with clock.moved_by(timedelta(hours=hours)):
            drain()
    one = kept()
    assert (one.attempts, one.next_try_at, one.attention) == (8, None, "unreachable")


def test_a_redirect_is_a_failure_and_leads_nowhere(handed, desk):
    desk.told(manners=["redirect"], redirect_to=f"{desk.url}/inner")
    assert handed().failure == "307"
    assert desk.seen()["hits"] == ["/hook"]


def test_one_that_is_gone_for_good_is_not_tried_again(handed, desk):
    desk.told(manners=["410"])
    assert (kept_state := handed()).attention == "unreachable" and kept_state.next_try_at is None


def test_who_hangs_costs_the_lane_its_time_once(handed, desk, monkeypatch, cast):
    monkeypatch.setattr("community.calling_out.call.__defaults__", (None, None, "POST", 0.4, False))
    desk.told(manners=["hang"])
    one = handed()
    assert one.failure == "too_slow"
    assert db.session.get(Destination, one.destination_id).rests_until > clock.now()
    with clock.moved_by(timedelta(seconds=10)):
        drain()
    assert len(desk.seen()["hits"]) == 1  # it rests


def test_what_was_hidden_meanwhile_does_not_leave(handed, desk, asked, cast, browser_of):
    to = str(db.session.query(Destination).one().id)
    browser_of("sam").post(
        f"/t/{asked}/hand-overs", data={"to": to, "post": "", "next_word_by": ""}
    )
    with writing():
        hiding.hide_thread(db.session.get(Thread, asked), cast.mia)
    drain()
    assert desk.seen()["hits"] == [] and kept().failure == "gone"


def test_a_removed_destination_gets_nothing_and_is_not_believed(handed, desk, call_back, cast):
    one = handed()
    with writing():
        destinations.end(db.session.get(Destination, one.destination_id), cast.admin)
    assert call_back(one, {"state": "done"}).status_code == 401
    assert kept().state == "open"


# ---- what comes back --------------------------------------------------------


def test_state_and_reference_come_back(handed, call_back, browser_of, asked, cast):
    one = handed()
    said = {
        "state": "in_progress",
        "reference": "INC-7",
        "url": "https://x.example/7",
        "note": "Dev <b>has</b> it",
    }
    assert call_back(one, said).json["new"] is True
    page = pages(browser_of, asked)["sam"]
    assert "INC-7" in page and 'href="https://x.example/7"' in page and "in progress" in page
    assert "Dev &lt;b&gt;has&lt;/b&gt; it" in page and attention(cast) == []
    assert "looking at this" in pages(browser_of, asked)["ana"]


def test_what_is_done_calls_for_us_until_the_asker_is_told(
    handed, call_back, browser_of, asked, cast
):
    one = handed()
    assert call_back(one, {"state": "done"}).status_code == 200
    assert "SUP-101 is done: tell the asker." in browser_of("sam").get("/queue").text
    assert "looking at this" not in pages(browser_of, asked)["ana"]
    with writing():
        thread = db.session.get(Thread, asked)
        posting.reply(thread, cast.mia, "Only a note", rendered("x"), audience="staff")
    drain()
    assert len(attention(cast)) == 1
    with writing():
        thread = db.session.get(Thread, asked)
        posting.reply(thread, cast.sam, "It is mended", rendered("It is mended"))
    drain()
    assert attention(cast) == [] and kept().ended_at


@pytest.mark.parametrize("state", ["done", "rejected"])
def test_one_of_us_can_say_that_nothing_is_left_to_say(handed, call_back, browser_of, cast, state):
    one = handed()
    call_back(one, {"state": state})
    assert attention(cast)[0].attention == state
    assert browser_of("sam").post(f"/hand-overs/{one.id}/end").status_code == 303
    drain()
    assert attention(cast) == []
    assert call_back(one, {"state": "open"}, "call-2").status_code == 409


def test_the_same_call_twice_is_heard_once(handed, call_back):
    one = handed()
    assert call_back(one, {"note": "a"}).json["new"] is True
    assert call_back(one, {"note": "a"}).json["new"] is False
    assert call_back(one, {"note": "b"}).status_code == 409
    assert call_back(one, {"note": "b"}, "call-2").json["new"] is True


def test_an_older_call_does_not_undo_a_newer_one(handed, call_back):
    one = handed()
    assert call_back(one, {"state": "done"}).status_code == 200
    late = call_back(one, {"state": "in_progress"}, "call-2", age=60)
    assert late.status_code == 409 and "newer" in late.json["detail"]
    assert kept().state == "done"


@pytest.mark.parametrize(
    "more",
    [
        {"secret": "whsec_" + "A" * 43 + "="},
        {"age": 400},
        {"age": -400},
        {"headers": {"webhook-signature": ""}},
        {"headers": {"webhook-id": "other"}},
        {"headers": {"webhook-timestamp": "soon"}},
    ],
    ids=["secret", "old", "future", "none", "id", "stamp"],
)
def test_an_unsigned_or_old_call_is_refused(handed, call_back, more):
    answer = call_back(handed(), {"state": "done"}, **more)
    assert answer.status_code == 401 and answer.mimetype == "application/problem+json"
    assert kept().state == "open" and answer.json["detail"]


@pytest.mark.parametrize(
    "said",
    [
        b"no json",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 20_000,
        b'{"state": null}',
        {"state": "finished"},
        {"state": 7},
        {"reference": "x" * 81},
        {"url": "javascript:alert(1)"},
        {"url": "https://a b"},
        {"note": "x" * 2001},
        {"other": "x"},
    ],
    ids=lambda said: str(said)[:20],
)
def test_a_body_that_means_nothing_is_refused(handed, call_back, said):
    answer = call_back(handed(), said)
    assert answer.status_code == 422 and answer.json["detail"]
    assert kept().heard_at is None


def test_unknown_or_too_large(handed, call_back):
    one = handed()
    assert call_back(one, {"state": "done"}, key="ho_nothing").status_code == 404
    assert call_back(one, b"x" * 40_000).status_code == 413


def test_guessing_is_slowed(handed, call_back):
    one = handed()
    wrong = [call_back(one, {}, secret="whsec_" + "A" * 43 + "=").status_code for _ in range(62)]
    assert wrong[:60] == [401] * 60 and wrong[-1] == 429


def test_a_new_secret_ends_the_old_one(handed, call_back, browser_of):
    one = handed()
    old = destinations.secret(db.session.get(Destination, one.destination_id))
    page = browser_of("admin").post(f"/queue/connections/destinations/{one.destination_id}/secret")
    new = destinations.secret(db.session.get(Destination, one.destination_id))
    assert new in page.text and new != old
    assert new not in browser_of("admin").get("/queue/connections").text
    assert call_back(one, {"state": "done"}, secret=old).status_code == 401
    assert call_back(one, {"state": "done"}, secret=new).status_code == 200


def test_who_handed_it_over_finds_it_among_their_own(handed, call_back, browser_of):
    call_back(handed(), {"state": "done"})
    assert "SUP-101 is done: tell the asker." in browser_of("sam").get("/queue/mine").text
    assert "SUP-101" not in browser_of("mia").get("/queue/mine").text


def test_pages_ask_the_database_the_same_for_one_and_for_five(
    handed, call_back, browser_of, asked, monkeypatch
):
    monkeypatch.setattr("community.desk.slots.BADGE_SECONDS", 1e6)  # it counts again by time

    def asks():
        found = []
        for who, path in (("sam", f"/t/{asked}-my-printer"), ("ana", f"/t/{asked}-my-printer")):
            browser = browser_of(who)
            browser.get(path)
            with counted() as sent:
                browser.get(path)
            found.append(len(sent))
        return found

    call_back(handed(), {"state": "done"})
    few = asks()
    for number in range(2, 6):
        call_back(handed(), {"state": "done"}, f"call-{number}")
    assert db.session.query(HandOver).count() == 5
    assert asks() == few and few[0] <= 9


# ---- by mail ----------------------------------------------------------------


def test_by_mail_with_content_and_link(asked, cast, browser_of):
    with writing():
        to = destinations.add("Tracker", "mail", "desk@example.org", "name", cast.admin).id
    mailbox.empty()
    browser_of("sam").post(
        f"/t/{asked}/hand-overs",
        data={"to": str(to), "post": "", "note": "Look <here>", "next_word_by": ""},
    )
    drain()
    (mail,) = mailbox.sent("desk@example.org")
    text, html = mailbox.text(mail), mailbox.html(mail)
    assert mail["Subject"] == "Handed over: My printer"
    assert "It prints squares" in text and "Ana Alves · Acme" in text and "Look <here>" in text
    assert "<p>It prints squares</p>" in html and "Look &lt;here&gt;" in html
    assert mailbox.links(mail, f"/t/{asked}") and "secret note" not in text + html
    assert kept().delivered_at
