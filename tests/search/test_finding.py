"""What people find, in which order, and how fast a change is findable."""

import re

import pytest

from community.accounts.readers import VISITOR, reader_of
from community.search.searching import matching, search


def found(text, reader=VISITOR):
    return [hit.thread_id for hit in search(text, reader).hits]


def test_a_post_is_findable_after_its_event(shelf):
    thread = shelf.thread("Printer jams", "Paper is stuck in tray two")
    shelf.settle()
    shelf.reply(thread, "Open the flap behind the toner")
    shelf.settle()
    assert found("printer") == found("tray") == found("flap toner") == [thread]


def test_words_are_found_in_all_their_forms(shelf):
    thread = shelf.thread("The printer is jamming", "It stopped connecting to Café Networks")
    shelf.settle()
    for text in ("jammed printers", "stop", "connection", "cafe network", "CAFÉ"):
        assert found(text) == [thread], text


def test_all_words_come_first_and_most_words_behind_them(shelf):
    some = shelf.thread("Login fails login login", "password password")
    every = shelf.thread("Other matter", "the login with a password fails on android")
    shelf.settle()
    results = search("login password android", VISITOR)
    assert [hit.thread_id for hit in results.hits] == [every, some]
    assert [hit.complete for hit in results.hits] == [True, False]
    assert results.complete == 1


def test_a_whole_question_finds_something_near(shelf):
    thread = shelf.thread("Reset my password", "The mail with the link never arrives")
    shelf.settle()
    asked = "Hello, how could I possibly get a new password when that reset thing is broken?"
    assert found(asked) == [thread]


def test_a_phrase_must_stand_together(shelf):
    near = shelf.thread("A", "the paper tray is empty")
    shelf.thread("B", "tray with paper")
    shelf.settle()
    assert found('"paper tray"') == [near]


def test_a_phrase_that_stands_nowhere_finds_its_words(shelf):
    near = shelf.thread("B", "a tray with paper")
    shelf.settle()
    results = search('"paper tray"', VISITOR)
    assert [(hit.thread_id, hit.complete) for hit in results.hits] == [(near, False)]


def test_a_minus_leaves_out(shelf):
    kept = shelf.thread("Printer one", "laser")
    shelf.thread("Printer two", "inkjet")
    shelf.settle()
    assert found("printer -inkjet") == [kept]


def test_a_word_in_the_title_weighs_more(shelf):
    body = shelf.thread("Something else", "invoice " + "and more words about it " * 5)
    title = shelf.thread("Where is my invoice", "I cannot see it " * 5)
    shelf.settle()
    assert found("invoice") == [title, body]


def test_solved_threads_come_before_open_ones(shelf):
    shelf.thread("Export as CSV", "how")
    solved = shelf.thread("Export as CSV", "how", support_state="solved")
    shelf.settle()
    assert found("export csv")[0] == solved


def test_code_and_names_are_found_by_either_half(shelf):
    thread = shelf.thread("Error E-4021", "in my_function of settings.py with C++")
    shelf.settle()
    for text in ("E-4021", "4021", "my_function", "function", "settings", "c++"):
        assert found(text) == [thread], text


def test_signs_without_spaces_are_words(shelf):
    thread = shelf.thread("印刷できません", "プリンターの紙が詰まりました")
    shelf.settle()
    assert found("印刷") == found("紙が") == [thread]
    assert found("猫") == []


def test_signs_are_found_alone_in_part_and_among_other_scripts(shelf, client):
    thread = shelf.thread(
        "Windowsが起動しない", "更新プログラムの後、起動しません。한국어 설정을 바꿨어요"
    )
    shelf.settle()
    for text in ("起動", "紙 起", "プログラム", "windowsが起動", "설정", "한국", '"起動しません"'):
        assert found(text) == [thread], text
    assert found("動起") == []
    page = client.get("/search?q=プログラム+起動").text
    assert "<mark>プログラム</mark>" in page and "Windowsが<mark>起動</mark>しない" in page


def test_words_that_no_text_is_searched_for_find_titles(shelf):
    thread = shelf.thread("IT will not let me in", "…")
    shelf.settle()
    assert found("it") == found("not") == [thread]
    assert found("and") == []


def test_short_words_versions_and_codes(shelf, client):
    thread = shelf.thread("R or C on 5G", "since v2.1.3 node.js says E-1023 (0x8007) over Wi-Fi")
    shelf.thread("C++ and C#", "another matter")
    shelf.settle()
    for text in ("R", "C", "5g", "2.1.3", "2.1", "2", "node.js", "nodejs", "E1023", "e-1023"):
        assert found(text) == [thread], text
    for text in ("0x8007", "wifi", '"version v2.1.3 node"', "version 2.1.3"):
        assert found(text) == [thread], text
    page = client.get("/search?q=wifi+nodejs").text
    assert "<mark>Wi</mark>-<mark>Fi</mark>" in page and "<mark>node</mark>.<mark>js</mark>" in page


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Ёлка горит", "елка"),
        ("كيف أغيّر كلمة المرور", "كلمه المرور"),
        ("שָׁלוֹם עולם", "שלום"),
        ("ลืมรหัสผ่าน", "รหัสผ่าน"),
        ("पासवर्ड भूल गए", "पासवर्ड"),
        ("Übergröße in Łódź", "ubergrosse lodz"),
    ],
)
def test_other_scripts_are_found_and_marked(shelf, client, text, query):
    thread = shelf.thread(text, "…")
    shelf.settle()
    assert found(query) == [thread]
    assert "<mark>" in client.get(f"/search?q={query}").text


def test_one_hit_per_thread_with_its_best_post(shelf, client):
    thread = shelf.thread("Slow sync", "It takes an hour")
    shelf.reply(thread, "Nothing to add", author="ben")
    shelf.reply(thread, "Turn off the <b>throttle</b> in the sync settings")
    shelf.settle()
    page = client.get("/search?q=throttled+sync").text
    assert page.count("data-result=") == 1
    assert f"/t/{thread}-a-slug#p3" in page
    assert "<mark>throttle</mark>" in page and "Staff, Sam Sato" in page


def test_what_is_typed_is_escaped(shelf, client):
    shelf.thread("Tags <script>alert(1)</script>", "&lt;script&gt;alert(2)&lt;/script&gt;")
    shelf.settle()
    page = client.get("/search?q=<script>alert").text
    assert "<script>alert" not in page.replace(" ", "")
    assert "&lt;<mark>script</mark>&gt;" in page


def test_editing_moving_hiding_and_restoring_reach_the_index(shelf, cast):
    from community.clock import now

    thread = shelf.thread("Old title", "words")
    post = shelf.reply(thread, "the zebra answer", author="ben")
    shelf.settle()
    assert found("zebra") == [thread]
    shelf.change_post(post, source="the giraffe answer", html="<p>the giraffe answer</p>")
    shelf.settle()
    assert (found("zebra"), found("giraffe")) == ([], [thread])
    shelf.change_post(post, hidden_at=now())
    shelf.settle()
    assert found("giraffe") == []
    shelf.change_post(post, hidden_at=None)
    shelf.change(thread, title="New heading", category_id=cast.categories["talk"])
    shelf.settle()
    assert found("giraffe") == found("heading category:talk") == [thread]
    assert found("old") == found("heading category:help") == []
    shelf.change(thread, hidden_at=now())
    shelf.settle()
    assert found("heading") == []


def test_pages_hold_ten_and_say_how_many(shelf, client):
    for number in range(12):
        shelf.thread(f"Router reboot {number}", "again")
    shelf.settle()
    first, second = client.get("/search?q=router").text, client.get("/search?q=router&page=2").text
    assert "12 results for “router”" in first
    ids = [re.findall(r'data-result="(\d+)"', page) for page in (first, second)]
    assert (len(ids[0]), len(ids[1])) == (10, 2) and not set(ids[0]) & set(ids[1])


def test_no_result_offers_to_ask_with_the_words(client, app):
    page = client.get("/search?q=flux+capacitor").text
    assert "/ask?title=flux+capacitor" in page


def test_the_queue_filters_by_the_same_words(shelf, cast):
    note = shelf.thread("Refund", "please")
    shelf.reply(note, "customer called about the invoice", audience="staff")
    shelf.settle()
    assert matching("invoice", reader_of(cast.sam))[0] == [note]
    assert matching("invoice refund nothing", reader_of(cast.sam))[0] == []


def test_the_words_of_tags_find_a_thread(shelf):
    thread = shelf.thread("Charged twice", "One night, two sessions", tags=["guest-refund"])
    shelf.settle()
    for typed in ("refund", "guest-refund", "charged refunds", "refnud"):
        assert [hit.thread_id for hit in search(typed, VISITOR).hits] == [thread], typed


@pytest.mark.parametrize("query", ["the", "of the", '"to the"', "how to", "what is"])
def test_words_that_all_texts_have_are_answered_with_a_sentence(query, shelf, client):
    shelf.thread("Printer", "x")
    shelf.settle()
    page = client.get("/search", query_string={"q": query}).text
    assert "Add what it is about." in page and "has all the words" not in page
    for other in ("the printer", "how to print"):
        page = client.get("/search", query_string={"q": other}).text
        assert "Add what it is about." not in page


def test_titles_with_a_word_that_all_texts_have_are_counted_as_such(shelf, client):
    thread = shelf.thread("The wall", "x")
    shelf.thread("A printer", "for the desk")
    shelf.settle()
    page = client.get("/search?q=the").text
    assert "1 title with “the”" in page and f'data-result="{thread}"' in page
    page = client.get("/search?q=will").text
    assert "“will” alone finds nothing" in page and "Ask this question" not in page


def test_a_question_word_beside_a_little_one_is_all_that_was_asked(shelf):
    thread = shelf.thread("How long", "x")
    shelf.thread("A printer", "x")
    shelf.settle()
    results = search("how to", VISITOR)
    assert [hit.thread_id for hit in results.hits] == [thread] and results.complete == 1
