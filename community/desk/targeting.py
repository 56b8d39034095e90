"""Set and remove response targets: noted in the journal; open deadlines follow."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from community import journal, outbox
from community.accounts.models import Organisation
from community.desk import follow_up_promises, promising
from community.desk.events import DeadlinesOutdated, MeasuringDue
from community.desk.models import Target
from community.extensions import db, hold
from community.forum.models import Category

LONGEST = 60 * 24 * 30  # covered minutes: longer is no target


def set_target(
    category_id: int | None, tier: str | None, first_reply: int, follow_up: int, by_id: int | None
) -> Target:
    """The target of a category and a tier, None being every one. Inside writing()."""
    hold("targets")
    target = find(category_id, tier) or Target(category_id=category_id, tier=tier)
    before = {"first_reply": target.first_reply, "follow_up": target.follow_up}
    after = {"first_reply": first_reply, "follow_up": follow_up}
    if before == after:
        return target
    if target.id:
        follow_up_promises.forget(target.id, by_id)
    promising.withdraw(target, by_id)  # what was earned was earned with other minutes
    target.measured = target.kept = target.known_since = None
    target.first_reply, target.follow_up = first_reply, follow_up
    db.session.add(target)
    db.session.flush()
    _tell("set", target, by_id, before=before, **after)
    return target


def remove_target(target: Target, by_id: int | None) -> None:
    """What is less exact holds again. Inside writing()."""
    follow_up_promises.forget(target.id, by_id)
    _tell("remove", target, by_id, first_reply=target.first_reply, follow_up=target.follow_up)
    db.session.delete(target)


def find(category_id: int | None, tier: str | None) -> Target | None:
    return db.session.scalar(
        select(Target).where(
            Target.category_id.is_not_distinct_from(category_id),
            Target.tier.is_not_distinct_from(tier),
        )
    )


def standing() -> Sequence[Any]:
    """Every target with its category's name, the most general first."""
    return db.session.execute(
        select(Target, Category.name)
        .outerjoin(Category, Category.id == Target.category_id)
        .order_by(Target.tier.is_not(None), Target.category_id.is_not(None), Category.position)
    ).all()


def tiers() -> list[str]:
    """Those that organisations have now."""
    found = select(Organisation.tier).where(Organisation.tier.is_not(None)).distinct()
    return sorted(tier for tier in db.session.scalars(found) if tier)


def _tell(act: str, target: Target, by_id: int | None, **values: object) -> None:
    scope = {"category_id": target.category_id, "tier": target.tier}
    journal.note(f"{act}_target", "target", target.id, by_id, **scope, **values)
    outbox.record(DeadlinesOutdated())
    outbox.record(MeasuringDue(again=False))
