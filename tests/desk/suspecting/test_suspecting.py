"""People who do not know of each other say the same: one item, once, and who is on call hears."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.accounts.models import User
from community.desk import duties, queue
from community.desk.suspecting import deciding, watching
from community.desk.suspecting.models import SuspectedOutage, TroubleReport
from community.extensions import db, writing
from community.forum import posting, voting
from community.forum.models import Post, Thread
from community.markup.result import Rendered
from community.notifications.models import Notice
from community.outbox.working import drain
from community.search import log
from community.status import reporting
from community.status.models import Component
from tests import mailbox
from tests.statements import counted

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
BODY = Rendered("<p>Since this morning.</p>", "Since this morning.")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


@pytest.fixture
def people(app):
    """Eight customers."""
    with writing():
        made = [User(username=f"c{n}", name=f"C {n}", roles="customer") for n in range(8)]
        db.session.add_all(made)
        db.session.flush()
        return [one.id for one in made]


def asks(cast, who: int, title: str, at: datetime = NOON, **facts) -> int:
    with clock.set_to(at), writing():
        author = db.session.get_one(User, who)
        thread = posting.ask(author, cast.category(), "question", title, BODY, "x", **facts)
        drain_later = thread.id
    with clock.set_to(at):
        drain()
    return drain_later


def open_ones() -> list[SuspectedOutage]:
    return list(db.session.query(SuspectedOutage).filter_by(ended_at=None))


def three_ask(cast, people, title="Invoices are blank") -> list[int]:
    return [
        asks(cast, who, f"{title} {word}", NOON + timedelta(minutes=5 * n))
        for n, (who, word) in enumerate(zip(people, ("again", "today", "here"), strict=False))
    ]


def test_the_third_person_raises_one_item_in_the_first_band(cast, people):
    three_ask(cast, people[:2])
    assert open_ones() == []
    asks(cast, people[2], "All my invoices come blank", NOON + timedelta(minutes=12))
    [suspicion] = open_ones()
    assert suspicion.people == 3
    assert "invoice" in suspicion.words
    first = queue.page(cast.people["sam"]).items[0]
    assert (first.kind, first.id, first.band) == ("suspected", suspicion.id, 1)


def test_the_same_again_makes_no_second_item(cast, people):
    three_ask(cast, people)
    asks(cast, people[3], "Why are invoices blank?", NOON + timedelta(minutes=14))
    [suspicion] = open_ones()
    assert suspicion.people == 4


def test_one_person_thrice_raises_nothing(cast, people):
    for minute in range(3):
        asks(cast, people[0], f"Invoices are blank {minute}", NOON + timedelta(minutes=minute))
    assert open_ones() == []


def test_half_an_hour_apart_is_no_burst(cast, people):
    for n, who in enumerate(people[:3]):
        asks(cast, who, "Invoices are blank", NOON + timedelta(minutes=20 * n))
    assert open_ones() == []


def test_staff_do_not_count(cast, people):
    three_ask(cast, [people[0], people[1], cast.people["sam"]])
    assert open_ones() == []
    assert db.session.query(TroubleReport).count() == 2


def test_votes_of_others_count(cast, people):
    thread_id = asks(cast, people[0], "Invoices are blank")
    opening = db.session.query(Post).filter_by(thread_id=thread_id, number=1).one().id
    for who in (*people[1:3], cast.people["sam"]):
        with writing():
            voting.vote(db.session.get_one(Post, opening), db.session.get_one(User, who))
        drain()
    [suspicion] = open_ones()
    assert suspicion.people == 3


def test_searches_count_and_nobody_is_counted_twice(cast, people, app, browser_of):
    """Ana searches and then asks: one person."""
    asks(cast, people[7], "Something to find", NOON - timedelta(hours=5))
    ana, ben = browser_of("ana"), browser_of("ben")
    for browser in (ana, ben):
        browser.get("/search?q=invoices+blank")
    searches_written()
    asks(cast, cast.people["ana"], "Invoices are blank")
    assert open_ones() == []
    app.test_client().get("/search?q=blank+invoices", headers={"User-Agent": BROWSER})
    searches_written()
    [suspicion] = open_ones()
    assert suspicion.people == 3


def searches_written():

    log._told_at = float("-inf")
    log.flush()
    with clock.set_to(NOON + timedelta(seconds=31)):
        drain()


def test_three_taps_on_the_status_page_name_the_part(cast, app):
    with writing():
        part = Component(name="Billing")
        db.session.add(part)
        db.session.flush()
        number = part.id
    for n in range(3):
        visitor = app.test_client()
        answer = visitor.post(
            "/status/trouble",
            data={"component": number},
            headers=SAME,
            environ_base={"REMOTE_ADDR": f"192.0.2.{n}"},
        )
        assert answer.status_code == 303
    drain()
    [suspicion] = open_ones()
    assert (suspicion.component_id, suspicion.words) == (number, "Billing")


def test_one_address_is_one_person_whatever_its_browsers_say(cast, app):
    for n in range(3):
        headers = {**SAME, "User-Agent": f"Mozilla/5.0 ({n})"}
        app.test_client().post("/status/trouble", data={"component": 0}, headers=headers)
    drain()
    assert open_ones() == []


def test_another_sites_page_taps_nothing(cast, app):
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = app.test_client().post("/status/trouble", data={"component": 0}, headers=headers)
    assert answer.status_code == 400
    assert db.session.query(TroubleReport).count() == 0


def test_who_is_on_call_hears_once(cast, people):
    with writing():
        duties.give(cast.mia, "on_call", cast.admin)
    three_ask(cast, people)
    asks(cast, people[3], "Invoices blank as well", NOON + timedelta(minutes=14))
    told = db.session.query(Notice).filter_by(what="suspected").all()
    assert [notice.user_id for notice in told] == [cast.people["mia"]]
    with clock.set_to(NOON + timedelta(minutes=15)):
        drain()
    [mail] = [one for one in mailbox.sent("mia@example.com") if "broken" in one["Subject"]]
    assert "/queue/suspected/" in mailbox.text(mail)


def test_an_open_incident_that_tells_of_it_is_enough(cast, people):
    with writing():
        reporting.open_incident("Blank invoices for some", "text", BODY, {}, None)
    three_ask(cast, people)
    assert open_ones() == []


def test_opening_the_incident_ends_the_suspicion(cast, people):
    three_ask(cast, people)
    [suspicion] = open_ones()
    with clock.set_to(NOON + timedelta(minutes=11)):
        with writing():
            incident = reporting.open_incident("Invoices are blank", "text", BODY, {}, cast.sam).id
        drain()
    db.session.expire_all()
    assert (suspicion.outcome, suspicion.incident_id) == ("confirmed", incident)
    assert [row for row in queue.page(cast.people["sam"]).items if row.kind == "suspected"] == []


def test_what_staff_dismissed_rests_until_it_doubles(cast, people):
    three_ask(cast, people)
    [suspicion] = open_ones()
    with clock.set_to(NOON + timedelta(minutes=11)), writing():
        deciding.dismiss(db.session.merge(suspicion), cast.sam)
    for n, who in enumerate(people[3:5]):
        asks(cast, who, f"Invoices blank {n}", NOON + timedelta(minutes=12 + n))
    assert open_ones() == []
    asks(cast, people[5], "Invoices blank here", NOON + timedelta(minutes=15))
    assert len(open_ones()) == 1


def test_it_ends_by_itself_when_nobody_says_more(cast, people):
    three_ask(cast, people)
    with clock.set_to(NOON + timedelta(hours=3)):
        drain()
    db.session.expire_all()
    assert open_ones() == []
    assert db.session.query(SuspectedOutage).one().outcome == "quiet"


def test_imports_say_nothing(cast, people):
    from community.desk.suspecting.reporting import report_question

    for who in people[:3]:
        thread_id = asks(cast, who, "Ledger is empty", NOON - timedelta(hours=5))
        thread = db.session.get_one(Thread, thread_id)
        with writing():
            thread = db.session.get_one(Thread, thread_id)
            thread.imported, thread.created_at = True, NOON
            report_question(thread)
        drain()
    assert open_ones() == []


def test_the_evidence_page_shows_why_and_drafts_the_incident(cast, people, browser_of):
    threads = three_ask(cast, people)
    [suspicion] = open_ones()
    page = browser_of("sam").get(f"/queue/suspected/{suspicion.id}").text
    assert all(f"/t/{thread_id}-" in page for thread_id in threads)
    assert "/status/incidents/new?title=" in page
    draft = browser_of("sam").get("/status/incidents/new?title=Invoices+fail&body=We+look").text
    assert 'value="Invoices fail"' in draft
    assert browser_of("ana").get(f"/queue/suspected/{suspicion.id}").status_code == 403


def test_a_decision_by_page(cast, people, browser_of):
    three_ask(cast, people)
    [suspicion] = open_ones()
    number = suspicion.id
    sam = browser_of("sam")
    assert sam.post(f"/queue/suspected/{number}/dismissal").status_code == 303
    assert open_ones() == []
    assert sam.post(f"/queue/suspected/{number}/dismissal").status_code == 303


def test_what_was_usual_is_counted_by_topic_in_two_statements(cast, people):
    early = NOON - timedelta(days=3)
    for who, title in zip(
        people, ("Invoices blank", "Invoices late", "Printer blank"), strict=False
    ):
        asks(cast, who, title, early)
    topics = [("blank",), ("invoic",), ("blank", "invoic"), ("blank", "never")]
    with counted() as statements:
        seen = watching._seen(topics, NOON)
    assert [seen[topic] for topic in topics] == [2, 2, 1, 0]
    assert len(statements) == 2
