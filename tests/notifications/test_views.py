"""The list behind the bell, the settings, and the stop behind every mail."""

import re

from community import mailer
from community.extensions import writing
from community.notifications import stopping, wishes
from community.notifications.models import Suppression
from tests import mailbox
from tests.statements import counted


def page(client, path="/notices"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_list_says_what_happened_and_leads_there(forum, happens, browser_of):
    forum.ask()
    forum.reply("sam", "answer", text="Press <b>it</b>")
    happens()
    text = page(browser_of("ana"))
    assert "Sam Sato replied to “The box blinks”" in text
    assert 'href="/t/1-the-box-blinks#p2"' in text
    assert re.search(r"data-count>1<", text)


def test_an_empty_list_says_so(browser_of):
    assert "Nothing has happened yet" in page(browser_of("ben"))


def test_visitors_are_sent_to_sign_in(client):
    assert client.get("/notices").status_code in (302, 303)
    assert client.get("/settings/notices").status_code in (302, 303)
    assert client.post("/notices/reading").status_code in (302, 303, 422)


def test_reading_marks_only_ones_own(forum, happens, browser_of):
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    text = page(browser_of("ana"))
    number = re.search(r'data-notice="(\d+)"', text).group(1)
    assert browser_of("ben").post(f"/notices/{number}/reading").status_code == 204
    assert "thread-row--unread" in page(browser_of("ana"))
    assert browser_of("ana").post(f"/notices/{number}/reading").status_code == 204
    assert "thread-row--unread" not in page(browser_of("ana"))


def test_all_are_read_with_one_press(forum, happens, browser_of):
    forum.ask()
    forum.reply("sam", "answer")
    forum.reply("ben", "answer")
    happens()
    ana = browser_of("ana")
    assert page(ana).count("thread-row--unread") == 2
    assert ana.post("/notices/reading").status_code == 303
    assert "thread-row--unread" not in page(ana)


def test_reading_the_thread_reads_its_notices(forum, cast, happens, browser_of):
    from community.extensions import db
    from community.forum.acts import Reading

    forum.ask()
    forum.reply("sam", "answer")
    forum.reply("ben", "answer")
    happens()
    with writing():
        db.session.add(Reading(thread_id=forum.thread_id, user_id=cast.people["ana"], number=2))
    assert page(browser_of("ana")).count("thread-row--unread") == 1


def test_what_was_hidden_meanwhile_is_not_listed(forum, happens, browser_of):
    forum.ask()
    post_id = forum.reply("ben", "answer", text="Rude words")
    happens()
    forum.hide(post_id)
    text = page(browser_of("ana"))
    assert "Rude words" not in text and "Nothing has happened yet" in text


def test_the_list_is_paged_by_key(forum, happens, browser_of):
    forum.ask()
    for number in range(35):
        forum.reply("sam", "answer", text=f"Reply {number}")
    happens()
    ana = browser_of("ana")
    first = page(ana)
    assert first.count("data-notice=") == 30 and "Reply 34" in first
    path = re.search(r'rel="next" href="([^"]+)"', first).group(1)
    second = page(ana, path)
    assert second.count("data-notice=") == 5 and "Reply 0" in second


def test_the_list_costs_the_same_however_long_it_is(forum, happens, browser_of):
    forum.ask()
    ana = browser_of("ana")
    costs = []
    for count in (1, 20):
        for _reply in range(count):
            forum.reply("sam", "answer")
        happens()
        page(ana)
        with counted() as sent:
            page(ana)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 4


def test_wishes_are_kept_and_followed(forum, happens, heard, browser_of):
    ana = browser_of("ana")
    text = page(ana, "/settings/notices")
    assert 'name="reply.email" value="1"' in text and "new_question" not in text
    assert ana.post("/settings/notices", data={"reply.in_app": "1"}).status_code == 303
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    assert heard("ana") == ["reply"]
    assert mailbox.sent("ana@example.com") == []


def test_staff_may_choose_what_staff_hear(browser_of):
    assert 'name="new_question.email"' in page(browser_of("sam"), "/settings/notices")


def test_a_customer_cannot_wish_for_staffs_notices(forum, cast, browser_of, happens, heard):
    browser_of("ben").post("/settings/notices", data={"new_question.email": "1"})
    forum.ask()
    happens()
    assert heard("ben") == []


def test_opening_the_stop_page_changes_nothing(forum, cast, happens, client):
    path = stopping.path_for(cast.people["ana"], "reply")
    assert "Replies to what I asked" in page(client, path)
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    assert len(mailbox.sent("ana@example.com")) == 1


def test_one_press_without_signing_in_stops_this_kind_alone(app, forum, cast, happens, client):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        path = stopping.path_for(cast.people["ana"], "reply")
        one_click = {"List-Unsubscribe": "One-Click"}
        assert client.post(path, data=one_click).status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    forum.ask()
    forum.reply("sam", "answer")
    forum.reply("sam", "need_info")
    happens()
    assert [m["Subject"].partition(":")[0] for m in mailbox.sent("ana@example.com")] == [
        "We need a detail from you"
    ]


def test_the_link_in_a_mail_is_the_one_that_stops_it(forum, cast, happens, client):
    forum.ask()
    forum.reply("sam", "answer")
    happens()
    (mail,) = mailbox.sent("ana@example.com")
    url = mail["List-Unsubscribe"].strip("<>")
    assert url in mailbox.text(mail) and url in mailbox.html(mail)
    client.post(url.removeprefix("http://localhost"))
    assert not wishes.matrix(cast.ana)["reply"]["email"]


def test_a_forged_stop_is_nothing(client, cast):
    path = stopping.path_for(cast.people["ana"], "reply")
    for wrong in (path[:-2], "/stop/x", path.replace("/stop/", "/stop/W")):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong).status_code == 404
    assert wishes.matrix(cast.ana)["reply"]["email"]


def test_an_address_may_be_stopped_without_an_account(app, client):
    from community.extensions import db

    client.post(stopping.path_for_address("Stranger@Example.com"))
    assert db.session.get(Suppression, "stranger@example.com").reason == "stopped"
    assert stopping.is_suppressed("STRANGER@example.com")
    assert mailer.link("/x") == "http://localhost/x"
