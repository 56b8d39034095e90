"""What people read: the front page, lists, threads by fixed numbers, feeds."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from community.clock import now
from community.extensions import db, writing
from community.forum.models import Post, Thread
from tests.forum.written import add_post, written_thread


def numbers(response):
    return [int(n) for n in re.findall(r'data-number="(\d+)"', response.text)]


def test_a_visitor_reads_a_thread_without_getting_a_cookie(client, cast):
    thread_id = written_thread(cast, replies=2)
    page = client.get(f"/t/{thread_id}-my-printer")
    assert page.status_code == 200
    assert numbers(page) == [1, 2, 3]
    assert "Set-Cookie" not in page.headers
    assert "csrf_token" not in page.text
    assert client.get(f"/t/{thread_id}-my-printer").headers["X-Hearth-Cache"] == "hit"


@pytest.mark.parametrize("path", ["/t/{}", "/t/{}-wrong-words"])
def test_a_wrong_slug_redirects_to_the_right_one(client, cast, path):
    thread_id = written_thread(cast, replies=25)
    answer = client.get(path.format(thread_id) + "?page=2")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/t/{thread_id}-my-printer?page=2"


def test_page_3_always_holds_the_numbers_41_to_60(client, cast):
    thread_id = written_thread(cast, replies=49)
    with writing():
        for post in db.session.query(Post).filter(Post.number.in_([2, 3, 4, 44])):
            post.hidden_at = now()
    assert numbers(client.get(f"/t/{thread_id}-my-printer?page=3")) == [
        41, 42, 43, 45, 46, 47, 48, 49, 50,
    ]  # fmt: skip
    assert numbers(client.get(f"/t/{thread_id}-my-printer"))[:2] == [1, 5]


@pytest.mark.parametrize("page", ["0", "4", "99999999999999", "x", "-1", "1.5", "²"])
def test_a_page_that_is_not_there_answers_404(client, cast, page):
    thread_id = written_thread(cast, replies=49)
    assert client.get(f"/t/{thread_id}-my-printer?page={page}").status_code == 404


def test_internal_notes_at_the_end_make_no_empty_page_for_visitors(client, cast, browser_of):
    thread_id = written_thread(cast, replies=19)
    with writing():
        add_post(cast, thread_id, 21, "sam", audience="staff", badge_role="staff")
        db.session.get(Thread, thread_id).last_number = 21
    assert client.get(f"/t/{thread_id}-my-printer?page=2").status_code == 404
    assert 'my-printer?page=2">' not in client.get(f"/t/{thread_id}-my-printer").text
    assert numbers(browser_of("sam").get(f"/t/{thread_id}-my-printer?page=2")) == [21]


def test_the_answer_stands_under_the_question_and_in_its_place(client, cast):
    thread_id = written_thread(cast, replies=24, support_state="solved", solved_by="asker")
    with writing():
        answer = db.session.query(Post).filter_by(thread_id=thread_id, number=23).one()
        db.session.get(Thread, thread_id).answer_post_id = answer.id
        answer_id = answer.id
    first = client.get(f"/t/{thread_id}-my-printer")
    assert f'data-answer="{answer_id}"' in first.text
    assert f'data-post="{answer_id}"' not in first.text
    second = client.get(f"/t/{thread_id}-my-printer?page=2")
    assert f'data-post="{answer_id}"' in second.text
    assert "data-accepted" in second.text
    assert "data-answer=" not in second.text


def test_a_solved_question_speaks_schema_org(client, cast):
    thread_id = written_thread(cast, replies=1, title='A "quoted" </script> title')
    page = client.get(f"/t/{thread_id}-my-printer").text
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])
    assert data["@type"] == "QAPage"
    assert data["mainEntity"]["name"] == 'A "quoted" </script> title'
    assert len(data["mainEntity"]["suggestedAnswer"]) == 1


def test_thin_and_private_threads_ask_not_to_be_indexed(client, cast, browser_of):
    thin = written_thread(cast)
    answered = written_thread(cast, replies=1)
    private = written_thread(cast, audience="asker_and_staff", replies=1)
    assert 'content="noindex"' in client.get(f"/t/{thin}-my-printer").text
    assert 'content="noindex"' not in client.get(f"/t/{answered}-my-printer").text
    page = browser_of("ana").get(f"/t/{private}-my-printer").text
    assert 'content="noindex"' in page
    assert "ld+json" not in page


def test_a_post_has_a_lasting_address(client, cast):
    thread_id = written_thread(cast, replies=29)
    post = db.session.query(Post).filter_by(thread_id=thread_id, number=25).one()
    answer = client.get(f"/posts/{post.id}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/t/{thread_id}-my-printer?page=2#p25"


@pytest.mark.parametrize(
    "path",
    ["/t/99999999999999999999", "/posts/99999999999999999999", "/c/nothing", "/tags/nothing",
     "/t/99999999999999999999-x", "/c/nothing.atom", "/tags/nothing.atom", "/t/5-x.atom"],
)  # fmt: skip
def test_what_is_not_there_answers_404(client, cast, path):
    assert client.get(path).status_code == 404


def test_lists_show_newest_activity_first_page_by_page(client, cast):
    moment = now()
    ids = [
        written_thread(cast, title=f"Thread {n}", public_active_at=moment - timedelta(minutes=n))
        for n in range(35)
    ]
    first = client.get("/c/help")
    shown = [int(n) for n in re.findall(r'<article[^>]*data-thread="(\d+)"', first.text)]
    assert shown == ids[:30]
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = client.get(older)
    shown = [int(n) for n in re.findall(r'<article[^>]*data-thread="(\d+)"', second.text)]
    assert shown == ids[30:]
    assert "noindex" in second.text


def test_lists_can_be_narrowed(client, cast):
    written_thread(cast, title="Waits", support_state="needs_reply")
    written_thread(cast, title="Done", support_state="solved")
    written_thread(cast, title="Talk", kind="discussion", support_state=None)
    page = client.get("/c/help?state=waiting").text
    assert "Waits" in page and ">Done<" not in page and ">Talk<" not in page
    page = client.get("/c/help?state=solved").text
    assert "Waits" not in page and ">Done<" in page
    assert ">Talk<" in client.get("/c/help?kind=discussion").text
    assert client.get("/c/help?state=<script>&after=nonsense").status_code == 200


def test_the_front_page_names_categories_and_what_waits(client, cast, browser_of):
    written_thread(cast, title="Nobody answered this")
    written_thread(cast, title="Only for the crew", category="crew")
    page = client.get("/").text
    assert page.count("Nobody answered this") >= 3
    assert "Crew" not in page and "Members" not in page
    assert "Only for the crew" not in page
    assert "Only for the crew" in browser_of("sam").get("/").text


def test_a_new_post_is_on_the_kept_page_at_once(client, cast):
    thread_id = written_thread(cast)
    path = f"/t/{thread_id}-my-printer"
    client.get(path)
    assert client.get(path).headers["X-Hearth-Cache"] == "hit"
    with writing():
        add_post(cast, thread_id, 2, "ben")
    page = client.get(path)
    assert page.headers["X-Hearth-Cache"] == "miss"
    assert numbers(page) == [1, 2]


@pytest.mark.parametrize("path", ["/index.atom", "/c/help.atom", "/tags/paper.atom"])
def test_feeds_are_atom_and_hold_only_what_visitors_may_read(client, cast, path, browser_of):
    written_thread(cast, title="Public & plain", tags=["paper"])
    written_thread(cast, title="Between us", audience="asker_and_staff")
    for reader in (client, browser_of("sam")):
        answer = reader.get(path)
        assert answer.mimetype == "application/atom+xml"
        titles = [t.text for t in ElementTree.fromstring(answer.text).findall(".//{*}title")]
        assert "Public & plain" in titles
        assert "Between us" not in titles


def test_the_feed_of_a_thread_has_its_public_posts(client, cast):
    thread_id = written_thread(cast, replies=1)
    with writing():
        add_post(cast, thread_id, 3, "sam", audience="staff", text="Do not tell anyone")
    feed = client.get(f"/t/{thread_id}-my-printer.atom").text
    assert "text number 2" in feed
    assert "Do not tell anyone" not in feed


def test_sitemaps_list_public_threads_alone(client, cast):
    seen = written_thread(cast)
    private = written_thread(cast, audience="asker_and_staff")
    assert "/sitemap-0.xml" in client.get("/sitemap.xml").text
    text = client.get("/sitemap-0.xml").text
    ElementTree.fromstring(text)
    assert f"/t/{seen}-my-printer" in text
    assert f"/t/{private}-my-printer" not in text
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text


def test_a_right_to_left_text_and_a_very_long_word_break_nothing(client, cast):
    title = "لماذا لا تعمل الطابعة " + "x" * 170
    thread_id = written_thread(cast, title=title)
    assert title in client.get(f"/t/{thread_id}-my-printer").text
    assert title in client.get("/c/help").text


@pytest.mark.parametrize("values", [["a", "b"], [now(), "1"], [now(), 2**70], [1, 2], [now(), -1]])
def test_a_forged_cursor_shows_the_first_page(client, cast, values):
    from community.pagination import encode

    written_thread(cast, title="On the first page")
    page = client.get(f"/c/help?after={encode(values)}")
    assert page.status_code == 200
    assert "On the first page" in page.text


@pytest.mark.parametrize("state", ["waiting", "answered"])
def test_a_filter_of_two_states_keeps_the_order(client, cast, state):
    moment = now()
    one, other = ("unanswered", "needs_reply") if state == "waiting" else ("replied", "solved")
    ids = [
        written_thread(
            cast,
            support_state=one if n % 2 else other,
            public_active_at=moment - timedelta(minutes=n),
        )
        for n in range(34)
    ]
    first = client.get(f"/c/help?state={state}").text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    shown = re.findall(r'<article[^>]*data-thread="(\d+)"', first + client.get(older).text)
    assert [int(n) for n in shown] == ids


def test_a_tag_of_hidden_threads_alone_is_not_there(client, cast, browser_of):
    written_thread(cast, tags=["layoffs"], category="crew")
    written_thread(cast, tags=["paper"], support_state="solved")
    for path in ("/tags/layoffs", "/tags/layoffs?state=waiting", "/tags/layoffs.atom"):
        assert client.get(path).status_code == 404
    assert browser_of("sam").get("/tags/layoffs").status_code == 200
    assert client.get("/tags/paper?state=waiting").status_code == 200


@pytest.mark.parametrize(("slug", "readers"), [("crew", {None, "ana", "max"}), ("members", {None})])
def test_a_category_one_may_not_see_is_not_there(app, cast, browser_of, slug, readers):
    for who in readers:
        client = browser_of(who) if who else app.test_client()
        assert client.get(f"/c/{slug}").status_code == 404
        assert client.get(f"/c/{slug}.atom").status_code == 404
        assert slug not in client.get("/ask").text
        assert client.get(f"/ask?category={slug}").status_code == 200
    assert browser_of("sam").get(f"/c/{slug}").status_code == 200
