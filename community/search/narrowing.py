"""A query's filters for one reader: conditions for the database, facets for the index, an order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, not_, or_, select

from community.accounts.readers import Reader
from community.forum.models import Thread
from community.forum.queries import listed, visible_to
from community.search import explaining, synonyms
from community.search.engine import Wanted
from community.search.language import Narrowing, NotUnderstood, Order, Said
from community.search.sorting import ids_of
from community.search.text import house_stems

FEW = 1000  # threads a filter of the database leaves: then the index looks at these alone


@dataclass
class Asked:
    """What a query asks of database and index."""

    said: Said
    reader: Reader
    wanted: Wanted
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    #: the same, for threads that are known already
    checks: list[ColumnElement[bool]] = field(default_factory=list)
    order: Order | None = None
    #: staff ask for what stands in no list
    unlisted: bool = False
    #: a filter that the index does not know leaves more than FEW
    wide: bool = False

    @property
    def has_words(self) -> bool:
        return bool(self.wanted.chunks or self.wanted.phrases)

    @property
    def narrows(self) -> bool:
        """Something is asked for, though perhaps without words."""
        return bool(self.conditions or self.order or self.wanted.excluded)

    @property
    def findable(self) -> list[ColumnElement[bool]]:
        """Conditions over Thread: what this reader may find, and asked for."""
        stands = Thread.hidden_at.is_(None) if self.unlisted else listed()
        return [visible_to(self.reader), stands, *self.conditions]

    def still_findable(self, known: ColumnElement[bool]) -> list[ColumnElement[bool]]:
        """Conditions over Thread: of these threads what this reader may find, and asked for."""
        stands = Thread.hidden_at.is_(None) if self.unlisted else listed()
        return [known, visible_to(self.reader), stands, *self.checks]


def narrowed(said: Said, reader: Reader, among: frozenset[int] | None = None) -> Asked:
    """What a query means for this reader, of these threads or of all; mistakes are noted in
    `said`."""
    words = Wanted(
        chunks=tuple(said.chunks),
        alternatives=synonyms.alternatives_of(said.chunks, house_stems()),
        phrases=tuple(said.phrases),
        excluded=tuple(said.excluded),
    )
    asked = Asked(said, reader, words)
    only_database = False
    for meant, negative in _joined(_understood(said, reader)):
        only_database |= _take(asked, meant, negative)
    explaining.explain_unknown_keys(said, reader)
    if asked.wanted.in_title and not asked.has_words:
        said.explain(_("“in:title” needs words to look for."))
    if said.words and all(house_stems().is_common(word) for word in said.words):
        said.explain(
            _(
                "“%(words)s” says little: nearly every text has it. Add what it is about.",
                words=said.plain,
            )
        )
    if among is not None:
        asked.conditions.append(Thread.id.in_(among))
        asked.checks.append(Thread.id.in_(among))
        asked.wanted = replace(asked.wanted, only=among)
    if only_database and asked.has_words:
        _look_at_few(asked)
    return asked


def _understood(said: Said, reader: Reader) -> Iterator[tuple[Narrowing, bool]]:
    """What each filter means, and whether it is to be left out."""
    for wish in said.wishes:
        try:
            yield explaining.meaning(wish, reader), wish.negative
        except NotUnderstood as mistake:
            explaining.explain(said, wish, mistake)


def _joined(every: Iterable[tuple[Narrowing, bool]]) -> list[tuple[Narrowing, bool]]:
    """Of filters on what a thread has only one of, any is enough: two categories are two places to
    look in."""
    found: list[tuple[Narrowing, bool]] = []
    places: dict[str, int] = {}
    for meant, negative in every:
        at = None if negative or not meant.one_of else places.get(meant.one_of)
        if at is not None:
            found[at] = (_either(found[at][0], meant), False)
            continue
        if meant.one_of and not negative:
            places[meant.one_of] = len(found)
        found.append((meant, negative))
    return found


def _either(one: Narrowing, other: Narrowing) -> Narrowing:
    assert one.condition is not None and other.condition is not None
    known = one.facets is not None and other.facets is not None
    first = one.condition if one.each is None else one.each
    second = other.condition if other.each is None else other.each
    return replace(
        one,
        condition=or_(one.condition, other.condition),
        each=or_(first, second),
        facets=(*(one.facets or ()), *(other.facets or ())) if known else None,
        rough=one.rough or other.rough,
    )


def _take(asked: Asked, meant: Narrowing, negative: bool) -> bool:
    """Put one filter where it belongs; says whether the index knows nothing of it."""
    asked.order = meant.order or asked.order
    asked.unlisted |= meant.unlisted and not negative
    if meant.in_title:
        asked.wanted = replace(asked.wanted, in_title=True)
    if meant.condition is None:
        return False
    each = meant.condition if meant.each is None else meant.each
    asked.conditions.append(not_(meant.condition) if negative else meant.condition)
    asked.checks.append(not_(each) if negative else each)
    if meant.facets is None or (negative and meant.rough):
        return True
    wanted = asked.wanted
    if negative:
        asked.wanted = replace(wanted, excluded_facets=wanted.excluded_facets + meant.facets)
    else:
        asked.wanted = replace(wanted, facets=(*wanted.facets, meant.facets))
    return False


def _look_at_few(asked: Asked) -> None:
    """Let the index look only at what the database leaves, where that is little."""
    ids = frozenset(ids_of(select(Thread.id).where(*asked.findable).limit(FEW + 1)))
    asked.wide = len(ids) > FEW
    if not asked.wide:
        asked.wanted = replace(asked.wanted, only=ids)
