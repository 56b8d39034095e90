"""What one may not read is on no surface: hits, totals, snippets, suggestions, similar ones."""

import json

import pytest

from community.accounts.readers import VISITOR, reader_of
from community.clock import now
from community.search.searching import search

SECRET = "zanzibar"


@pytest.fixture
def browsers(client, browser_of):
    return {"visitor": client, **{name: browser_of(name) for name in ("ana", "ben", "sam")}}


def surfaces(browser, word=SECRET):
    """Every page and fragment that could show a word."""
    pages = [
        browser.get(f"/search?q={query}")
        for query in (word, f"{word} common", f"is:waiting {word}")
    ]
    pages.append(browser.get(f"/search/suggest?q={word[:5]}"))
    pages.append(browser.get(f"/search/similar?title={word} {word} common problem&body={word}"))
    assert all(page.status_code == 200 for page in pages)
    return "".join(page.text.split("<main", 1)[-1].replace(f'value="{word}', "") for page in pages)


def hits(browser, word=SECRET):
    pages = [
        browser.get(f"/search?q={word}").text,
        browser.get(f"/search/similar?title={word}").text,
    ]
    return sum(page.count("data-result=") + page.count("data-similar=") for page in pages)


def titles_seen(browser):
    texts = [
        browser.get(f"/search?q={SECRET}").text,
        browser.get(f"/search/suggest?q={SECRET[:5]}").text,
        browser.get(f"/search/similar?title={SECRET}").text,
    ]
    return "".join(texts).count("Marker")


CASES = {
    # name: (who may find it, how it is made)
    "private thread": (
        {"ana", "sam"},
        lambda s: s.thread(f"{SECRET} Marker", SECRET, audience="asker_and_staff"),
    ),
    "staff thread": (
        {"sam"},
        lambda s: s.thread(f"{SECRET} Marker", SECRET, author="sam", audience="staff"),
    ),
    "members' category": (
        {"ana", "ben", "sam"},
        lambda s: s.thread(f"{SECRET} Marker", SECRET, category="members"),
    ),
    "staff's category": (
        {"sam"},
        lambda s: s.thread(f"{SECRET} Marker", SECRET, author="sam", category="crew"),
    ),
    "hidden thread": (set(), lambda s: s.thread(f"{SECRET} Marker", SECRET, hidden_at=now())),
    "held thread": (set(), lambda s: s.thread(f"{SECRET} Marker", SECRET, held_at=now())),
    "public thread": (
        {"visitor", "ana", "ben", "sam"},
        lambda s: s.thread(f"{SECRET} Marker", SECRET),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_thread_is_found_by_its_readers_alone(case, shelf, browsers):
    readers, make = CASES[case]
    shelf.thread("A common problem", "common")
    make(shelf)
    shelf.settle()
    for name, browser in browsers.items():
        seen = titles_seen(browser)
        assert bool(seen) == (name in readers), (name, seen)
        assert bool(hits(browser)) == (name in readers), name


POSTS = {
    "private reply": ({"ana", "sam"}, {"audience": "asker_and_staff"}),
    "internal note": ({"sam"}, {"audience": "staff"}),
    "hidden post": (set(), {"hidden_at": now()}),
    "held post": (set(), {"held_at": now()}),
    "public reply": ({"visitor", "ana", "ben", "sam"}, {}),
}


@pytest.mark.parametrize("case", POSTS)
def test_a_post_is_found_by_its_readers_alone(case, shelf, browsers):
    readers, columns = POSTS[case]
    thread = shelf.thread("A common problem", "common matter", author="ana")
    shelf.reply(thread, f"the {SECRET} word", **columns)
    shelf.settle()
    for name, browser in browsers.items():
        may = name in readers
        page = browser.get(f"/search?q={SECRET}").text
        assert (f'data-result="{thread}"' in page) == may, name
        assert (f"<mark>{SECRET}</mark>" in page) == may, name
        assert ("1 result for" in page) == may, name
        both = browser.get(f"/search?q={SECRET} common").text
        assert f'data-result="{thread}"' in both  # the thread itself is public
        assert (f"<mark>{SECRET}</mark>" in both) == may, name


def test_a_thread_with_notes_counts_once_for_everybody(shelf, browsers):
    thread = shelf.thread("Common problem", "matter", author="ana")
    shelf.reply(thread, "a private matter", audience="asker_and_staff")
    shelf.reply(thread, "a noted matter", audience="staff")
    shelf.settle()
    for name, browser in browsers.items():
        page = browser.get("/search?q=matter").text
        assert page.count("data-result=") == 1 and "1 result for" in page, name


def test_a_stale_index_shows_nothing_that_was_hidden_since(shelf, cast):
    """The database decides, even before the index has heard of it."""
    thread = shelf.thread(f"{SECRET} one", "common")
    shelf.settle()
    shelf.change(thread, audience="staff")
    assert search(SECRET, VISITOR).total == 0
    assert search(SECRET, reader_of(cast.sam)).total == 1


def test_filters_tell_nothing_of_what_one_may_not_see(shelf, browsers):
    shelf.thread("Internal", "plan", author="sam", category="crew", tags=["merger"])
    shelf.settle()
    for query in ("category:crew", "tag:merger"):
        stranger, nobody = (
            browsers["ben"].get(f"/search?q={q}").text for q in (query, f"{query}x")
        )
        assert "There is no" in stranger and "There is no" in nobody
        assert "There is no" not in browsers["sam"].get(f"/search?q={query}").text


def test_nothing_is_offered_that_one_may_not_see(shelf, browsers):
    shelf.thread("Internal", "plan", author="sam", category="crew", tags=["merger"])
    shelf.settle()
    for slip, meant in {"category:crww": "category%3Acrew", "tag:mergr": "tag%3Amerger"}.items():
        for name, browser in browsers.items():
            page = browser.get(f"/search?q=plan+{slip}").text
            assert (meant in page) == (name == "sam"), (name, slip)
            assert ("merger" in browser.get("/search/help").text) == (name == "sam")


def test_json_answers_follow_the_same_rules(shelf, browsers):
    shelf.thread(f"{SECRET} Marker", SECRET, audience="asker_and_staff", author="ana")
    shelf.settle()
    for name, browser in browsers.items():
        answer = browser.get(f"/search/suggest?q={SECRET}", headers={"Accept": "application/json"})
        assert bool(json.loads(answer.text)["suggestions"]) == (name in {"ana", "sam"})


def test_similar_threads_need_a_readable_thread(shelf, browsers):
    private = shelf.thread("Printer jams", "paper", audience="asker_and_staff", author="ana")
    shelf.thread("Printer jams again", "paper")
    shelf.settle()
    answers = {name: b.get(f"/t/{private}/similar").status_code for name, b in browsers.items()}
    assert answers == {"visitor": 404, "ana": 200, "ben": 404, "sam": 200}
