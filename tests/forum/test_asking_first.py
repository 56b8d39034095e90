"""Write first, sign in last."""

from datetime import timedelta

import pytest

from community import clock, outbox
from community.accounts import people
from community.accounts.readers import VISITOR
from community.extensions import db, writing
from community.forum import asking_first, posting
from community.forum.acts import UnconfirmedQuestion
from community.forum.models import Thread
from community.forum.queries import visible_to
from tests.forum.conftest import MONDAY, rendered


@pytest.fixture
def keep(forum):
    def keep_one(category="help", email=" New@Example.com ", **values):
        values = {"kind": "question", "title": "No light", "source": "Dark", **values}
        with clock.set_to(forum.time), writing():
            row, key = asking_first.keep_unseen(email, forum.cast.category(category), **values)
            return row.id, key

    return keep_one


def publish(forum, key, who="ben"):
    def find_and_publish():
        row = asking_first.find(key)
        return asking_first.publish(row, getattr(forum.cast, who), rendered("Dark"))

    return forum.act(find_and_publish)


def test_it_waits_unseen_and_tells_the_mail(forum, keep, monkeypatch):
    heard = []
    monkeypatch.setattr(outbox, "record", lambda event, at=None: heard.append(event))
    row_id, key = keep(tags="Box")
    row = db.session.get(UnconfirmedQuestion, row_id)
    assert (row.email, row.tags, row.title) == ("new@example.com", "box", "No light")
    assert db.session.query(Thread).count() == 0
    assert [(type(e).__name__, e.unconfirmed_id) for e in heard] == [
        ("QuestionWaits", row_id),
        ("UnconfirmedQuestionExpired", row_id),
    ]
    assert asking_first.key_of(row) == key  # the mail's handler makes it anew
    assert key not in (row.key_hash, row.title, row.source)


def test_the_clock_starts_when_it_is_published(forum, keep):
    _id, key = keep(audience="asker_and_staff")
    published = forum.at(hours=5).time
    forum.thread_id = publish(forum, key)
    thread = forum.thread
    assert (thread.created_at, thread.waiting_since) == (published, published)
    assert (thread.author_id, thread.audience) == (forum.cast.people["ben"], "asker_and_staff")
    assert not db.session.scalar(db.select(Thread.id).where(visible_to(VISITOR)))


def test_a_second_click_finds_the_thread(forum, keep):
    _id, key = keep()
    assert publish(forum, key) == publish(forum, key)
    assert db.session.query(Thread).count() == 1


def test_the_same_form_twice_is_one_question(keep):
    assert keep(once="k") == keep(once="k")


def test_a_link_ends_after_three_days(forum, keep):
    _id, key = keep()
    with clock.set_to(MONDAY + timedelta(days=3, minutes=1)):
        assert asking_first.find(key) is None
    assert asking_first.find("0" * 64) is None


@pytest.mark.parametrize(
    "values",
    [{"category": "crew"}, {"audience": "staff"}, {"kind": "guide"}, {"title": " \u202e"}],
)
def test_what_a_customer_may_not_is_refused(keep, values):
    with pytest.raises(posting.Refused):
        keep(**values)


def test_text_and_address_are_thrown_away_with_the_link(forum, keep):
    from community.forum.events import UnconfirmedQuestionExpired
    from community.forum.handlers import throw_away

    row_id, _key = keep()
    forum.act(throw_away, UnconfirmedQuestionExpired(row_id))
    assert db.session.query(UnconfirmedQuestion).count() == 1
    forum.at(days=3).act(throw_away, UnconfirmedQuestionExpired(row_id))
    assert db.session.query(UnconfirmedQuestion).count() == 0


def test_a_mended_form_is_a_question_of_its_own(keep):
    first = keep(once="same-form")
    mended = keep(once="same-form", source="Dark since noon")
    assert mended[0] != first[0] and mended[1] != first[1]
    assert db.session.get(UnconfirmedQuestion, mended[0]).source == "Dark since noon"


def test_somebody_elses_once_answers_nothing_of_theirs(client, cast):
    data = {"title": "My bill is wrong", "body": "Twice", "category": "help", "once": "k" * 12}
    client.post("/ask", data={**data, "email": "victim@example.com"})
    thief = client.application.test_client()
    thief.post("/ask", data={**data, "email": "thief@example.com", "body": "Once"})
    assert "victim@example.com" not in thief.get("/ask/sent").text


def test_the_second_click_names_no_title(client, cast, forum, keep):
    _id, key = keep(audience="asker_and_staff")
    with clock.set_to(forum.time):
        first = client.post(f"/ask/confirm/{key}")
        second = client.application.test_client().post(f"/ask/confirm/{key}")
    assert "no-light" in first.location
    assert (second.status_code, "no-light" in second.location) == (303, False)


def test_a_stranger_is_shown_under_the_name_they_give_and_never_by_their_address(
    client, forum, keep
):
    _id, key = keep(email="frida.karlsson77@example.net")
    with clock.set_to(forum.time):
        page = client.get(f"/ask/confirm/{key}").text
        assert 'value="Frida"' in page
        refused = client.post(f"/ask/confirm/{key}", data={"name": "Hearth Support"})
        assert refused.status_code == 422 and "kept for our team" in refused.text
        assert client.post(f"/ask/confirm/{key}", data={"name": "Frida K"}).status_code == 303
    person = people.by_email("frida.karlsson77@example.net")
    assert (person.name, person.username) == ("Frida K", "frida-k")


def test_a_stranger_without_a_name_is_not_called_by_their_address(client, forum, keep):
    _id, key = keep(email="77.karlsson@example.net")
    with clock.set_to(forum.time):
        client.post(f"/ask/confirm/{key}")
    assert people.by_email("77.karlsson@example.net").name == "Guest"
