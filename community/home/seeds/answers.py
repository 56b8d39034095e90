"""The demo's canned replies: two that serve, one that waits for a yes."""

from community.accounts.models import User
from community.desk import canning
from community.extensions import db

GREETING = """Hello {asker|there},

thank you for asking. Please send us the serial number of your {product|wallbox} and the version \
the app shows under Settings, About.

Best wishes,
{agent} from {department|the team}"""
REFUND = """Hello {asker|there},

we have corrected it. The amount is back on your account within five working days, and the next \
invoice names it.

{agent}"""
RESTART = """Please hold the button on the side of the {product|wallbox} for ten seconds, until \
the light turns blue, and tell us here whether “{title}” still happens."""


def settle() -> None:
    """Inside writing()."""
    mia, sam = _person("mia"), _person("sam")
    canning.propose("Serial number and version, please", GREETING, mia)
    canning.propose("The money is on its way back", REFUND, mia)
    canning.propose("Restart the box", RESTART, sam)


def _person(username: str) -> User:
    return db.session.query(User).filter_by(username=username).one()
