"""What is written twice agrees: settings, events and the ways up stand in docs/ as in the code."""

import dataclasses
import re

import pytest

from config import ROOT, Settings
from tests.house import pages


@pytest.mark.parametrize("path", pages.PAGES)
def test_the_page_says_what_the_code_says(whole_app, path):
    made = pages.PAGES[path](whole_app)
    kept = (ROOT / path).read_text(encoding="utf-8")
    assert kept == made, "run: .venv/bin/python -m tests.house.pages"


def test_every_setting_has_a_sentence_and_can_be_set():
    source = (ROOT / "config.py").read_text(encoding="utf-8")
    read = set(re.findall(r'\(env, "([A-Z_]+)"', source))
    names = {one.name for one in dataclasses.fields(Settings)}
    assert {name.upper() for name in names} == read
    assert {n for n, said in pages.sentences_of_settings().items() if said.endswith(".")} == names


def test_every_event_says_what_happened(whole_app):
    assert [name for name, said, _lanes in pages.events() if not said] == []


def test_every_recorded_event_is_heard_or_meant_to_wait(whole_app):
    """An event that nobody hears is not even written; each such is named here with its reason."""
    from community.outbox.registry import events

    unheard = {
        kind
        for path in (ROOT / "community").glob("*/events.py")
        for kind in re.findall(r"^class (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    } - set(events)
    assert unheard <= UNHEARD, unheard - UNHEARD


#: facts for rooms that are still to come: insights and webhooks, moderation, the account's history
UNHEARD = {
    "AskerSaid",
    "ComponentStateChanged",
    "CompanyNeeded",
    "PersonSuspended",
    "ProfileChanged",
    "RolesChanged",
    "SuspensionLifted",
}


def test_the_ways_up_are_these(whole_app, capsys):
    """Printed, so that nobody has to look for them."""
    for name, filled in sorted(pages.ways_up(whole_app).items()):
        print(f"{name}: {filled}")
    assert "desk.known_problems.known_problem" in capsys.readouterr().out


def test_documents_point_to_files_that_are_there():
    broken = []
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert broken == []
