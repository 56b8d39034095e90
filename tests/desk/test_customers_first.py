"""When staff hold back: earned, decided, told, and never where it could hurt (CARE)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from community import clock, outbox
from community.desk import next_best, queue, targeting
from community.desk.customers_first import leaving, reckoning, switching
from community.desk.customers_first.models import CustomersFirst, subject_by_name
from community.desk.events import MeasuringDue
from community.desk.models import DeskClock, Target
from community.desk.reasons import why
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category, Post, Thread
from community.journal.models import JournalEntry
from community.outbox.working import drain
from tests import mailbox
from tests.desk.test_measuring import past
from tests.desk.test_order import say
from tests.desk.test_queue import listed
from tests.notifications.conftest import subjects

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, on duty
PATH = "/queue/customers-first"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def solved(cast, count, minutes, by="ben"):
    """So many questions that this person's accepted answer solved."""
    ids = past(cast, count, minutes)
    with writing():
        for thread_id in ids:
            thread = db.session.get(Thread, thread_id)
            post = db.session.scalar(select(Post).filter_by(thread_id=thread_id, number=2))
            post.author_id = cast.people[by]
            post.badge_role = "staff" if by == "sam" else None
            thread.answer_post_id, thread.solved_at = post.id, thread.first_reply_at
            thread.support_state = "solved"
    return ids


def night():
    with writing():
        outbox.record(MeasuringDue(again=False))
    drain()


def row(cast, slug="help"):
    db.session.rollback()
    return db.session.get(CustomersFirst, cast.categories[slug])


def switch_on(cast):
    with writing():
        switching.switch_on(cast.category("help"), cast.people["sam"])
    drain()


@pytest.fixture
def earned(cast):
    """Of forty questions customers solved thirty, three of four within 65 minutes."""
    solved(cast, 30, 65)
    past(cast, 10, None, support_state="closed", closed_at=NOON - HOUR)
    night()


@pytest.fixture
def on(cast, earned):
    switch_on(cast)


def ask(cast, title="The lamp blinks", text="Since noon.", who="ana", **more):
    with writing():
        category = cast.category(more.pop("category", "help"))
        person = getattr(cast, who)
        thread = posting.ask(person, category, "question", title, **say(text), **more)
        thread_id = thread.id
    drain()
    return thread_id


def until(thread_id):
    db.session.rollback()
    return db.session.get(DeskClock, thread_id).customers_until


def sentence(thread_id):
    item, edges = queue.item(thread_id)
    return why(item, edges)


# ---- Earned -------------------------------------------------------------------------------


def test_it_is_off_until_it_is_switched_on(cast, earned):
    assert row(cast).asked == 40 and row(cast).by_customers == 30
    assert until(ask(cast)) is None


@pytest.mark.parametrize(
    ("theirs", "ours", "earned"), [(15, 15, True), (14, 15, False), (15, 16, False), (29, 0, False)]
)
def test_it_is_earned_by_half_of_thirty_or_more(cast, theirs, ours, earned):
    solved(cast, theirs, 30)
    solved(cast, ours, 30, by="sam")
    night()
    assert (switching.why_not(cast.category("help"), row(cast)) is None) == earned


@pytest.mark.parametrize("fact", ["ours", "imported", "own answer", "called wrong", "long ago"])
def test_what_does_not_count(cast, fact):
    ids = solved(cast, 30, 30)
    with writing():
        for thread_id in ids:
            thread = db.session.get(Thread, thread_id)
            post = db.session.get(Post, thread.answer_post_id)
            if fact == "ours":
                thread.by_team = True
            elif fact == "imported":
                thread.imported = True
            elif fact == "own answer":
                post.author_id = thread.author_id
            elif fact == "long ago":
                thread.created_at -= timedelta(days=60)
            else:
                thread.answer_post_id = thread.solved_at = None
                thread.support_state, post.refuted_at = "unanswered", NOON
    night()
    assert switching.why_not(cast.category("help"), row(cast)) is not None


def test_the_figures_are_reckoned_with_those_who_still_wait(cast):
    """Of 40 three of four must have an answer: the ten who have none count as waiting."""
    solved(cast, 30, 65)
    past(cast, 10, None)
    found = reckoning.figures(reckoning.questions_since(NOON - timedelta(days=56)), NOON)
    figures = found[cast.categories["help"]]
    assert (figures.asked, figures.by_customers, figures.usual) == (40, 30, None)
    solved(cast, 3, 65)
    found = reckoning.figures(reckoning.questions_since(NOON - timedelta(days=56)), NOON)
    assert found[cast.categories["help"]].usual == 65


def test_it_withdraws_itself_and_the_leads_are_told(cast, on):
    mailbox.empty()
    past(cast, 40, None)
    thread_id = ask(cast)
    assert until(thread_id)
    night()
    assert row(cast).on_since is None
    drain()
    assert until(thread_id) is None  # what was left is ours at once
    ended = "Questions in Help are ours at once again"
    assert subjects("admin").count(ended) == 1
    acts = [entry.action for entry in db.session.scalars(select(JournalEntry))]
    assert acts.count("end_customers_first") == 1
    night()
    assert subjects("admin").count(ended) == 1


# ---- Until when ---------------------------------------------------------------------------


def test_the_queue_says_customers_first_until(cast, on):
    thread_id = ask(cast)
    assert until(thread_id) == NOON + 2 * HOUR  # half of the four hours: fewer than 3/4 in 65 min
    solved(cast, 20, 65)
    night()
    other = ask(cast)
    assert until(other) == NOON + timedelta(minutes=65)
    assert sentence(other) == "Customers first until 13:05. First reply is due in 4 h."


def test_it_is_never_beyond_half_the_target_and_half_an_hour_before_it_is_due(cast, on):
    from community.desk.coverage import parse

    hours = parse("mon-fri 09:00-17:00", "UTC")
    assert leaving.latest(NOON, NOON + 4 * HOUR, 600, hours) == NOON + 2 * HOUR
    assert leaving.latest(NOON, NOON + HOUR / 1.5, 600, hours) == NOON + timedelta(minutes=10)
    friday = NOON + timedelta(days=2, hours=4)  # an hour before the weekend
    monday = friday + timedelta(days=2, hours=17)
    assert leaving.latest(friday, monday + 3 * HOUR, None, hours) == monday + HOUR


def test_it_needs_us_from_then_on_by_itself(cast, on):
    thread_id = ask(cast)
    assert listed(cast) == []
    with clock.set_to(NOON + 2 * HOUR + timedelta(seconds=1)):
        assert listed(cast) == [thread_id]
        assert sentence(thread_id).startswith("First reply is due in")
        told = select(DeskClock.thread_id)
        drain()
        assert db.session.scalar(told) == thread_id


# ---- In the queue -------------------------------------------------------------------------


def test_it_stands_in_the_queue_and_does_not_count_as_needing_staff(cast, on, browser_of):
    thread_id = ask(cast)
    assert listed(cast, "customers") == [thread_id]
    assert listed(cast) == listed(cast, "late") == []
    counts = queue.counts(cast.people["sam"])
    assert (counts.open, counts.customers) == (0, 1)
    page = browser_of("sam").get("/queue?tab=customers").text
    assert "Customers first until 14:00." in page and 'data-part="customers"' in page
    assert 'data-count="queue-customers">1<' in browser_of("sam").get("/queue").text


def test_next_best_leaves_it_alone(cast, on):
    ask(cast)
    with writing():
        assert next_best.take_next(cast.sam) is None


def test_one_key_overrides_for_good(cast, on, browser_of):
    thread_id, sam = ask(cast), browser_of("sam")
    page = sam.get("/queue?tab=customers").text
    assert f'formaction="/queue/{thread_id}/customers-first?next=/queue"' in page
    assert 'data-key="o"' in page
    for _again in range(2):
        assert sam.delete(f"/queue/{thread_id}/customers-first?next=/queue").status_code == 303
    drain()
    assert listed(cast) == [thread_id]
    with writing():
        targeting.set_target(None, None, 300, 600, cast.people["sam"])
    drain()  # deadlines follow: it stays ours
    assert until(thread_id) is None


@pytest.mark.parametrize("act", ["claim", "assignment"])
def test_whoever_takes_it_or_gives_it_overrides_too(cast, on, browser_of, act):
    thread_id, sam = ask(cast), browser_of("sam")
    sam.post(f"/queue/{thread_id}/{act}", data={"to": "@mia", "note": ""})
    assert listed(cast) == [thread_id]


def test_the_two_searches_are_the_two_lists(cast, on):
    from community.accounts.readers import reader_of
    from community.desk.filters import SAVED
    from community.search.searching import search

    left, ours = ask(cast), ask(cast, "I am in tears", "It was a gift.")
    reader = reader_of(cast.sam)
    assert {hit.thread_id for hit in search(SAVED["customers"], reader).hits} == {left}
    assert {hit.thread_id for hit in search(SAVED["open"], reader).hits} == {ours}


@pytest.mark.parametrize("due", [-600, -30, 5, 29, 31, 100])
def test_whatever_is_written_nothing_due_within_half_an_hour_is_left(cast, on, due):
    """The property of CARE: a stale row must not put what is nearly due out of the list."""
    thread_id = ask(cast)
    with writing():
        row = db.session.get(DeskClock, thread_id)
        row.due_at, row.customers_until = NOON + timedelta(minutes=due), NOON + 9 * HOUR
    assert (thread_id in listed(cast)) == (due <= 30)
    assert (thread_id in listed(cast, "customers")) == (due > 30)


# ---- Never --------------------------------------------------------------------------------


def test_never_for_first_time_askers(cast, on):
    assert until(ask(cast, who="ben")) is None
    assert until(ask(cast, who="ben"))


@pytest.mark.parametrize("tier", ["gold", None])
def test_never_for_a_tier_with_a_commitment(cast, on, tier):
    """ana is of a gold customer; a promise to everybody holds for her too."""
    with writing():
        elsewhere = cast.categories["talk"] if tier else None
        target = Target(category_id=elsewhere, tier=tier, first_reply=240, follow_up=480)
        target.promised_at = NOON
        db.session.add(target)
    assert until(ask(cast)) is None


def test_a_promise_to_others_changes_nothing(cast, on):
    with writing():
        target = Target(category_id=None, tier="silver", first_reply=240, follow_up=480)
        target.promised_at = NOON
        db.session.add(target)
    assert until(ask(cast))


@pytest.mark.parametrize("subject", ["billing", "account", "security"])
def test_never_for_billing_accounts_and_security(cast, on, browser_of, subject):
    thread_id, admin = ask(cast), browser_of("admin")
    admin.post(f"{PATH}/{cast.categories['help']}/subject", data={"subject": subject})
    drain()
    assert row(cast).on_since is None and until(thread_id) is None
    admin.post(f"{PATH}/{cast.categories['help']}")
    assert row(cast).on_since is None
    admin.post(f"{PATH}/{cast.categories['help']}/subject", data={"subject": "ordinary"})
    admin.post(f"{PATH}/{cast.categories['help']}")
    assert row(cast).on_since == NOON


@pytest.mark.parametrize(
    ("slug", "name", "subject"),
    [
        ("billing", "Billing", "billing"),
        ("money", "Rechnungen & Zahlungen", "billing"),
        ("login", "Sign-in and passwords", "account"),
        ("konto", "Mein Konto", "account"),
        ("security", "Security", "security"),
        ("billiards", "Billiards", "ordinary"),
        ("help", "Help", "ordinary"),
    ],
)
def test_a_category_is_taken_for_what_its_name_says(slug, name, subject):
    assert subject_by_name(slug, name) == subject
    category = Category(slug=slug, name=name, who_may_see="everyone", who_may_post="members")
    known = CustomersFirst(asked=40, by_customers=40)
    assert (switching.why_not(category, known) is None) == (subject == "ordinary")


def test_never_for_private_threads(cast, on):
    thread_id = ask(cast, audience="asker_and_staff")
    assert until(thread_id) is None
    public = ask(cast)
    with writing():
        db.session.get(Thread, public).audience = "asker_and_staff"
    assert listed(cast) == [thread_id, public]  # also before the outbox hears of it


def test_never_for_known_problems_also_if_they_become_known_later(cast, on):
    from tests.status.test_reporting import open_incident

    thread_id = ask(cast, "Charging stops after a minute", "Every time.")
    assert until(thread_id)
    open_incident("Charging stops everywhere", {})
    drain()
    assert until(thread_id) is None
    assert until(ask(cast, "Charging stops for me too", "Every time.")) is None


@pytest.mark.parametrize("text", ["I am in tears.", "There is a burning smell."])
def test_never_for_distress_or_danger(cast, on, text):
    assert until(ask(cast, text=text)) is None
    calm = ask(cast)
    assert until(calm)
    with writing():
        thread = db.session.get(Thread, calm)
        posting.reply(thread, cast.ana, intent="addition", **say(text))
    drain()
    assert until(calm) is None and calm in listed(cast)


def test_never_after_customers_failed_or_for_follow_ups(cast, on):
    from community.forum import refuting

    thread_id = ask(cast)
    with writing():
        thread = db.session.get(Thread, thread_id)
        post_id = posting.reply(thread, cast.ben, intent="answer", **say("Hold it.")).id
    drain()
    with clock.set_to(NOON + timedelta(minutes=1)), writing():
        refuting.refute(db.session.get(Post, post_id), cast.sam)
    drain()
    assert until(thread_id) is None and listed(cast) == [thread_id]


def test_never_when_a_trusted_customer_calls_the_company(cast, on):
    from community.forum import telling

    thread_id = ask(cast)
    with writing():
        cast.ben.trusted_at = NOON - timedelta(days=30)
        telling.ask_company(db.session.get(Thread, thread_id), cast.ben)
    assert listed(cast) == [thread_id]
    drain()
    assert until(thread_id) is None


# ---- Who decides --------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("ana", 403), ("max", 403), ("sam", 403)])
def test_only_leads_and_administrators_decide(cast, earned, browser_of, who, status):
    place = f"{PATH}/{cast.categories['help']}"
    browser = browser_of(who)
    assert browser.post(place).status_code == status
    assert browser.delete(place).status_code == status
    assert browser.post(f"{place}/subject", data={"subject": "billing"}).status_code == status
    assert row(cast).on_since is None and row(cast).subject is None


def test_the_lead_switches_it_on_and_off_on_a_page_that_says_why(cast, earned, browser_of):
    admin = browser_of("admin")
    page = admin.get(PATH).text
    assert "75 %" in page and "Customers do not ask here." in page
    place = f"{PATH}/{cast.categories['help']}"
    admin.post(place)
    drain()
    assert until(ask(cast)) and "On since" in browser_of("sam").get(PATH).text
    admin.delete(place)
    drain()
    assert not listed(cast, "customers") and len(listed(cast)) == 1


def test_what_is_not_earned_is_refused_with_the_reason(cast, browser_of):
    admin = browser_of("admin")
    admin.post(f"{PATH}/{cast.categories['help']}")
    assert "Fewer than 30 questions in eight weeks." in admin.get(PATH).text
    assert admin.post(f"{PATH}/99999").status_code == 404
    place = f"{PATH}/{cast.categories['help']}/subject"
    assert admin.post(place, data={"subject": "weather"}).status_code == 422
