"""Who reads: the little that decides what a person may see, whatever the surface."""

from dataclasses import dataclass

from community.accounts.models import User


@dataclass(frozen=True)
class Reader:
    """`user_id` is None for visitors. Staff here are those who read internal notes."""

    user_id: int | None = None
    is_staff: bool = False

    @property
    def is_visitor(self) -> bool:
        return self.user_id is None


VISITOR = Reader()


def reader_of(user: User | None) -> Reader:
    return Reader(user.id, user.is_staff) if user else VISITOR
