"""Every mail of the house has a subject, a text and an HTML body, and says why one gets it."""

import pytest

from config import ROOT

FOLDERS = sorted(
    path
    for path in (ROOT / "templates").glob("*/mail/*")
    if path.is_dir() and not path.name.startswith("_")
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_mail_has_three_parts(folder):
    assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}


def test_there_is_a_mail_for_every_notice_that_can_be_mailed():
    from community.notifications.kinds import WHATS

    assert set(WHATS) <= {folder.name for folder in FOLDERS}
