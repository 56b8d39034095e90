"""Add, change and remove synonyms: checked, noted in the journal, in force at once."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from community import caching, journal
from community.accounts.models import User
from community.clock import now
from community.extensions import db, hold
from community.forms import clean_line
from community.search.language import parse
from community.search.synonym_models import SynonymGroup
from community.search.synonyms import TAG, asked_and_found, key_of
from community.search.text import Stems, house_stems, words_of

MOST_GROUPS = 2000
MOST_TERMS = 20
MOST_WORDS = 6
LONGEST = 60  # characters of a term
_BETWEEN = re.compile(r"[,;\n]")


class Unfit(ValueError):
    """These synonyms cannot be kept; the text says why, for the person who wrote them."""


class ChangedMeanwhile(Exception):
    """Somebody else changed or removed the group since it was shown."""


def terms_in(text: str) -> list[str]:
    """What was typed, one term a line or between commas; nothing twice."""
    return list(dict.fromkeys(term for part in _BETWEEN.split(text) if (term := clean_line(part))))


def check(terms: Sequence[str], words: Stems | None = None) -> None:
    """Raise Unfit where terms make no sense by themselves."""
    words = words or house_stems()
    if len(terms) < 2:
        raise Unfit(_("Write at least two, one a line: what people type, and what it means."))
    if len(terms) > MOST_TERMS:
        raise Unfit(_("At most %(count)d words belong to one group.", count=MOST_TERMS))
    seen: dict[tuple[str, ...], str] = {}
    for term in terms:
        key = key_of(term, words)
        _check_term(term, key)
        if key in seen:
            raise Unfit(
                _("“%(one)s” and “%(two)s” are one word to the search.", one=seen[key], two=term)
            )
        seen[key] = term


def _check_term(term: str, key: tuple[str, ...]) -> None:
    if len(term) > LONGEST or len(words_of(term)) > MOST_WORDS:
        raise Unfit(
            _(
                "“%(term)s” is too long: at most %(words)d words and %(count)d characters.",
                term=f"{term[:LONGEST]}…" if len(term) > LONGEST else term,
                words=MOST_WORDS,
                count=LONGEST,
            )
        )
    if any(piece.key or piece.quoted or piece.negative for piece in parse(term).pieces):
        raise Unfit(_("“%(term)s” is more than words: leave out filters and quotes.", term=term))
    if not key:
        raise Unfit(_("“%(term)s” has no word that is searched for.", term=term))


def add(terms: Sequence[str], one_way: bool, by: User) -> SynonymGroup:
    """Inside writing(). The same once more changes nothing."""
    hold(TAG)
    groups = list(db.session.scalars(select(SynonymGroup)))
    same = [g for g in groups if (g.terms, g.one_way) == (list(terms), one_way)]
    if same:
        return same[0]
    if len(groups) >= MOST_GROUPS:
        raise Unfit(_("There are %(count)d groups: remove some first.", count=len(groups)))
    _check_free(terms, one_way, groups)
    group = SynonymGroup(terms=list(terms), one_way=one_way, changed_by_id=by.id)
    db.session.add(group)
    db.session.flush()
    _tell("add", group, by)
    return group


def change(group_id: int, version: int, terms: Sequence[str], one_way: bool, by: User) -> None:
    """Inside writing(). Only what was shown may be changed."""
    hold(TAG)
    group = db.session.get(SynonymGroup, group_id)
    if group is None or group.version != version:
        raise ChangedMeanwhile
    if (group.terms, group.one_way) == (list(terms), one_way):
        return
    others = db.session.scalars(select(SynonymGroup).where(SynonymGroup.id != group_id))
    _check_free(terms, one_way, list(others))
    before = {"terms": group.terms, "one_way": group.one_way}
    group.terms, group.one_way = list(terms), one_way
    group.version, group.changed_by_id, group.changed_at = version + 1, by.id, now()
    _tell("edit", group, by, before=before)


def remove(group_id: int, by: User) -> None:
    """Inside writing(). What is gone already is gone."""
    hold(TAG)
    group = db.session.get(SynonymGroup, group_id)
    if group:
        db.session.delete(group)
        _tell("remove", group, by)


def _check_free(terms: Sequence[str], one_way: bool, groups: Sequence[SynonymGroup]) -> None:
    """What is typed belongs to one group: else nobody could tell why something was found."""
    words = house_stems()
    taken = {
        key_of(term, words): ", ".join(group.terms)
        for group in groups
        for term, _others in asked_and_found(group.terms, group.one_way)
    }
    for term, _others in asked_and_found(terms, one_way):
        if key_of(term, words) in taken:
            where = taken[key_of(term, words)]
            raise Unfit(
                _("“%(term)s” is in another group already: %(group)s.", term=term, group=where)
            )


def _tell(act: str, group: SynonymGroup, by: User, **more: object) -> None:
    kept = {"terms": group.terms, "one_way": group.one_way}
    journal.note(act, "synonyms", group.id, by.id, **kept, **more)
    caching.touch(TAG)
