"""Stack Exchange dumps: what goes in comes out, once, safe, and rings nobody's bell."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import func, select

from community.accounts.models import User
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.forum.acts import Acceptance, ThreadLink
from community.forum.models import Post, Tag, Thread
from community.imports import claiming
from community.imports.bringing_in import Run
from community.imports.commands import category_id
from community.imports.models import ExternalId
from community.imports.records import BrokenSource, Report
from community.imports.stackexchange import StackExchange
from community.outbox.working import drain
from tests import mailbox
from tests.paths import shared

USERS = """
<row Id="1" DisplayName="Ann" CreationDate="2020-01-01T00:00:00" AboutMe="&lt;b&gt;Hi&lt;/b&gt;"/>
<row Id="2" DisplayName="Ann" CreationDate="2020-01-02T00:00:00"/>
<row Id="3" DisplayName="سارة" CreationDate="2020-01-02T00:00:00"/>
"""
POSTS = """
<row Id="10" PostTypeId="1" AcceptedAnswerId="12" CreationDate="2020-02-01T10:00:00" Score="7"
  Title="How?" Tags="&lt;solar&gt;&lt;roof&gt;" OwnerUserId="1"
  Body="&lt;p&gt;&lt;a href=&quot;https://old.example/questions/20/x&quot;&gt;See&lt;/a&gt;
  &lt;script&gt;boom()&lt;/script&gt;&lt;/p&gt;"/>
<row Id="11" PostTypeId="2" ParentId="10" CreationDate="2020-02-01T12:00:00" Score="-2"
  OwnerDisplayName="gone" Body="&lt;p&gt;Perhaps.&lt;/p&gt;"/>
<row Id="12" PostTypeId="2" ParentId="10" CreationDate="2020-02-02T10:00:00" Score="3"
  OwnerUserId="3" Body="&lt;pre&gt;&lt;code&gt;x = 1&lt;/code&gt;&lt;/pre&gt;"/>
<row Id="20" PostTypeId="1" CreationDate="2020-03-01T10:00:00" Title="Again?" OwnerUserId="2"
  Body="&lt;p&gt;Same&lt;/p&gt;" Tags="|solar|"/>
<row Id="30" PostTypeId="5" CreationDate="2020-03-01T10:00:00" Body="a wiki"/>
<row Id="31" PostTypeId="2" ParentId="999" CreationDate="2020-03-01T10:00:00" Body="orphan"/>
<row Id="32" PostTypeId="1" CreationDate="not a date" Title="Broken" Body="x"/>
"""
COMMENTS = """
<row Id="5" PostId="12" Text="It *works*, see https://old.example/a/11"
  CreationDate="2020-02-03T10:00:00" UserId="1"/>
<row Id="6" PostId="999" Text="lost" CreationDate="2020-02-03T10:00:00" UserId="1"/>
"""
VOTES = '<row Id="1" PostId="12" VoteTypeId="1" CreationDate="2020-02-04T00:00:00"/>'
LINKS = """<row Id="1" PostId="20" RelatedPostId="10" LinkTypeId="3"
  CreationDate="2020-03-02T00:00:00"/>"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    for name, rows in (
        ("Users", USERS),
        ("Posts", POSTS),
        ("Comments", COMMENTS),
        ("Votes", VOTES),
        ("PostLinks", LINKS),
    ):
        text = f'<?xml version="1.0" encoding="utf-8"?>\n<{name.lower()}>{rows}</{name.lower()}>'
        (tmp_path / f"{name}.xml").write_text(text, encoding="utf-8")
    return tmp_path


def bring_in(path: Path, source: str = "old", hosts=("old.example",)) -> Report:
    report = Report()
    run = Run(source, category_id("help"), report, hosts)
    run.everything(StackExchange(path, report), lambda n: None)
    return report


def thread(title: str) -> Thread:
    return db.session.scalars(select(Thread).where(Thread.title == title)).one()


def posts_of(title: str) -> list[Post]:
    found = select(Post).where(Post.thread_id == thread(title).id).order_by(Post.number)
    return list(db.session.scalars(found))


def test_a_thread_comes_with_replies_in_order_and_its_answer(app, dump):
    report = bring_in(dump)
    posts = posts_of("How?")
    assert [p.intent for p in posts] == [None, "answer", "answer", "remark"]
    assert [p.score for p in posts] == [7, -2, 3, 0]
    assert posts[3].reply_to == 3
    assert "<em>works</em>" in posts[3].html and "<blockquote" in posts[3].html
    assert posts[2].source.strip().startswith("```")
    found = thread("How?")
    assert (found.support_state, found.answer_post_id) == ("solved", posts[2].id)
    accepted = db.session.scalars(select(Acceptance)).one()
    assert (accepted.role, accepted.created_at.isoformat()[:10]) == ("import", "2020-02-04")
    assert report.tallies["posts"].made == 4
    assert {t.name for t in db.session.scalars(select(Tag))} >= {"solar", "roof"}
    assert db.session.scalars(select(ThreadLink.kind)).all() == ["duplicate"]


def test_every_row_is_accounted_for_and_broken_ones_are_named(app, dump):
    report = bring_in(dump)
    for kind, t in report.tallies.items():
        assert t.read == t.made + t.kept + t.skipped, kind
    text = "\n".join(report.problems)
    for row in ("Id=30", "Id=31", "Id=32", "Id=6"):
        assert row in text


def test_html_is_safe_and_old_links_lead_here(app, dump):
    bring_in(dump)
    html = posts_of("How?")[0].html
    assert "<script" not in html
    assert 'href="/from/old/questions/20"' in html
    assert 'href="/from/old/a/11"' in posts_of("How?")[3].html


def test_a_second_run_keeps_everything_and_takes_what_is_new(app, dump):
    bring_in(dump)
    before = db.session.scalar(select(func.count()).select_from(Post))
    posts = (
        (dump / "Posts.xml")
        .read_text()
        .replace(
            "</posts>",
            '<row Id="40" PostTypeId="2" ParentId="20" CreationDate="2020-05-01T10:00:00"'
            ' OwnerUserId="1" Body="late"/></posts>',
        )
    )
    (dump / "Posts.xml").write_text(posts)
    report = bring_in(dump)
    assert (report.tallies["posts"].made, report.tallies["posts"].kept) == (1, 4)
    assert report.tallies["people"].made == 0
    assert db.session.scalar(select(func.count()).select_from(Post)) == before + 1
    assert [p.excerpt for p in posts_of("Again?")] == ["Same", "late"]
    for kind, t in report.tallies.items():
        assert t.read == t.made + t.kept + t.skipped, kind


def test_a_file_cut_short_gives_what_it_has(app, dump):
    whole = (dump / "Posts.xml").read_text()
    (dump / "Posts.xml").write_text(whole[: whole.index('<row Id="20"') + 30])
    report = bring_in(dump)
    assert posts_of("How?")
    assert any("not readable from here on" in line for line in report.problems)


def test_two_sources_do_not_mix(app, dump):
    bring_in(dump, "one")
    bring_in(dump, "two")
    assert db.session.scalar(select(func.count()).where(Thread.title == "How?")) == 2
    names = db.session.scalars(select(User.username).where(User.imported_from.is_not(None))).all()
    assert len(names) == len({n.lower() for n in names})


def test_old_addresses_lead_to_the_new_ones(app, dump, client):
    bring_in(dump)
    found = thread("How?")
    answer = client.get("/from/old/questions/10/how")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith(found.path)
    assert client.get("/from/old/a/12").headers["Location"].endswith(f"{found.path}#p3")
    assert client.get("/from/old/questions/999").status_code == 404
    with writing():
        found.hidden_at = found.created_at
    assert client.get("/from/old/questions/10").status_code == 404
    assert client.get("/from/old/a/12").status_code == 404


def test_an_import_waits_for_nobody_and_rings_no_bell(app, dump):
    bring_in(dump)
    drain()
    assert db.session.scalar(select(func.count()).select_from(DeskClock)) == 0
    if "notices" in db.metadata.tables:
        notices = db.metadata.tables["notices"]
        assert db.session.scalar(select(func.count()).select_from(notices)) == 0


def test_an_account_is_claimed_by_its_mail_link_once(app, dump, client):
    bring_in(dump)
    with writing():
        assert claiming.offer("old", "1", "ann@example.org") is None
        assert claiming.offer("old", "1", "nonsense")
        assert claiming.offer("old", "77", "ann@example.org")
        assert claiming.offer("old", "2", "ana@example.com")  # belongs to ana
    drain()
    [mail] = mailbox.sent("ann@example.org")
    key = mailbox.text(mail).split("/claim/")[1].split()[0]
    assert client.get(f"/claim/{key}").status_code == 200
    assert client.post(f"/claim/{key}").status_code == 303
    ann = db.session.scalars(select(User).where(User.email == "ann@example.org")).one()
    assert ann.email_confirmed_at and ann.imported_from == "old"
    assert client.get("/settings/profile").status_code == 200
    assert app.test_client().post(f"/claim/{key}").status_code == 410


def test_what_is_no_dump_is_refused(app, tmp_path):
    with pytest.raises(BrokenSource, match=r"Posts\.xml"):
        StackExchange(tmp_path, Report())
    outcome = app.test_cli_runner().invoke(args=["import", "stackexchange", str(tmp_path)])
    assert outcome.exit_code == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "source"), [("quantumcomputing-2018-09", "quantum"), ("cardano-2021-12", "cardano")]
)
def test_a_real_forum_counts_in_counts_out(app, client, folder, source):
    path = shared("forums", folder)
    report = bring_in(path, source, ())
    rows = [r.attrib for r in ElementTree.parse(path / "Posts.xml").getroot()]
    kinds = Counter(r["PostTypeId"] for r in rows)
    ids = {r["Id"] for r in rows if r["PostTypeId"] in "12"}
    comments = [r.attrib["PostId"] for r in ElementTree.parse(path / "Comments.xml").getroot()]
    made = Counter(
        db.session.execute(select(Post.intent, func.count()).group_by(Post.intent)).tuples().all()
    )
    made = dict(made.keys())
    assert made[None] == kinds["1"] == report.tallies["threads"].made
    assert made["answer"] == kinds["2"]
    assert made["remark"] == sum(c in ids for c in comments)
    accepted = {r["AcceptedAnswerId"] for r in rows if "AcceptedAnswerId" in r} & ids
    assert db.session.scalar(select(func.count()).select_from(Acceptance)) == len(accepted)
    scores = sum(int(r["Score"]) for r in rows if r["PostTypeId"] in "12")
    own = Post.intent.is_distinct_from("remark")
    found = db.session.scalar(select(func.sum(Post.score)).where(own))
    assert found == scores
    for kind, t in report.tallies.items():
        assert t.read == t.made + t.kept + t.skipped, kind
    one = db.session.scalars(select(ExternalId).where(ExternalId.kind == "thread")).first()
    assert client.get(f"/from/{source}/questions/{one.external_id}").status_code == 301
