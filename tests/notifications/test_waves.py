"""Outages and news reach everybody they concern, once, a few people at a time."""

import pytest

from community.clock import now
from community.extensions import db, writing
from community.news import events as news_events
from community.news.models import Announcement
from community.notifications import waves, wishes
from community.notifications.models import Notice
from community.outbox import record
from community.outbox.working import drain
from community.status.events import IncidentOpened, IncidentResolved
from community.status.models import Incident, IncidentUpdate
from tests import mailbox


def publish(cast, **values):
    with writing():
        row = Announcement(
            title="Version 2",
            slug="version-2",
            source="It is **here**",
            html="<p>It is <strong>here</strong></p>",
            by_id=cast.people["max"],
            published_at=now(),
            **values,
        )
        db.session.add(row)
        db.session.flush()
        record(news_events.AnnouncementPublished(row.id))
        row_id = row.id
    return row_id


def incident(cast):
    with writing():
        row = Incident(title="Login fails")
        db.session.add(row)
        db.session.flush()
        update = IncidentUpdate(
            incident_id=row.id,
            stage="investigating",
            source="We look",
            html="<p>We look</p>",
            by_id=cast.people["sam"],
        )
        db.session.add(update)
        db.session.flush()
        record(IncidentOpened(row.id, update.id))
        return row.id, update.id


@pytest.mark.parametrize("at_once", [2, 200])
def test_everybody_but_its_author_hears_of_news_once(cast, heard, monkeypatch, at_once):
    monkeypatch.setattr(waves, "AT_ONCE", at_once)
    publish(cast)
    drain()
    for who in ("ana", "ben", "sam", "mia", "admin"):
        assert heard(who) == ["news"]
    assert heard("max") == []
    assert mailbox.sent() == []


def test_news_come_by_mail_to_those_who_asked_for_them(cast, heard):
    with writing():
        wishes.wish(cast.people["ben"], "news", "email", True)
    publish(cast)
    drain()
    (mail,) = mailbox.sent()
    assert mail["To"] == "ben@example.com" and mail["Subject"] == "Version 2"
    assert "<strong>here</strong>" in mailbox.html(mail)


def test_news_for_a_segment_reach_only_its_people(cast, heard):
    publish(cast, segment={"tiers": ["gold"]})
    drain()
    assert heard("ana") == ["news"] and heard("ben") == []


def test_withdrawn_news_stop(cast, heard, monkeypatch, browser_of):
    number = publish(cast)
    with writing():
        db.session.get_one(Announcement, number).withdrawn_at = now()
    drain()
    assert heard("ana") == []


def test_withdrawn_news_leave_the_list(cast, browser_of):
    number = publish(cast)
    drain()
    ana = browser_of("ana")
    assert "Version 2" in ana.get("/notices").text
    with writing():
        db.session.get_one(Announcement, number).withdrawn_at = now()
    assert "Version 2" not in ana.get("/notices").text


def test_an_outage_and_its_end_are_told(cast, heard, browser_of):
    incident_id, update_id = incident(cast)
    drain()
    with writing():
        end = IncidentUpdate(
            incident_id=incident_id, stage="resolved", source="Over", html="<p>Over</p>"
        )
        db.session.add(end)
        db.session.flush()
        record(IncidentResolved(incident_id, end.id))
        record(IncidentOpened(incident_id, update_id))
    drain()
    assert heard("ana") == ["outage", "outage"] and heard("sam") == ["outage"]
    text = browser_of("ana").get("/notices").text
    assert "Outage: Login fails" in text and "Over: Login fails" in text
    assert f'href="/status/incidents/{incident_id}"' in text
    assert db.session.query(Notice).filter_by(user_id=cast.people["ana"]).count() == 2


def test_planned_work_is_announced_and_reminded_of(cast, heard):
    from datetime import timedelta

    from community import clock
    from community.status import planning
    from tests.status.test_reporting import BODY

    starts = now() + timedelta(hours=3)
    with writing():
        planning.plan("New disks", "Soon", BODY, [], starts, starts + timedelta(hours=1), cast.sam)
    drain()
    assert heard("ana") == ["outage"] and heard("sam") == []
    with clock.moved_by(timedelta(hours=2, minutes=5)):
        drain()
    assert sorted(heard("ana")) == ["maintenance_soon", "outage"]


def test_what_is_for_those_who_look_calls_nobody(cast, heard):
    from community.status import reporting
    from tests.status.test_reporting import BODY

    with writing():
        reporting.open_incident("Down", "t", BODY, {}, None, deliver=False)
    drain()
    assert heard("ana") == []


def test_staff_hear_that_a_promised_word_is_missing(cast, heard):
    from datetime import timedelta

    from community import clock
    from community.status import reporting
    from tests.status.test_reporting import BODY

    due = now() + timedelta(hours=1)
    with writing():
        reporting.open_incident("Down", "t", BODY, {}, cast.sam, next_update_at=due)
    with clock.moved_by(timedelta(hours=2)):
        drain()
        drain()
    assert heard("sam").count("word_missed") == 1
    assert "word_missed" in heard("mia") and "word_missed" not in heard("ana")
