"""What must never be kept of a search: mail addresses, long numbers, and what looks secret."""

import re
from collections.abc import Iterator

#: what follows the word is meant for nobody, however it looks
_NAMED = re.compile(
    r"\b(pass(?:word|code|phrase|wort)|pwd|kennwort|pin|token|secret|api[ _-]?key)"
    r"(\s*[:=]\s*|\s+(?:is|ist|was|war)\s+)\S+",
    re.IGNORECASE,
)
_HEX_CODE = re.compile(r"0x[0-9a-f]{1,8}", re.IGNORECASE)  # an error's name: 0x80070057
#: seven digits or more, as telephone, account and card numbers and addresses of networks have
_NUMBER = re.compile(r"\+?\d(?:[ ./\-()]{0,2}\d){6,}")
_HASH = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12,}", re.IGNORECASE)
_PARTS = re.compile(r"[\s/.,:;_\-()\"'“”]+")
_KINDS = re.compile(r"[a-z]+|[A-Z]+|\d+|[^a-zA-Z\d]+")
_SIGNS = re.compile(r"[!$%&*?#=+^~<>|]")
LONGEST_WORD = 40  # letters; German compounds stay, keys without digits do not


def masked(text: str) -> str:
    """The text without what must not be kept; the words around it stay."""
    text = _NAMED.sub(r"\1 ", text)
    text = " ".join(piece for piece in text.split() if not _is_mail(piece))
    return " ".join(piece for piece in _pieces(text) if not looks_secret(piece))


def _is_mail(piece: str) -> bool:
    _name, at, host = piece.partition("@")
    return bool(at) and "." in host


def _pieces(text: str) -> Iterator[str]:
    """Words without long numbers and hashes, but with the names of errors."""
    codes = _HEX_CODE.findall(text)
    rest = _HASH.sub(" ", _HEX_CODE.sub(" ", text))
    yield from _NUMBER.sub(" ", rest).split()
    yield from codes


def looks_secret(piece: str) -> bool:
    """Whether it looks like a password or key: short-changing signs, not what words do."""
    return any(_part_looks_secret(part) for part in _PARTS.split(piece))


def _part_looks_secret(part: str) -> bool:
    if len(part) > LONGEST_WORD:
        return True
    if len(part) < 6 or not re.search(r"\d", part) or not re.search(r"[a-zA-Z]", part):
        return False
    if _SIGNS.search(part.rstrip("!?+")):
        return True
    changes = len(_KINDS.findall(part)) - 1
    return len(part) >= 8 and changes >= 4
