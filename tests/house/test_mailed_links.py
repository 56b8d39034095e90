"""Links in mails: whoever only opens them (scanners do) changes nothing and uses nothing up."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts import changing, one_time, people, suspending
from community.accounts.passwords import hash_password
from community.extensions import db, writing
from community.forum import asking_first, hiding, mail_keys
from community.forum.models import Thread
from community.imports import claiming
from community.notifications import stopping
from tests.forum.written import written_thread
from tests.house.test_every_route_has_a_policy import rows


@pytest.fixture
def thread_id(app, cast) -> int:
    return written_thread(cast, replies=1)


@pytest.fixture
def links(cast, thread_id) -> dict[str, tuple[str, str]]:
    """Purpose: the link in the mail, and where its one button leads."""
    ana = cast.people["ana"]
    with writing():
        waiting = asking_first.keep_unseen(
            "new@example.com", cast.category(), "question", "A title of mine", "My text"
        )[1]
        reset = one_time.make(changing.RESET, "max@example.com", cast.max)[1]
        address = one_time.make(changing.NEW_EMAIL, "ana2@example.com", cast.ana)[1]
        joined = people.apply("Cleo", "cleo", "cleo@example.com", hash_password("long enough"))[1]
        claim = one_time.make(claiming.PURPOSE, "ben2@example.com", cast.ben)[1]
        cast.ben.email, cast.ben.imported_from = None, "old"
        same = {
            "address": f"/confirm-email/{address}",
            "reset": f"/reset-password/{reset}",
            "sign_up": f"/confirm-email/{joined}",
            "question": f"/ask/confirm/{waiting}",
            "claim": f"/claim/{claim}",
            "stop": stopping.path_for(ana, "reply"),
        }
    works = mail_keys.path_for(mail_keys.WORKS, thread_id, ana)
    broken = mail_keys.path_for(mail_keys.STILL_BROKEN, thread_id, ana)
    return {name: (path, path) for name, path in same.items()} | {
        "works": (works, works.replace("/works", "/working")),
        "broken": (broken, broken),
    }


FILLED = {"password": "long enough", "name": "New Person"}


def test_opening_every_link_changes_nothing_and_leaves_it_good(app, links):
    before = rows(db)
    for link, _button in links.values():
        for method in ("GET", "HEAD", "GET"):
            assert app.test_client().open(link, method=method).status_code == 200, link
    assert rows(db) == before
    for name, (_link, button) in links.items():
        answer = app.test_client().post(button, data=FILLED)
        assert answer.status_code in {200, 303}, (name, answer.status_code)
    assert rows(db) != before


def test_a_used_key_is_used(app, links):
    for name in ("reset", "address", "sign_up", "claim"):
        _link, button = links[name]
        assert app.test_client().post(button, data=FILLED).status_code == 303, name
        assert app.test_client().post(button, data=FILLED).status_code == 410, name
        assert app.test_client().get(button).status_code == 410, name


def test_a_key_is_for_one_purpose(app, links):
    keys = {
        name: link.partition("?key=")[2] or link.rpartition("/")[2]
        for name, (link, _) in links.items()
    }
    doors = {"reset": "/reset-password/%s", "address": "/confirm-email/%s", "claim": "/claim/%s"}
    doors |= {"question": "/ask/confirm/%s", "stop": "/stop/%s"}
    doors |= {"works": "/t/1/working?key=%s", "broken": "/t/1/still-broken?key=%s"}
    for own, door in doors.items():
        for name, key in keys.items():
            if name == own or {name, own} == {"address", "sign_up"}:
                continue
            answer = app.test_client().post(door % key, data=FILLED)
            assert answer.status_code in {404, 410}, (own, name, answer.status_code)


def test_keys_end(app, links):
    with clock.set_to(clock.now() + timedelta(days=91)):
        for name, (link, button) in links.items():
            if name not in {"stop", "works", "broken"}:  # test_mail_keys has the others
                assert app.test_client().get(link).status_code == 410, name
                assert app.test_client().post(button, data=FILLED).status_code == 410, name


def test_the_askers_word_needs_an_asker_who_may_still_read(app, cast, links, thread_id):
    link, button = links["works"]
    other = written_thread(cast)
    assert (
        app.test_client().get(link.replace(f"/t/{thread_id}/", f"/t/{other}/")).status_code == 410
    )
    of_staff = mail_keys.path_for(mail_keys.WORKS, thread_id, cast.people["sam"])
    assert app.test_client().get(of_staff).status_code == 403
    with writing():
        hiding.hide_thread(db.session.get(Thread, thread_id), cast.mia)
    assert app.test_client().post(button).status_code == 404
    with writing():
        hiding.restore_thread(db.session.get(Thread, thread_id), cast.mia)
        suspending.suspend(cast.ana, clock.now() + timedelta(days=1))
    assert app.test_client().post(button).status_code == 404
