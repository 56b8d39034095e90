"""What a browser calls itself, in words people know."""

from flask_babel import gettext as _

# the first that is found wins: Edge and Opera call themselves Chrome too, and Chrome Safari
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name_of(agent: str) -> str:
    """`Firefox on Linux`; never the raw text, which anybody may forge and nobody can read."""
    browser = _first(BROWSERS, agent) or _("A browser")
    system = _first(SYSTEMS, agent)
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for mark, name in names if mark in agent), None)
