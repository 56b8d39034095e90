"""The one way to write: fails loudly outside, never fails for many at once."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from community.accounts.models import User
from community.extensions import db, writing


def test_a_write_outside_writing_is_refused(app, cast):
    cast.ana.name = "Someone else"
    with pytest.raises(OperationalError, match="readonly"):
        db.session.commit()
    db.session.rollback()
    assert cast.ana.name == "Ana Alves"


def test_four_hundred_writers_at_once_all_succeed(app, cast):
    failed = []

    def add_a_letter():
        with app.app_context():
            try:
                with writing():
                    user = db.session.get(User, cast.people["ana"])
                    user.about += "x"
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=add_a_letter) for _ in range(400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert failed == []
    assert len(cast.ana.about) == 400
