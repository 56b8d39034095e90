"""What one may not read stands on no surface: every address is read by people who must not see."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.desk.chat import channels
from community.desk.handing_over import destinations, handing
from community.extensions import db, writing
from community.forum import editing, following, hiding, linking, posting, privacy, voting
from community.forum.models import Post, Thread
from community.imports.models import ExternalId
from community.insights import counting
from community.markup import render
from community.outbox.working import drain
from community.search import log
from tests import mailbox
from tests.house.test_hostile_input import addresses, visit

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

WORD = "zebrafish"  # in every title and text that is not for everybody; it is searched for
MARK = "quagga"  # beside it; never asked for, so a page that has it has told something
SECRET = f"{WORD} {MARK}"
OTHERS = (None, "ben", "max")


def say(text):
    return {"source": text, "body": render(text, known=["ben", "ana"])}


@pytest.fixture
def judged():
    """Whoever writes "held" has it held."""

    def judge(draft):
        return "why" if "held" in draft.source else None

    posting.judges.append(judge)
    yield
    posting.judges.remove(judge)


def ask(cast, title, category="help", who="ana", text=SECRET, **more):
    by = getattr(cast, who)
    return posting.ask(by, cast.category(category), "question", title, **say(text), **more)


@pytest.fixture
def secrets(app, cast, judged) -> dict[str, list[int]]:
    """Ids of threads and posts that only ana and staff, or only staff, may see."""
    mailbox.empty()
    with writing():
        public = ask(cast, "My printer prints squares", text="Only squares", tags="printer")
        posts = [
            posting.reply(public, cast.ana, audience="asker_and_staff", **say(f"my {SECRET} @ben")),
            posting.reply(public, cast.sam, audience="asker_and_staff", **say(f"a {SECRET} @ben")),
            posting.reply(public, cast.sam, audience="staff", **say(f"note {SECRET} @ana @ben")),
            posting.reply(public, cast.ana, **say(f"held {SECRET} @ben")),
            posting.reply(public, cast.ana, **say(f"hidden {SECRET}")),
            posting.reply(public, cast.ana, **say(f"taken {SECRET} @ben")),
        ]
        threads = [
            ask(cast, f"My {SECRET} bill", audience="asker_and_staff", tags=f"{WORD}-a"),
            ask(cast, f"Our {SECRET}", who="sam", audience="staff"),
            ask(cast, f"Crew {SECRET}", "crew", "sam", tags=f"{WORD}-c"),
            ask(cast, f"Hidden {SECRET}", tags=f"{WORD}-h"),
            ask(cast, f"Held {SECRET}", text=f"held {SECRET}"),
            ask(cast, f"Moved {SECRET}"),
            ask(cast, f"Taken {SECRET}", tags=f"{WORD}-p"),
        ]
        gone, moved = threads[3], threads[5]
        for one in (gone, moved):
            reply = posting.reply(one, cast.ben, **say("From ben"))
            posting.reply(one, cast.ana, **say(f"{SECRET} to @ben"), reply_to=reply.number)
            voting.vote(reply, cast.ana)
            following.follow(one, cast.ben)
        editing.edit_post(posts[4], cast.ana, **say(f"hidden again {SECRET}"))
        for one in threads:
            linking.link(public, one, "related")
            linking.link(one, public, "duplicate")
        for one in threads:
            values = {"source": "old", "kind": "thread", "external_id": str(one.id)}
            db.session.add(ExternalId(local_id=one.id, **values))
        for one in posts:
            values = {"source": "old", "kind": "post", "external_id": str(one.id)}
            db.session.add(ExternalId(local_id=one.id, **values))
        # what a help desk said of a public thread is for staff alone
        desk = destinations.add("Desk", "mail", "desk@example.org", "name", cast.admin)
        handed = handing.hand_over(desk, public, cast.sam, f"note {SECRET}", "once-once")
        handing.note_delivered(handed, MARK, f"https://desk.example/{MARK}")
        ids = [one.id for one in threads]
        post_ids, moved_id, gone_id = [one.id for one in posts], moved.id, gone.id
        opening = select(Post.id).where(Post.thread_id == threads[6].id, Post.number == 1)
        taken_id = db.session.scalar(opening)
    drain()
    counting.count_everything(clock.now())
    mailbox.empty()
    with writing():
        hiding.hide_post(db.session.get(Post, post_ids[4]), cast.mia)
        hiding.hide_thread(db.session.get(Thread, gone_id), cast.mia)
        privacy.make_private(db.session.get(Post, post_ids[5]), cast.mia)
        privacy.make_private(db.session.get(Post, taken_id), cast.mia)
        moved = db.session.get(Thread, moved_id)
        editing.edit_thread(moved, cast.mia, category=cast.category("crew"))
    post_ids += db.session.scalars(select(Post.id).where(Post.thread_id.in_(ids)))
    return {"thread_id": ids, "post_id": post_ids, "public": [1]}


def every_address(app, secrets):
    names = {"slug": "x", "source": "old", "ending": "png", "filename": "a.js", "part": "0"}
    for username in ("ana", "sam", "ben"):
        yield from addresses(app, names | {"username": username, "thread_id": "1"})
    for thread_id in secrets["thread_id"]:
        number = {"thread_id": str(thread_id), "external_id": str(thread_id)}
        yield from addresses(app, names | number | {"username": "ana"})
    for post_id in secrets["post_id"]:
        number = {"post_id": str(post_id), "external_id": str(post_id)}
        yield from addresses(app, names | number | {"name": f"{WORD}-a", "username": "ana"})


def asked():
    keys = (WORD, f"is:waiting {WORD}", "author:ana", "author:sam", f"tag:{WORD}-a", "is:mine")
    keys += (f"in:title {WORD} sort:newest", "sort:activity", "is:held", "organisation:Acme -x")
    keys += (MARK[:-2] + MARK[-1], f"{WORD[:-1]} {MARK[:-1]}", f"{MARK[:3]} {MARK[3:]}")  # mistyped
    for key in keys:
        for path in (
            "/search?q=",
            "/search.atom?q=",
            "/search/suggest?q=",
            "/search/similar?title=",
        ):
            yield f"{path}{key}"
    yield from (
        "/search/help",
        "/queue?q=is:queued",
        "/mentions?q=a",
        "/sitemap-0.xml",
        "/c/help.atom",
        "/c/crew",
        "/c/crew.atom",
    )
    yield from (
        f"/tags/{WORD}-a",
        f"/tags/{WORD}-a.atom",
        f"/tags/{WORD}-h",
        "/c/help?state=waiting",
    )
    yield from (
        "/index.atom",
        "/notices",
        "/t/1-my-printer-prints-squares.atom",
        "/tags/printer.atom",
    )
    yield from (
        "/insights/questions?figure=asked&weeks=4",
        "/insights/questions.csv?weeks=4",
        "/insights/waiting?band=all",
        "/insights/waiting.csv",
        "/insights/avoided",
    )


def telling(app, secrets, browser) -> list[str]:
    """The addresses whose answer, header or body, has the mark."""
    paths = [path for method, path in every_address(app, secrets) if method == "GET"]
    found = []
    for path in dict.fromkeys([*paths, *asked()]):
        answer = visit(browser, "GET", path)
        if MARK in f"{answer.text} {answer.headers}".lower():
            found.append(path)
    return found


@pytest.mark.parametrize("indexed", [False, True])
def test_no_page_feed_search_or_redirect_tells(app, secrets, browser_of, indexed):
    if indexed:
        drain()
    for who in OTHERS:
        assert telling(app, secrets, browser_of(who) if who else app.test_client()) == [], who


def test_the_walk_would_find_it(app, secrets, browser_of):
    drain()
    found = telling(app, secrets, browser_of("sam"))
    parts = ("/search?q=", "/search/suggest", "/t/", "/posts/", "/u/ana", "/from/old", "/c/crew")
    parts += ("/insights/questions?", "/insights/questions.csv", "/insights/waiting.csv")
    assert all(any(part in path for path in found) for part in parts), found


def test_the_form_that_asks_tells_nothing(app, secrets, browser_of):
    drain()
    draft = {"title": f"My {WORD} bill squares", "body": f"{WORD} moved hidden held crew printer"}
    for who in OTHERS:
        browser = browser_of(who) if who else app.test_client()
        for answer in (
            browser.post("/search/similar", data=draft),
            browser.get("/ask", query_string=draft),
            browser.post("/ask", data={"title": draft["title"]}),
        ):
            assert MARK not in answer.text.lower(), who
    assert MARK in browser_of("sam").post("/search/similar", data=draft).text.lower()


def test_the_chat_hears_no_private_word(app, cast, secrets, monkeypatch):
    chat = []
    monkeypatch.setattr(
        "community.desk.chat.handlers.deliver", lambda url, body: (chat.append(body), (None, 0))[1]
    )
    with writing():
        whats = ["new", "due_soon", "late"]
        channels.add("Room", "text", "https://chat.invalid/", None, whats, cast.admin)
    with clock.moved_by(timedelta(days=6)):
        drain()
    heard = b" ".join(chat).decode()
    assert heard.count("A private question") > 1 and MARK not in heard and WORD not in heard


def test_what_others_searched_stands_on_no_page_and_of_few_on_none_of_staff(
    app, secrets, browser_of
):
    drain()

    def search(people):
        for n in range(people):
            agent = {"User-Agent": f"Mozilla/5.0 Browser{n}"}
            app.test_client().get(f"/search?q=looking+for+{MARK}s", headers=agent)
        log.flush()

    search(4)
    assert f"{MARK}s" not in browser_of("sam").get("/search/gaps").text
    search(6)
    assert f"{MARK}s" in browser_of("sam").get("/search/gaps").text
    for who in OTHERS:
        assert telling(app, secrets, browser_of(who) if who else app.test_client()) == [], who


@pytest.mark.parametrize("who", ["ben", "max"])
def test_every_act_on_it_is_404(app, secrets, browser_of, who):
    browser = browser_of(who)
    for name in ("thread_id", "post_id"):
        for number in secrets[name]:
            for rule in app.url_map.iter_rules():
                if rule.arguments != {name} or "queue" in str(rule):
                    continue
                path = str(rule).replace(f"<int:{name}>", str(number))
                for method in rule.methods & {"GET", "POST", "DELETE"}:
                    answer = visit(browser, method, path, data={"body": "x", "title": "y"})
                    assert answer.status_code == 404, (who, method, path)


def test_no_notice_or_mail_tells_who_may_not_read_it_any_more(app, cast, secrets, browser_of):
    drain()
    for who in ("ben", "max"):
        assert MARK not in browser_of(who).get("/notices").text.lower()
        for mail in mailbox.sent(f"{who}@example.com"):
            assert MARK not in mail.as_string().lower()


def test_a_kept_page_forgets_the_linked_title_of_what_was_hidden(app, cast):
    with writing():
        one = ask(cast, "My printer prints squares", text="Only squares")
        other = ask(cast, f"Related {SECRET}")
        linking.link(one, other, "related")
        path, other_id = one.path, other.id
    visitor = app.test_client(use_cookies=False)
    assert MARK in visitor.get(path).text
    assert visitor.get(path).headers["X-Hearth-Cache"] == "hit"
    with writing():
        hiding.hide_thread(db.session.get(Thread, other_id), cast.mia)
    assert MARK not in visitor.get(path).text
