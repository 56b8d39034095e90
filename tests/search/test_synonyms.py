"""Staff say which words mean the same, and every search follows at once."""

import pytest
from sqlalchemy import select

from community.accounts.readers import VISITOR
from community.extensions import db
from community.journal.models import JournalEntry
from community.search.searching import search
from community.search.synonym_models import SynonymGroup

PATH = "/search/synonyms"


def found(text):
    return [(hit.thread_id, hit.complete) for hit in search(text, VISITOR).hits]


@pytest.fixture
def sam(browser_of):
    return browser_of("sam")


def add(browser, *terms, **more):
    return browser.post(PATH, data={"terms": "\n".join(terms)} | more)


def the_group():
    db.session.rollback()
    return db.session.scalars(select(SynonymGroup)).one()


def test_words_of_a_group_find_each_other_without_a_rebuild(shelf, sam, client):
    short = shelf.thread("My 2FA is lost", "new phone")
    long = shelf.thread("Two factor authentication", "does not arrive")
    shelf.thread("Authentication of a factor", "two of them")
    shelf.settle()
    assert dict(found("2fa")) == {short: True}
    assert add(sam, "2fa", "two factor authentication", "MFA").status_code == 303
    assert dict(found("2fa")) == {short: True, long: True}
    assert (short, True) in found("two factor authentication")
    assert {short, long} <= dict(found("mfa")).keys()
    page = client.get("/search?q=mfa").text
    assert "<mark>2FA</mark>" in page
    assert "<mark>Two</mark> <mark>factor</mark> <mark>authentication</mark>" in page


def test_words_of_a_synonym_are_marked_only_where_they_stand_together(shelf, sam, client):
    shelf.thread("The 2FA", "two of us tried a factor; the second factor failed")
    shelf.settle()
    add(sam, "2fa", "two factor", "second factor")
    page = client.get("/search?q=2fa").text
    assert "tried a factor; the <mark>second</mark> <mark>factor</mark> failed" in page


def test_all_other_words_are_still_wanted(shelf, sam):
    both = shelf.thread("Invoice lost", "where is it")
    shelf.thread("Bill", "paid")
    shelf.settle()
    add(sam, "bill", "invoice")
    assert found("lost bills") == [(both, True), *found("lost bills")[1:]]
    assert found("-lost bill")[0][0] != both


def test_what_was_typed_comes_before_its_synonyms(shelf, sam):
    other = shelf.thread("Invoice", "where is it")
    typed = shelf.thread("Bill", "where is it")
    shelf.settle()
    add(sam, "bill", "invoice", "receipt")
    assert next(thread for thread, _ in found("bill")) == typed
    assert next(thread for thread, _ in found("invoice")) == other


def test_one_way_synonyms_find_in_one_direction(shelf, sam):
    iphone = shelf.thread("iPhone battery", "empty")
    phone = shelf.thread("Phone battery", "empty")
    shelf.settle()
    add(sam, "phone", "iphone", one_way="1")
    assert dict(found("phones")) == {phone: True, iphone: True}
    assert dict(found("iphone")) == {iphone: True}


def test_phrases_mean_what_they_say(shelf, sam):
    shelf.thread("Invoice", "…")
    shelf.settle()
    add(sam, "bill", "invoice")
    assert found('"bill"') == []


def test_a_group_changes_and_goes(shelf, sam):
    thread = shelf.thread("Invoice", "…")
    shelf.settle()
    add(sam, "bill", "invoice")
    group = the_group()
    data = {"terms": "bill, receipt", "version": group.version}
    assert sam.post(f"{PATH}/{group.id}", data=data).status_code == 303
    assert found("bill") == []
    assert sam.post(f"{PATH}/{group.id}", data={"terms": "bill, invoice", "version": 2}).location
    assert found("bill") == [(thread, True)]
    assert sam.post(f"{PATH}/{group.id}", data={"_method": "DELETE"}).status_code == 303
    assert found("bill") == []
    acts = db.session.scalars(select(JournalEntry.action).where(JournalEntry.subject == "synonyms"))
    assert list(acts) == ["add", "edit", "edit", "remove"]


def test_two_who_edit_at_once_do_not_overwrite_each_other(sam, browser_of):
    add(sam, "bill", "invoice")
    group, mia = the_group(), browser_of("mia")
    first = {"terms": "bill, receipt", "version": 1}
    mia.post(f"{PATH}/{group.id}", data=first)
    answer = sam.post(f"{PATH}/{group.id}", data={"terms": "bill, check", "version": 1})
    assert answer.status_code == 409
    assert "bill, receipt" in answer.text and "check" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert the_group().terms == ["bill", "receipt"]


def test_a_text_outlives_the_group_somebody_removed(sam, browser_of):
    add(sam, "bill", "invoice")
    path = f"{PATH}/{the_group().id}"
    browser_of("mia").post(path, data={"_method": "DELETE"})
    answer = sam.post(path, data={"terms": "bill, check", "version": 1})
    assert answer.status_code == 409 and "bill, check" in answer.text


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ("bill", "at least two"),
        ("", "must not be empty"),
        ("bill, bills", "are one word to the search"),
        ("bill, the", "has no word that is searched for"),
        ("is:solved, done", "leave out filters"),
        ('bill, "the paper"', "leave out filters"),
        ("bill, -paper", "leave out filters"),
        ("bill, ???", "has no word that is searched for"),
        (f"bill, {'x' * 70}", "is too long"),
        ("bill, a b c d e f g h i j k", "is too long"),
        (", ".join(f"w{n}" for n in range(30)), "At most 20"),
        ("invoices, account", "is in another group already: bill, invoice"),
    ],
)
def test_what_makes_no_sense_is_explained(sam, terms, told):
    add(sam, "bill", "invoice")
    answer = add(sam, terms)
    assert answer.status_code == 422
    assert told in answer.text and (not terms or terms.split(",")[0] in answer.text)
    assert the_group().terms == ["bill", "invoice"]


def test_the_same_group_twice_is_one(sam):
    assert add(sam, "bill", "invoice").status_code == add(sam, "bill", "invoice").status_code == 303
    assert the_group().terms == ["bill", "invoice"]


def test_only_staff_see_and_change_synonyms(client, browser_of, sam):
    add(sam, "bill", "invoice")
    group = the_group()
    assert "bill" in browser_of("mia").get(PATH).text
    for path in (PATH, f"{PATH}/{group.id}"):
        assert client.get(path).status_code == 303
        assert browser_of("ana").get(path).status_code == 403
        assert add(browser_of("max"), "a1", "b2").status_code == 403
        assert sam.get(path).status_code == 200
    assert sam.get(f"{PATH}/999").status_code == 404
