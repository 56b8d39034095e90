"""What a text names that only the database knows: people and pictures."""

import re

# A name starts and ends with a letter, a digit or an underscore; no mail address, no npm scope.
MENTION = re.compile(
    r"(?<![\w@/.+-])@([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,38}[A-Za-z0-9_])?)(?![\w@]|/\w)"
)
FENCED = re.compile(r"^[ >\t]*(`{3,}|~{3,}).*?(?:^[ >\t]*\1|\Z)", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`{1,3})[^`\n]{1,500}\1")
UPLOAD = re.compile(r"/uploads/([A-Za-z0-9_-]{1,64})\.[a-z]{2,5}\b")
LINKED = re.compile(r'<a class="mention" href="[^"]*/u/([^"/]+)"')
MOST_MENTIONS = 50


def find_mentions(source: str) -> list[str]:
    """Find the user names a text may mention, cheaply; a few too many are no harm."""
    if "@" not in source:
        return []
    bare = CODE.sub(" ", FENCED.sub(" ", source))
    names = dict.fromkeys(found[1] for found in MENTION.finditer(bare))
    return list(names)[:MOST_MENTIONS]


def find_uploads(source: str) -> list[str]:
    """Find the keys of the pictures a text may show."""
    return list(dict.fromkeys(UPLOAD.findall(source)))[:MOST_MENTIONS]


def mentioned_in(html: str) -> list[str]:
    """Read from rendered HTML whom it links: exact, since nobody but us writes that class."""
    return list(dict.fromkeys(LINKED.findall(html)))
