"""The help page, the feed and the JSON of a search."""

import html
import json
import re
from xml.etree import ElementTree

import pytest

from community.accounts.readers import VISITOR, reader_of
from community.search import help
from community.search.language import filters
from community.search.searching import search

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def people(cast):
    return {
        None: VISITOR,
        "ana": reader_of(cast.ana),
        "sam": reader_of(cast.sam),
    }


def examples(page):
    return [html.unescape(path) for path in re.findall(r'__example" href="([^"]+)"', page)]


@pytest.mark.parametrize("who", [None, "ana", "sam"])
def test_every_example_of_the_help_page_runs(who, shelf, app, browser_of, people, monkeypatch):
    monkeypatch.setattr("community.ratelimit.spend", lambda *_: None)
    shelf.thread("The printer prints squares", "x", tags=["laser"])
    shelf.settle()
    browser = browser_of(who) if who else app.test_client()
    paths = examples(browser.get("/search/help").text)
    assert len(paths) > 30
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200 and "flash--info" not in answer.text, path
    words = help.lines(people[who])[""][0].examples[0]
    assert search(words, people[who]).total == 1


def test_the_help_page_lists_what_one_may_use_and_nothing_else(people):
    staff_only = {f"{f.key}:{f.value}" for f in filters if f.for_staff and f.value}
    for who, reader in people.items():
        told = help.lines(reader)
        shown = {example for rows in told.values() for row in rows for example in row.examples}
        assert ("organisation" in told) == (who == "sam")
        assert bool(shown & staff_only) == (who == "sam")
        assert ("is:mine" in shown) == (who is not None)
        assert all(row.about for rows in told.values() for row in rows)


def test_the_search_page_leads_to_help_and_feed(shelf, client):
    page = client.get("/search?q=printer+is:solved").text
    assert 'href="/search/help"' in page
    assert 'href="/search.atom?q=printer+is%3Asolved"' in page or "is:solved" in page


def test_the_feed_has_the_newest_that_everybody_may_read(shelf, browser_of):
    first = shelf.thread("Printer & jam", "one", author="ana")
    second = shelf.thread("Printer two printer", "two")
    shelf.thread("Private printer", "x", audience="asker_and_staff", author="ana")
    shelf.thread("Scanner", "x")
    shelf.settle()
    for who in ("ana", "sam"):
        answer = browser_of(who).get("/search.atom?q=printer+-scanner")
        feed = ElementTree.fromstring(answer.data)
        assert answer.mimetype == "application/atom+xml"
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
        assert titles == ["Printer two printer", "Printer & jam"], (first, second)
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"].endswith("/search.atom?q=printer+-scanner")
        assert links["alternate"].endswith("/search?q=printer+-scanner")
        nothing = browser_of(who).get("/search.atom?q=is:bogus").data
        assert not list(ElementTree.fromstring(nothing).iter(f"{ATOM}entry"))


def test_programs_get_json(shelf, browser_of):
    thread = shelf.thread("Printer <b> jam", "the paper", author="ana")
    shelf.thread("Private printer", "x", audience="asker_and_staff", author="ana")
    shelf.settle()
    wish = {"headers": {"Accept": "application/json"}}
    found = json.loads(browser_of("ben").get("/search?q=printer+is:sloved", **wish).text)
    assert [row["id"] for row in found["results"]] == [thread] and found["total"] == 1
    assert found["results"][0]["title"] == "Printer <b> jam"
    assert found["mistakes"][0]["meant"] == "printer is:solved"
    assert json.loads(browser_of("ana").get("/search?q=printer", **wish).text)["total"] == 2
