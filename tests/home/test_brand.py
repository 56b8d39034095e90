"""The company's colour, whichever it is, stays readable."""

import pytest

from community.home import brand


@pytest.mark.parametrize(
    "colour",
    ["#ffe600", "#b4441f", "#0a0a0a", "#ffffff", "#1d9bf0", "#7fff00", "#ff00ff", "#777777"],
)
def test_every_colour_becomes_readable(colour: str) -> None:
    light, dark = brand.light_shades(colour), brand.dark_shades(colour)
    for shades, papers in ((light, ("#f2eae0", "#fffdfa")), (dark, ("#2a241f", "#181411"))):
        assert brand.contrast(shades.on_brand, shades.brand) >= brand.AA
        assert brand.contrast(shades.brand_text, shades.brand_tint) >= brand.AA
        for paper in papers:
            assert brand.contrast(shades.brand_text, paper) >= brand.AA


def test_a_colour_that_is_readable_stays_as_it_is() -> None:
    assert brand.light_shades("#0b5d57").brand == "#0b5d57"


def test_the_style_sheet_knows_both_schemes_and_a_readers_choice() -> None:
    css = brand.stylesheet("#1d9bf0")
    assert "prefers-color-scheme:dark" in css
    assert ":root[data-scheme=dark]" in css
    assert css.count("--on-brand:") == 3


def test_only_colours_are_colours() -> None:
    assert brand.is_colour("#1d9bf0")
    assert not brand.is_colour("red;}body{display:none")
