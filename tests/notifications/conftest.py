"""A thread to act on (the forum's own words), an empty mailbox, and what people heard."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from community import clock
from community.extensions import db
from community.notifications.models import Delivery, Notice
from community.outbox.working import drain
from tests import mailbox
from tests.cast import Cast
from tests.forum.conftest import Forum


@pytest.fixture(autouse=True)
def empty_mailbox(app):
    mailbox.empty()


@pytest.fixture
def forum(cast: Cast) -> Forum:
    return Forum(cast)


@pytest.fixture
def happens(forum: Forum) -> Callable[..., None]:
    """Let everything that is due by now (in the thread's time) happen, some span later."""

    def let(**span: float) -> None:
        forum.at(**span)
        db.session.rollback()
        with clock.set_to(forum.time):
            drain()
        db.session.rollback()

    return let


@pytest.fixture
def heard(cast: Cast) -> Callable[[str], list[str]]:
    """`heard("ana")`: what stands behind her bell, oldest first."""

    def of(who: str) -> list[str]:
        db.session.rollback()
        statement = select(Notice.what).where(Notice.user_id == cast.people[who])
        return list(db.session.scalars(statement.order_by(Notice.id)))

    return of


@pytest.fixture
def deliveries(cast: Cast) -> Callable[[str], list[Delivery]]:
    def of(who: str) -> list[Delivery]:
        db.session.rollback()
        statement = select(Delivery).where(Delivery.user_id == cast.people[who])
        return list(db.session.scalars(statement.order_by(Delivery.id)))

    return of


def subjects(to: str) -> list[str]:
    return [mail["Subject"] for mail in mailbox.sent(f"{to}@example.com")]
