"""Ids as the Statuspage API has them: twelve opaque signs that stay the same for ever."""

from hashlib import blake2b

SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 12


def opaque(kind: str, key: object) -> str:
    """The id of one record (`component`, `group`, `incident`, `update`, `page`)."""
    number = int.from_bytes(blake2b(f"{kind}:{key}".encode(), digest_size=16).digest())
    signs: list[str] = []
    while len(signs) < LENGTH:
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    return "".join(signs)
