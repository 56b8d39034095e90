"""Which threads come first, and which of their posts is shown, with which words marked."""

import re
from datetime import timedelta

import pytest

from community.accounts.readers import VISITOR
from community.clock import now
from community.search.engine import Document, Wanted
from community.search.highlighting import Marks, mark_words, snippet
from community.search.plans import Scored
from community.search.searching import search
from community.search.second_look import in_new_order
from community.search.text import stems
from community.search.whoosh_engine import WhooshEngine


def found(text):
    return [hit.thread_id for hit in search(text, VISITOR).hits]


def shown(text):
    """(number of the post, its marked piece) of the first hit."""
    row = search(text, VISITOR).rows[0]
    return row.post_number, str(row.snippet)


def marked(html, *words, pairs=()):
    house = stems("en")
    marks = Marks(frozenset(house.of(" ".join(words))), pairs=frozenset(pairs))
    return str(snippet(html, marks, house).html)


# Threads


def test_solved_before_answered_by_staff_before_the_others(shelf):
    none = shelf.thread("Export as CSV", "how does it go")
    staffed = shelf.thread("Export as CSV", "how does it go")
    shelf.reply(staffed, "so", author="sam")
    solved = shelf.thread("Export as CSV", "how does it go", support_state="solved")
    shelf.settle()
    assert found("export csv") == [solved, staffed, none]


def test_the_fresh_one_of_two_alike_comes_first(shelf):
    old = shelf.thread("Router reboots", "again", created_at=now() - timedelta(days=900))
    new = shelf.thread("Router reboots", "again")
    shelf.settle()
    assert found("router") == [new, old]
    better = shelf.thread(
        "Router", "my router, the router reboots", created_at=now() - timedelta(days=900)
    )
    shelf.settle()
    assert found("router")[0] == better


def test_words_side_by_side_in_the_title_come_first(shelf):
    apart = shelf.thread("Printer of the paper tray", "words")
    near = shelf.thread("Paper of the printer tray", "words")
    shelf.settle()
    assert found("printer tray") == [near, apart]


def test_a_long_question_finds_what_the_best_hits_are_about(tmp_path):
    """The second look: `fuser` stands in what is best, and so lifts one of two equal others."""
    engine = WhooshEngine(tmp_path, "en")
    best = "wrinkled pages leave the printer hot since yesterday fuser roller fuser roller"
    texts = {number: f"{best} {number}" for number in range(10)}
    for number in range(10, 30):
        texts[number] = "printer pages invoice wallet"
    texts[30] = "printer pages fuser roller"
    texts |= {number: f"filler number {number} of something else" for number in range(31, 1200)}
    draft = engine.rebuild()
    draft.index({n: [Document(n, "t", text, (), str(n))] for n, text in texts.items()})
    draft.swap_in()
    asked = ["wrinkled", "pages", "leave", "the", "printer", "hot", "unbearably", "zzz"]
    wanted = Wanted(chunks=tuple((word,) for word in asked), limit=50, seconds=9)
    order = [hit.thread_id for hit in engine.search(wanted).hits]
    assert set(order[:10]) == set(range(10))
    assert order[10] == 30


def test_the_first_hits_stay_in_front_after_the_second_look():
    near = [Scored(10.0 - n, n) for n in range(6)]
    again = in_new_order(near, lambda one: {5: 20.0, 0: 1.0}.get(one.number, 0.0))
    assert [one.number for one in again] == [0, 1, 2, 5, 3, 4]
    assert [one.score for one in again] == sorted((one.score for one in again), reverse=True)
    assert in_new_order(near[:2], lambda one: 1.0) == near[:2] and in_new_order([], len) == []


def test_short_questions_mean_what_they_say(tmp_path):
    engine = WhooshEngine(tmp_path, "en")
    texts = {n: "printer fuser roller" for n in range(40)}
    texts |= {n: f"filler number {n}" for n in range(40, 1200)}
    draft = engine.rebuild()
    draft.index({n: [Document(n, "t", text, (), str(n))] for n, text in texts.items()})
    draft.swap_in()
    wanted = Wanted(chunks=(("printer",), ("zzz",)), limit=100, seconds=9)
    hits = engine.search(wanted).hits
    assert len({round(hit.score, 6) for hit in hits}) == 1


# Posts


def test_the_post_that_matches_best_is_shown(shelf):
    thread = shelf.thread("Sync is slow", "It takes very long since the update " * 5)
    shelf.reply(thread, "Same here, sync takes long", author="ben")
    shelf.reply(thread, "Turn off the throttle of the proxy in the sync settings", author="ben")
    shelf.settle()
    number, piece = shown("sync throttle proxy")
    assert number == 3 and "<mark>throttle</mark>" in piece and "<mark>proxy</mark>" in piece


def test_the_rare_word_decides_which_post_is_shown(shelf):
    for count in range(6):
        shelf.thread(f"Login {count}", "the account and the password")
    thread = shelf.thread("Trouble", "my account and password are fine")
    shelf.reply(thread, "it is the quicksilver module", author="ben")
    shelf.settle()
    assert shown("account password quicksilver") == (
        2,
        "it is the <mark>quicksilver</mark> module",
    )


def test_of_two_posts_alike_the_answer_is_shown(shelf):
    thread = shelf.thread("Trouble", "words")
    shelf.reply(thread, "reset the modem", author="ben")
    answer = shelf.reply(thread, "reset the modem", author="ben")
    shelf.change(thread, answer_post_id=answer, support_state="solved")
    shelf.settle()
    assert shown("reset modem")[0] == 3


def test_the_post_with_the_phrase_is_shown(shelf):
    thread = shelf.thread("Trouble", "the tray is full and there is no paper")
    shelf.reply(thread, "it is a long story about me, but the paper tray is broken", author="ben")
    shelf.settle()
    assert shown('"paper tray"')[0] == 2


# Marks


def test_words_are_marked_in_all_their_forms():
    assert marked("<p>It stopped connecting to the Cafés</p>", "stop", "connections", "cafe") == (
        "It <mark>stopped</mark> <mark>connecting</mark> to the <mark>Cafés</mark>"
    )


def test_code_and_half_marked_up_words_are_marked_whole():
    html = "<p>in <code>my_function</code> and <em>set</em>tings.py</p>"
    assert marked(html, "function", "settings") == (
        "in my_<mark>function</mark> and <mark>settings</mark>.py"
    )


def test_html_in_a_text_stays_text():
    assert marked("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "alert") == (
        "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;"
    )
    house = stems("en")
    title = mark_words('<b onload="x">', Marks(frozenset({"onload"})), house)
    assert title == "&lt;b <mark>onload</mark>=&#34;x&#34;&gt;"


@pytest.mark.parametrize("word", ["الطابعة", "принтер", "プリンター"])
def test_words_of_other_scripts_are_marked(word):
    piece = marked(f"<p>A {word} is here</p>", word)
    assert f"<mark>{word}</mark>" in piece


def test_a_piece_with_very_long_words_stays_short():
    piece = marked(f"<p>key {'x' * 5000} end {'y' * 5000}</p>", "key")
    assert piece.startswith("<mark>key</mark>") and len(piece) < 1000 and piece.endswith(" …")


def test_the_piece_is_where_the_words_stand_side_by_side():
    filler = " and so on" * 40
    html = f"<p>paper is here, tray is there{filler} the paper tray broke{filler}</p>"
    piece = marked(html, "paper", "tray", pairs=[("paper", "tray")])
    assert re.search("<mark>paper</mark> <mark>tray</mark> broke", piece)


def test_a_post_without_any_word_shows_its_beginning():
    assert marked("<p>First words of it</p>", "nothing") == "First words of it"
    assert marked("", "nothing") == ""
