"""Which words wake somebody at night, and which do not."""

import pytest

from community.desk.danger import words_of_danger


@pytest.mark.parametrize(
    "text",
    [
        "My charger is on fire!",
        "it CAUGHT\nFIRE last night",
        "There was smoke coming out of the vent",
        "I got an electric shock",
        "the battery is swollen",
        "Der Akku brennt",
        "es riecht verbrannt",
        "My son was injured by the lid",
    ],
)
def test_words_of_danger_are_found(text):
    assert words_of_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "The event does not fire",
        "My firewall blocks it",
        "the Fire TV app",
        "What a shock, the bill doubled",
        "We explode the array into rows",
        "```\nfatal: explosion in heap\n```\nWhat does this mean?",
        "The function `explosion` is missing",
        "brennt sich die CD nicht",
        "",
    ],
)
def test_everyday_words_wake_nobody(text):
    assert words_of_danger(text) is None
