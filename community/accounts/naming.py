"""What people may call themselves: nobody looks like staff who is not.

User names are plain ASCII, so that they can be typed, linked and mentioned. Display names may be
in any script; they are compared by their skeleton, in which look-alike letters are the same.
"""

import re
import unicodedata

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from community.accounts.models import TEAM_ROLES, User
from community.extensions import db

USERNAME_MOST = 30
NAME_MOST = 80
_USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,28}[A-Za-z0-9])")
_MARKS_IN_A_ROW = 3  # of accents on one letter: more is a drawing


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: words that speak for the company, alone or with the fillers behind them
STRONG = _words(
    "admin administrator moderator mod support staff official helpdesk webmaster sysadmin "
    "superuser operator employee representative security abuse postmaster"
)
FILLERS = _words(
    "the team of for our your hearth customer service community forum help desk care agent "
    "account real a my mr ms and by from company"
)
#: paths, placeholders and mailboxes that would confuse as user names
TAKEN = _words(
    "root system api settings sign-in sign-up sign-out search queue news status ask notices "
    "everyone all here channel you me null none undefined anonymous deleted nobody noreply "
    "no-reply hostmaster info mail www help hearth"
)

_LOOKALIKES = {
    "a": "@4ɑαаᴀ∂ꓮᎪ",
    "b": "8ЬвβʙᏏƅ",
    "c": "сϲᴄⅽꮯℂƈ¢(",
    "d": "ԁɗᴅđꓒᏧᑯ",
    "e": "3еҽɛεєэᴇ℮€ёꭼꬲ",
    "f": "ƒғꜰẝꞙϝſꬵ",
    "g": "ɡɢց9ꮐ",
    "h": "һհʜᏂнħ",
    "k": "κкᴋƙ",
    "l": "iI1|!ıɩιіїӏјϳjlɪʟłⅼ∣ǀ׀וןᎥꙇ˛¡ɭ",
    "m": "мᴍⅿϻʍ",
    "n": "пηոռɴŋƞᴨπи",
    "o": "0οоօσᴏᴑоøꬽەہ٥۵०০੦૦௦౦೦൦๐໐၀סه○〇°",
    "p": "рρϱᴘƿþҏ",
    "q": "ԛգզ",
    "r": "гᴦʀяɾɍꭇꭈⲅ",
    "s": "5ѕ$ꜱƽʂꮪᏕ",
    "t": "7тτᴛŧ+†",
    "u": "υսцᴜʋμµꞟꭎꭒ",
    "v": "νѵᴠⅴ∨",
    "w": "шщωᴡѡԝɯ",
    "x": "хχ×ⅹ",
    "y": "уүγʏყỿ",
    "z": "2ᴢʐƶ",
}
_SAME = {ord(sign): letter for letter, signs in _LOOKALIKES.items() for sign in signs}
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KATAKANA-HIRAGANA"}


def skeleton(text: str) -> str:
    """The bones of a text: look-alike letters become one, accents, spaces and signs go."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M"
    )
    bones = unicodedata.normalize("NFKD", bare.translate(_SAME).casefold()).translate(_SAME)
    bones = "".join(c for c in bones if c.isalnum())
    return bones.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def is_wellformed(username: str) -> bool:
    return bool(_USERNAME.fullmatch(username))


def username_problem(username: str) -> str | None:
    """Why nobody may have this user name; None if somebody may."""
    if not is_wellformed(username):
        return _(
            "Please use 2 to 30 letters and digits of the Latin alphabet, with _ . or - inside."
        )
    if username.lower() in TAKEN or speaks_for_us(username):
        return _("This user name is reserved. Please choose another.")
    return None


def name_problem(name: str) -> str | None:
    """Why nobody may be shown under this name; None if somebody may."""
    if any(_is_sign(c) for c in name):
        return _("Please use letters in your name, no signs or pictures.")
    if _drawn(name) or any(_mixed(word) for word in re.split(r"[\s_.,'’-]+", name)):
        return _("Please write each word of your name in one alphabet.")
    if speaks_for_us(name):
        return _("This name is kept for our team. Please choose another.")
    return None


def _is_sign(c: str) -> bool:
    """Ticks, shields and letters made of mathematics; joiners are spelling in some scripts."""
    category = unicodedata.category(c)
    if ord(c) < 128 or c in "\u200c\u200d":
        return False
    return category in {"So", "Co", "Cn", "Sm", "Sk", "Cf"}


def speaks_for_us(text: str) -> bool:
    """Whether a reader could take it for the company's own voice."""
    site = skeleton(current_app.config["SETTINGS"].site_name)
    strong = {skeleton(word) for word in STRONG} | {site}
    fillers = {skeleton(word) for word in FILLERS} | {site}
    for bones in (skeleton(text), skeleton(re.sub(r"\d+", "", text))):
        if _made_of(bones, strong, fillers):
            return True
    words = [skeleton(w) for w in re.split(r"[\W_\d]+", unicodedata.normalize("NFKC", text))]
    return any(word in strong for word in words)


def _made_of(bones: str, strong: set[str], fillers: set[str]) -> bool:
    """Whether it can be cut into those words, with a strong one among them."""
    reached = {0: False}  # how far we came, and whether a strong word was on the way
    for start in range(len(bones)):
        if start not in reached:
            continue
        for word in strong | fillers:
            if word and bones.startswith(word, start):
                end = start + len(word)
                reached[end] = reached.get(end, False) or reached[start] or word in strong
    return reached.get(len(bones), False)


def _drawn(name: str) -> bool:
    run = 0
    for c in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(c)[0] == "M" else 0
        if run > _MARKS_IN_A_ROW:
            return True
    return False


def _mixed(word: str) -> bool:
    scripts = {
        unicodedata.name(c, "UNNAMED").split()[0]
        for c in unicodedata.normalize("NFKC", word)
        if c.isalpha() or (ord(c) > 127 and unicodedata.category(c)[0] in "MN")
    } - {"COMBINING"}
    return len(scripts) > 1 and bool(scripts - _EAST_ASIAN - {"LATIN"})


def imitates_the_team(text: str, but: User | None = None) -> bool:
    """Whether someone of the team has a name that looks the same."""
    bones = skeleton(text)
    team = select(User.id, User.username, User.name).where(
        or_(*[User.roles.contains(role) for role in sorted(TEAM_ROLES)]), User.closed_at.is_(None)
    )
    return any(
        bones in {skeleton(row.username), skeleton(row.name)}
        for row in db.session.execute(team)
        if but is None or row.id != but.id
    )


def is_username_taken(username: str, but: User | None = None) -> bool:
    taken = select(User.id).where(func.lower(User.username) == username.lower())
    found = db.session.scalar(taken)
    return found is not None and (but is None or found != but.id)
