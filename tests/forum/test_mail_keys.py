"""A key from a mail speaks for one person about one thread, with one word, for a while."""

from datetime import datetime, timedelta

from community.forum import mail_keys


def key_in(path):
    return path.partition("?key=")[2]


def test_a_key_names_the_person_it_was_mailed_to(app):
    path = mail_keys.path_for(mail_keys.WORKS, 7, 3)
    assert path.startswith("/t/7/works?key=")
    assert mail_keys.person_behind(mail_keys.WORKS, 7, key_in(path)) == 3


def test_a_key_is_good_for_nothing_else(app):
    key = key_in(mail_keys.path_for(mail_keys.WORKS, 7, 3))
    assert mail_keys.person_behind(mail_keys.STILL_BROKEN, 7, key) is None
    assert mail_keys.person_behind(mail_keys.WORKS, 8, key) is None
    assert mail_keys.person_behind(mail_keys.WORKS, 7, key[:-1]) is None
    assert mail_keys.person_behind(mail_keys.WORKS, 7, "é\x00") is None
    assert mail_keys.person_behind(mail_keys.WORKS, 7, None) is None


def test_a_key_ends(app, monkeypatch):
    key = key_in(mail_keys.path_for(mail_keys.WORKS, 7, 3))
    later = (datetime.now() + timedelta(seconds=mail_keys.LIFETIME + 60)).timestamp()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert mail_keys.person_behind(mail_keys.WORKS, 7, key) is None
