"""Mails cannot ask a browser for its clock: they name times in their reader's own zone."""

from community.extensions import writing
from community.forum import asking_first
from tests import mailbox


def test_staff_read_since_when_somebody_waits_in_their_own_time(forum, cast, happens):
    with writing():
        cast.sam.time_zone = "Asia/Tokyo"
    forum.ask()
    happens(hours=5)
    late = next(m for m in mailbox.sent("sam@example.com") if "late" in m["Subject"].lower())
    assert "19:00 JST" in mailbox.text(late) and "19:00 JST" in mailbox.html(late)
    other = next(m for m in mailbox.sent("mia@example.com") if "late" in m["Subject"].lower())
    assert "10:00 UTC" in mailbox.text(other)


def test_an_unknown_reader_gets_ours(forum, cast, happens):
    with writing():
        asking_first.keep_unseen(
            "new@example.org", cast.category(), "question", "Why?", "x", "", "public", "once-1"
        )
    happens()
    (mail,) = mailbox.sent("new@example.org")
    assert " UTC the text is thrown away" in mailbox.text(mail)
