"""Which tags changed when, by a clock of its own that ticks with every change."""

from collections.abc import Callable, Iterable

EVERYTHING = "site"  # every page depends on it: banner, brand, categories in the layout
TOUCHED = "touched"  # the message that carries tags to other processes
REMEMBERED = 20_000  # tags; past it all are forgotten and every page under way is not kept

Listener = Callable[[Iterable[str]], None]


class Freshness:
    """Answers whether a page begun at a moment still tells the truth."""

    def __init__(self) -> None:
        self.moment = 0
        self._changed: dict[str, int] = {}
        self._forgotten = 0
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def touch(self, tags: Iterable[str]) -> None:
        self.moment += 1
        if len(self._changed) > REMEMBERED:
            self._changed.clear()
            self._forgotten = self.moment
        for tag in tags:
            self._changed[tag] = self.moment
        for listener in self._listeners:
            listener(tags)

    def unchanged_since(self, moment: int, tags: Iterable[str]) -> bool:
        """Whether nothing of this was touched after the moment the page was begun at."""
        return moment >= self._forgotten and all(
            self._changed.get(tag, 0) <= moment for tag in tags
        )
