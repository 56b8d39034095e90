"""The history as feeds, at the addresses that readers of other status pages know."""

from email.utils import parsedate_to_datetime

import pytest
from defusedxml import ElementTree

from community.extensions import db, writing
from community.status import reporting
from community.status.models import Incident
from tests.paths import shared
from tests.status.test_reporting import BODY

ATOM = "{http://www.w3.org/2005/Atom}"
PATHS = ("/status/history", "/history")


@pytest.fixture
def incident(app) -> int:
    with writing():
        row = reporting.open_incident("A <b> & B", "t", BODY, {}, None)
        reporting.update_incident(row, "resolved", "Over", BODY, {}, None)
        return row.id


@pytest.mark.parametrize("path", PATHS)
def test_atom_has_the_elements_of_a_real_one(incident, client, path):
    ours = ElementTree.fromstring(client.get(f"{path}.atom").data)
    sample = shared("statuspage", "githubstatus-history-mrshu", "github-status-history.atom")
    theirs = ElementTree.fromstring(sample.read_text())
    assert {child.tag for child in theirs} <= {child.tag for child in ours}
    ours_entry, theirs_entry = ours.find(f"{ATOM}entry"), theirs.find(f"{ATOM}entry")
    assert [child.tag for child in theirs_entry] == [child.tag for child in ours_entry]
    assert ours_entry.find(f"{ATOM}title").text == "A <b> & B"
    assert ours_entry.find(f"{ATOM}id").text.endswith(f"Incident/{incident}")
    content = ours_entry.find(f"{ATOM}content").text
    assert content.count("<strong>") == 2 and "<p>We look into it.</p>" in content


@pytest.mark.parametrize("path", PATHS)
def test_rss_is_valid_and_escaped(incident, client, path):
    answer = client.get(f"{path}.rss")
    assert answer.mimetype == "application/rss+xml"
    item = ElementTree.fromstring(answer.data).find("channel/item")
    assert item.find("title").text == "A <b> & B"
    assert item.find("link").text == f"http://localhost/status/incidents/{incident}"
    assert parsedate_to_datetime(item.find("pubDate").text).tzinfo is not None


def test_empty_feeds_are_feeds(client):
    for path in ("/status/history.atom", "/status/history.rss"):
        assert ElementTree.fromstring(client.get(path).data) is not None


def test_feeds_follow_and_anybody_may_read_them(incident, client):
    before = client.get("/status/history.atom")
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    with writing():
        row = db.session.get(Incident, incident)
        reporting.update_incident(row, "postmortem", "Learned", BODY, {}, None)
    assert client.get("/status/history.atom").data != before.data
