"""What a search found, for its page, its feed and the API."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from community.search import language
from community.search.engine import Hit
from community.search.language import Said
from community.search.rows import ResultRow
from community.search.text import house_stems

PAGE = 10


@dataclass(frozen=True)
class Results:
    """What the search page shows."""

    said: Said
    hits: Sequence[Hit] = ()
    page: int = 1
    #: more than were counted
    more: bool = False
    #: time ran out: there may be better ones
    partial: bool = False
    #: no index at the moment: only titles were looked at
    missing: bool = False
    #: what was probably meant, and finds more; for "did you mean"
    correction: str = ""
    #: what was typed, where nothing had all its words: `said` and the hits are those of what was
    #: probably meant
    corrected_from: str = ""
    rows: Sequence[ResultRow] = field(default_factory=tuple)

    @property
    def only_titles(self) -> bool:
        """Nothing but "the" and "of" was typed, which only the index of titles knows."""
        words = self.said.words
        return bool(words) and house_stems().stop_words.issuperset(words)

    @property
    def total(self) -> int:
        return len(self.hits)

    @property
    def typed(self) -> str:
        """The words as they were typed: what one asks with, whatever was probably meant."""
        return language.parse(self.corrected_from).plain or self.said.plain

    @property
    def complete(self) -> int:
        """How many have all the words."""
        return sum(hit.complete for hit in self.hits)

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE)
