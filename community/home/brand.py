"""The company's colour: from one setting, every shade that text and buttons need, readable."""

import colorsys
import re
from dataclasses import dataclass

AA = 4.5  # contrast that WCAG 2.2 asks of text
LIGHT_PAPER = "#f2eae0"  # the darkest ground that brand-coloured text stands on
DARK_PAPER = "#2a241f"  # the lightest one in the dark scheme
DEFAULT = "#b4441f"  # static/css/_tokens.css has its shades, chosen by hand


@dataclass(frozen=True)
class Shades:
    """The six meanings of the brand colour in one scheme, as in static/css/_tokens.css."""

    brand: str
    brand_strong: str
    on_brand: str
    brand_text: str
    brand_tint: str
    brand_line: str

    def css(self) -> str:
        pairs = vars(self).items()
        return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in pairs)


def stylesheet(colour: str) -> str:
    """The whole of /brand.css for a colour given as #rrggbb."""
    light, dark = light_shades(colour).css(), dark_shades(colour).css()
    return (
        f"@layer tokens{{:root{{{light}}}:root[data-scheme=dark]{{{dark}}}"
        f"@media(prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}}}"
    )


def is_colour(text: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def light_shades(colour: str) -> Shades:
    brand = readable(colour, "#ffffff", darker=True)
    text = readable(colour, LIGHT_PAPER, darker=True)
    tint = mixed(colour, "#ffffff", 0.12)
    return Shades(
        brand=brand,
        brand_strong=mixed(brand, "#000000", 0.8),
        on_brand="#ffffff",
        brand_text=readable(text, tint, darker=True),
        brand_tint=tint,
        brand_line=mixed(colour, "#ffffff", 0.5),
    )


def dark_shades(colour: str) -> Shades:
    ground = "#1b1511"
    brand = readable(colour, ground, darker=False)
    tint = mixed(colour, "#221d19", 0.22)
    return Shades(
        brand=brand,
        brand_strong=mixed(brand, "#ffffff", 0.75),
        on_brand=ground,
        brand_text=readable(readable(colour, DARK_PAPER, darker=False), tint, darker=False),
        brand_tint=tint,
        brand_line=mixed(colour, "#221d19", 0.5),
    )


def readable(colour: str, ground: str, *, darker: bool) -> str:
    """The colour, moved towards black or white as little as readable text needs."""
    hue, light, strength = colorsys.rgb_to_hls(*_parts(colour))
    step = -0.01 if darker else 0.01
    while contrast(colour, ground) < AA and 0 < light + step < 1:
        light += step
        colour = _hex(colorsys.hls_to_rgb(hue, light, strength))
    return colour


def contrast(one: str, other: str) -> float:
    """The ratio that WCAG defines: 1 for the same colour, 21 for black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return _hex(tuple(a * share + b * (1 - share) for a, b in pairs))


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(min(1, max(0, part)) * 255):02x}" for part in parts)
