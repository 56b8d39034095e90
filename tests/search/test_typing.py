"""While somebody types: suggestions, similar questions, and the boxes on the forum's pages."""

import time

from community.accounts.readers import VISITOR
from community.outbox.working import Worker
from community.search.searching import search
from community.search.similar import similar
from community.search.suggesting import suggest


def titles(found):
    return [one.title for one in found]


def test_a_begun_word_suggests_titles(shelf):
    shelf.thread("Reset my password", "x")
    shelf.thread("Passport photos do not upload", "x")
    shelf.thread("Something else", "password in the text only")
    shelf.settle()
    assert set(titles(suggest("pass", VISITOR))) == {
        "Reset my password",
        "Passport photos do not upload",
    }
    assert titles(suggest("resetting my pas", VISITOR)) == ["Reset my password"]
    assert titles(suggest("reset p", VISITOR)) == ["Reset my password"]
    assert titles(suggest("is:solved reset pas tag:", VISITOR)) == ["Reset my password"]
    assert not suggest("p", VISITOR) and not suggest("", VISITOR) and not suggest("zzz", VISITOR)


def test_a_mistyped_word_suggests_what_was_meant(shelf):
    shelf.thread("Reset my password", "x")
    shelf.settle()
    assert titles(suggest("reset pasword", VISITOR)) == ["Reset my password"]
    assert not suggest("tset", VISITOR) and not suggest("xyzzy", VISITOR)


def test_suggestions_are_links_that_the_box_turns_into_options(shelf, client):
    thread = shelf.thread("Reset <my> password", "x")
    shelf.settle()
    page = client.get("/search/suggest?q=reset").text
    assert f'href="/t/{thread}-a-slug"' in page and 'class="suggest__item"' in page
    assert "Reset &lt;my&gt; password" in page


def test_a_title_shows_what_was_asked_before(shelf):
    asked = shelf.thread("App crashes when I open the settings", "On Android 14 it closes")
    for number in range(6):
        shelf.thread(f"Invoice number {number} is missing", "accounting")
    shelf.settle()
    assert titles(similar("The settings crash the app", "", VISITOR)) == [
        "App crashes when I open the settings"
    ]
    found = similar("Invoice missing", "", VISITOR)
    assert len(found) == 5
    assert not similar("How do I bake bread", "", VISITOR)
    assert [s.thread_id for s in similar("settings crash", "android closes", VISITOR)] == [asked]


def test_a_thread_is_not_similar_to_itself(shelf, client):
    one = shelf.thread("App crashes in the settings", "Android closes it")
    two = shelf.thread("Settings crash the app", "It closes on Android")
    shelf.settle()
    page = client.get(f"/t/{one}/similar").text
    assert f'data-similar="{two}"' in page and f'data-similar="{one}"' not in page


def test_the_forums_pages_have_their_boxes(shelf, client, browser_of):
    thread = shelf.thread("App crashes", "x")
    shelf.settle()
    assert f'src="/t/{thread}/similar"' in client.get(f"/t/{thread}-a-slug").text
    assert 'url="/search/similar"' in browser_of("ana").get("/ask").text


def test_little_words_are_not_marked_beside_real_ones(shelf, client):
    shelf.thread("How do I reset my password", "you do it in the settings")
    shelf.settle()
    page = client.get("/search?q=how+do+I+reset").text
    assert "<mark>reset</mark>" in page and "<mark>do</mark>" not in page
    assert "<mark>How</mark>" in client.get("/search?q=how").text


def test_what_has_only_little_words_in_common_is_not_near(shelf):
    near = shelf.thread("Password forgotten", "the link never came")
    shelf.thread("How do you do that", "my how do")
    shelf.settle()
    hits = search("how do I recover a forgotten password", VISITOR).hits
    assert hits[0].thread_id == near


def test_a_running_worker_makes_a_post_findable_within_a_second(shelf, app):
    shelf.thread("Warm up", "x")
    shelf.settle()
    worker = Worker(app)
    worker.start()
    try:
        time.sleep(0.3)
        began = time.monotonic()
        thread = shelf.thread("Quicksilver leaks", "from the thermometer")
        while not search("quicksilver", VISITOR).hits:
            assert time.monotonic() - began < 5
            time.sleep(0.02)
        assert search("quicksilver", VISITOR).hits[0].thread_id == thread
        assert time.monotonic() - began < 1.0
    finally:
        worker.stop()
