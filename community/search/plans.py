"""A query in an engine's own words, and what it scored: the same for both engines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

WORTH = 0.1  # of the best score: what is worse has only a "how" or a "my" in common


@dataclass(frozen=True)
class Group:
    """Typed words and what may stand for them; `engine.Alternative` in stems."""

    #: all of these, the words of each together
    typed: Sequence[tuple[str, ...]]
    #: stems that stand together, and what they count
    others: Sequence[tuple[tuple[str, ...], float]]
    #: what the typed stems count
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def words(self) -> Iterator[str]:
        return (word for other, _weight in self.others for word in other)


@dataclass
class Plan:
    """A query in the engine's own words: stems, and only what can be found."""

    #: stem → what it counts, its rarity included; rarest first
    weights: dict[str, float] = field(default_factory=dict)
    #: how many words those are, a soft one half, and how many real ones
    typed: float = 0.0
    telling: int = 0
    #: stems a complete hit has
    must: Sequence[str] = ()
    #: stems that stand together in a complete hit
    together: Sequence[tuple[str, ...]] = ()
    #: a complete hit has the typed words of each, or others for them
    groups: Sequence[Group] = ()
    #: stems that stand together in every hit
    quoted: Sequence[tuple[str, ...]] = ()
    banned_words: Sequence[tuple[str, ...]] = ()
    facets: Sequence[tuple[str, ...]] = ()
    banned_facets: Sequence[str] = ()
    #: numbers of threads; None: all
    allowed: frozenset[int] | None = None
    in_title: bool = False

    @property
    def shares(self) -> dict[str, float]:
        """What each stem tells, as a share of all."""
        whole = sum(self.weights.values()) or 1.0
        return {stem: weight / whole for stem, weight in self.weights.items()}


class Scored(NamedTuple):
    score: float
    number: int  # global
