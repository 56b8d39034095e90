"""Canned replies: proposed, approved, found, filled in without a chance to inject, counted."""

import pytest
from sqlalchemy import func, select

from community.desk import canned_choosing, canned_filling, canning, duties
from community.desk.canned_filling import Unfit, check, fill, plain
from community.desk.canned_models import CannedReply, CannedUse
from community.extensions import db, writing
from community.markup import render
from tests.forum.written import written_thread

HELLO = "Hello {asker|there}, about {title}: {product|our product} does that."


def stored(cast, title="Hello", source=HELLO, who="mia") -> int:
    with writing():
        return canning.propose(title, source, getattr(cast, who)).id


def titles(words=""):
    return [one.title for one in canned_choosing.approved(words)]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("Hi {askr}", "{askr}"),
        ("Hi {Asker|x}", "{Asker}"),
        ("Your {product} is", "{product}"),
        ("Your {product|} is", "{product}"),
        ("Hi {asker|{title}}", "cannot be read"),
        ("Hi {asker|two\nlines}", "cannot be read"),
        ("Hi { asker }", "cannot be read"),
    ],
)
def test_a_variable_that_cannot_be_filled_is_refused(app, source, word):
    with app.test_request_context(), pytest.raises(Unfit) as found:
        check(source)
    assert word in str(found.value)


@pytest.mark.parametrize("source", ["Use {}", 'JSON {"a": 1}', "\\{asker", "{ 1 }", "a } b {"])
def test_other_brackets_are_just_brackets(source):
    check(source)
    assert fill(source, {}) == source


def test_a_missing_value_has_its_fallback():
    assert fill("Hi {asker|there}, {product|it} runs", {"asker": None}) == "Hi there, it runs"
    assert fill("Hi {asker|there}", {"asker": "Ana"}) == "Hi Ana"


@pytest.mark.parametrize(
    "value",
    [
        "[click](https://evil.example)",
        "![x](https://evil.example/a.png)",
        "@ben look",
        "<b onclick=x>bold</b>",
        "*strong* _soft_ `code` ~~gone~~",
        "# Heading",
        "- item",
        "12. item",
        "> quote\n\n# Next",
        "{agent}",
        "&lt;b&gt; &amp;",
        "a\\",
        "| a | b |",
    ],
)
def test_what_a_customer_typed_is_only_words(value):
    made = render(plain(value) + " end", known=["ben"])
    assert made.mentions == ()
    for tag in ("<a", "<img", "<b", "<strong", "<em", "<code", "<del", "<h", "<li", "<block", "<t"):
        assert tag not in made.html.replace('<a href="https://evil.example', "")
    assert ">click<" not in made.html
    assert fill("{title}", {"title": value}) == plain(value)


def test_an_unknown_variable_is_an_error_of_the_form_and_the_text_stays(cast, browser_of):
    answer = browser_of("sam").post("/queue/canned", data={"title": "A", "source": "Hi {nobody}"})
    assert answer.status_code == 422
    assert "There is no “{nobody}”" in answer.text and "{asker}" in answer.text
    assert "Hi {nobody}" in answer.text
    assert db.session.scalar(select(func.count()).select_from(CannedReply)) == 0


def test_staff_propose_and_a_moderator_approves(cast, browser_of):
    sam, mia = browser_of("sam"), browser_of("mia")
    assert sam.post("/queue/canned", data={"title": "A", "source": "Hi"}).status_code == 303
    number = db.session.scalar(select(CannedReply.id))
    assert titles() == []
    assert sam.post(f"/queue/canned/{number}/approval").status_code == 403
    assert "Approve" not in sam.get("/queue/canned").text
    assert "Approve" in mia.get("/queue/canned").text
    assert mia.post(f"/queue/canned/{number}/approval").status_code == 303
    assert titles() == ["A"]


def test_who_leads_the_desk_approves_too(cast, browser_of):
    number = stored(cast, who="sam")
    with writing():
        duties.give(cast.sam, "lead", cast.admin)
    assert browser_of("sam").post(f"/queue/canned/{number}/approval").status_code == 303
    assert titles() == ["Hello"]


def test_a_moderators_own_serves_at_once(cast, browser_of):
    browser_of("mia").post("/queue/canned", data={"title": "A", "source": "Hi"})
    assert titles() == ["A"]


def test_staff_propose_a_change_of_what_serves_and_it_keeps_its_count(cast, browser_of):
    number, thread_id = stored(cast), written_thread(cast)
    with writing():
        canning.count_use(number, thread_id, cast.sam)
    sam, mia = browser_of("sam"), browser_of("mia")
    change = {"title": "Hello", "source": "Better", "version": "1"}
    assert sam.post(f"/queue/canned/{number}", data=change).status_code == 303
    assert [one.source for one in canned_choosing.approved()] == [HELLO]
    assert [one.replaces for one in canned_choosing.proposed()] == ["Hello"]
    proposal = canned_choosing.proposed()[0].id
    assert mia.post(f"/queue/canned/{proposal}/approval").status_code == 303
    assert [(one.id, one.source, one.uses) for one in canned_choosing.approved()] == [
        (number, "Better", 1)
    ]
    assert canned_choosing.proposed() == []


def test_two_who_change_it_at_once_do_not_overwrite_each_other(cast, browser_of):
    number, mia = stored(cast), browser_of("mia")
    first = {"title": "Hello", "source": "One", "version": "1"}
    assert mia.post(f"/queue/canned/{number}", data=first).status_code == 303
    late = mia.post(f"/queue/canned/{number}", data={**first, "source": "Two"})
    assert late.status_code == 409 and "One" in late.text and "Two" in late.text
    assert mia.delete(f"/queue/canned/{number}").status_code == 303
    gone = mia.post(f"/queue/canned/{number}", data={**first, "version": "2"})
    assert gone.status_code == 409 and "One" in gone.text


def test_only_a_moderator_or_who_proposed_it_removes(cast, browser_of):
    number, own = stored(cast), stored(cast, "Mine", "x", "sam")
    sam = browser_of("sam")
    assert sam.delete(f"/queue/canned/{number}").status_code == 403
    assert sam.delete(f"/queue/canned/{own}").status_code == 303
    assert browser_of("mia").delete(f"/queue/canned/{number}").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(CannedReply)) == 0


def test_words_find_titles_first_then_the_most_used(cast):
    thread_id = written_thread(cast)
    plain_one = stored(cast, "Refund", "Money comes back")
    used = stored(cast, "Ärger", "a refund takes a week")
    stored(cast, "Other", "REFUND")
    with writing():
        canning.count_use(used, thread_id, cast.sam)
        canning.count_use(used, thread_id, cast.sam)
    assert titles("refund") == ["Refund", "Ärger", "Other"]
    assert titles("ärger WEEK") == ["Ärger"]
    assert titles("nothing") == []
    assert {one.id: one.uses for one in canned_choosing.approved()}[used] == 1
    assert plain_one


def test_beside_a_thread_it_speaks_of_that_thread(cast, browser_of):
    thread_id = written_thread(cast, title="My [printer](https://evil.example)")
    number = stored(cast)
    sam = browser_of("sam")
    options = sam.get(f"/t/{thread_id}/canned?q=hello", headers={"X-Fragment": "1"}).text
    assert f'data-canned="{number}"' in options
    assert "Hello Ana, about My \\[printer\\]" in options and "App does that" in options
    assert "canned-replies" in sam.get(f"/t/{thread_id}-my-printer").text
    assert "canned-replies" not in browser_of("ana").get(f"/t/{thread_id}-my-printer").text
    assert sam.post(f"/t/{thread_id}/canned/{number}/uses").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(CannedUse)) == 1


def test_without_scripts_the_text_joins_what_was_typed(cast, browser_of):
    thread_id, number = written_thread(cast), stored(cast)
    sam = browser_of("sam")
    reply = {"body": "I looked <b>", "audience": "staff", "once": "abcdefgh"}
    page = sam.post(f"/t/{thread_id}/canned", data=reply).text
    assert "I looked &lt;b&gt;" in page and 'name="audience" value="staff"' in page
    back = sam.post(f"/t/{thread_id}/canned", data={**reply, "canned": str(number)}).text
    assert "I looked &lt;b&gt;\n\nHello Ana, about" in back
    assert 'value="staff" checked' in back
    for wrong in ("0", "x", "9" * 9, "٣"):
        sam.post(f"/t/{thread_id}/canned", data={**reply, "canned": wrong})


def test_what_is_only_proposed_goes_into_no_reply(cast, browser_of):
    thread_id, number = written_thread(cast), stored(cast, who="sam")
    sam = browser_of("sam")
    assert sam.post(f"/t/{thread_id}/canned/{number}/uses").status_code == 404
    assert sam.post(f"/t/{thread_id}/canned", data={"canned": str(number)}).status_code == 404


@pytest.mark.parametrize("who", ["ana", "max"])
def test_customers_and_marketing_see_nothing_of_it(cast, browser_of, who):
    thread_id, number = written_thread(cast), stored(cast)
    browser = browser_of(who)
    assert browser.get("/queue/canned").status_code == 403
    assert browser.get(f"/queue/canned/{number}").status_code == 403
    assert browser.get(f"/t/{thread_id}/canned").status_code == 403
    assert browser.post(f"/t/{thread_id}/canned").status_code == 403


def test_every_example_fills_every_variable():
    source = " ".join(f"{{{name}}}" for name in canned_filling.EXAMPLES)
    assert "{" not in fill(source, canned_filling.EXAMPLES)
