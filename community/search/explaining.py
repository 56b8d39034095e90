"""What a filter means for a reader, and what to say where it means nothing."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from flask_babel import gettext as _

from community.accounts.readers import Reader
from community.search.language import Filter, Narrowing, NotUnderstood, Said, Wish, filters
from community.search.text import folded

MOST_SLIPS = 10  # pieces that are looked at for a misspelt key
MOST_LOOKS = 3  # mistakes for which something near is looked for; the others are only named
#: words that other places use for our keys, where no near spelling would lead there
ELSEWHERE = {
    "by": "author",
    "from": "author",
    "user": "author",
    "label": "tag",
    "company": "organisation",
    "org": "organisation",
    "state": "is",
    "status": "is",
    "since": "after",
    "until": "before",
    "type": "kind",
    "order": "sort",
    "votes": "score",
}


def meaning(wish: Wish, reader: Reader) -> Narrowing:
    """What a filter narrows to for this reader; raises NotUnderstood."""
    offered = offered_to(reader, wish.key)
    if not offered:
        raise NotUnderstood(_("“%(key)s:” is for staff; it was left out.", key=wish.key))
    value = folded(wish.value).replace("-", "_").replace(" ", "_")
    for one in offered:
        if one.value is None or one.value == value:
            if wish.negative and not one.can_be_excluded:
                raise NotUnderstood(_("“%(wish)s” cannot be left out.", wish=str(wish)))
            return replace(one.narrow(wish.value, reader), one_of=one.one_of)
    usable = [one for one in offered if not (one.for_members and reader.is_visitor)]
    known = [one.value for one in usable if one.value]
    listed = ", ".join(f"{wish.key}:{value}" for value in known)
    raise NotUnderstood(
        _("There is no “%(wish)s”. There are: %(known)s.", wish=str(wish), known=listed), known
    )


def offered_to(reader: Reader, key: str) -> list[Filter]:
    return [one for one in filters if one.key == key and one.is_for(reader)]


def explain(said: Said, wish: Wish, mistake: NotUnderstood) -> None:
    """Say what is wrong with a filter, and offer the nearest that makes sense."""
    few = sum(one.meant is not None for one in said.mistakes) < MOST_LOOKS
    near = nearest(wish.value, mistake.known) if few else None
    instead = str(Wish(wish.key, near, wish.negative)) if near else None
    said.explain(str(mistake), wish, instead)


def explain_unknown_keys(said: Said, reader: Reader) -> None:
    """`catagory:help` is searched as words, since `error:404` is; but it may have been a slip."""
    keys = {one.key for one in filters if one.is_for(reader)}
    pairs = [(piece, *piece.value.partition(":")) for piece in said.pieces if not piece.key]
    slips = [p for p in pairs if p[1].isalpha() and p[3][:1].strip()]
    for piece, key, _colon, value in slips[:MOST_SLIPS]:
        meant = ELSEWHERE.get(key.lower()) or nearest(key, keys, 0.75)
        if meant in keys:
            text = _("“%(key)s:” is no filter; its words were searched.", key=key)
            few = sum(one.meant is not None for one in said.mistakes) < MOST_LOOKS
            instead = str(Wish(meant, value, piece.negative)) if few else None
            said.explain(text, piece, instead)


def nearest(value: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known value that was probably meant."""
    names = {folded(one): one for one in known}
    found = get_close_matches(folded(value), names, 1, cutoff)
    return names[found[0]] if found else None
