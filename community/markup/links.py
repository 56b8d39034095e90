"""Which addresses may be linked, and where a bare one ends."""

import re
from html import unescape

BARE_LINK = re.compile(
    r"(?i)(?<![\w/.@-])(?:https?://|www\.)[^\s<>\x02\x03`\"\u3000-\u3011\uff01-\uff1f]{2,1800}"
)
UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
WEB = re.compile(r"https?://[\w\[][\w.~%:@\[\]-]*(?:[/?#]|$)")
SCHEME = re.compile(r"[^/?#]*?:")
TRAILING = ".,:;!?'\"*_~\u3002\uff0c"


def trim_bare_link(text: str) -> str:
    """Cut off the punctuation that belongs to the sentence, as GitHub does."""
    while text:
        opener = {")": "(", "]": "["}.get(text[-1])
        unpaired = opener and text.count(text[-1]) > text.count(opener)
        if text[-1] not in TRAILING and not unpaired:
            break
        text = text[:-1]
    host = re.sub(r"(?i)^(?:https?://)", "", text)
    return text if host[:1].isalnum() or host[:1] == "[" else ""


def safe_href(value: str) -> str | None:
    """Return the address if it leads to the web, to a mail address or into this site.

    Bleach takes `javascript:123` for a host with a port, so this does not ask it.
    """
    plain = unescape(value).strip().lower()
    low = UNSEEN.sub("", unescape(plain))
    if WEB.match(plain) or re.match(r"mailto:[^\s/]", plain):
        return value.strip()
    if WEB.match(f"http://{low}") and low.startswith("www."):
        return f"http://{value.strip()}"
    if "\\" in low[:3] or SCHEME.match(low):
        return None
    if low.startswith("//"):
        return f"https:{value.strip()}" if WEB.match(f"https:{low}") else None
    return value.strip() if low[:1] in ("/", "#", "?") else None


def is_foreign(href: str, site: str) -> bool:
    """Say whether an address leads away from the site."""
    low = href.lower()
    if not low.startswith(("http://", "https://")):
        return False
    home = site.lower().rstrip("/")
    return not (home and (low == home or low.startswith((f"{home}/", f"{home}?", f"{home}#"))))


def own_upload(src: str, root: str, site: str) -> str | None:
    """Return the path of an image of our own, None for anybody else's."""
    src = unescape(src).strip()
    if site and src.startswith(f"{site.rstrip('/')}/uploads/"):
        src = root + src[len(site.rstrip("/")) :]
    plain = re.fullmatch(rf"{re.escape(root)}/uploads/[A-Za-z0-9_.~%/-]+", src)
    return src if plain and ".." not in src else None
