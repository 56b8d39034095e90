"""A process that does nothing but read the index: opens it, asks the query log, says its memory."""

import json
import sys
from pathlib import Path

from community.search.engine import Wanted
from community.search.text import words_of
from community.search.whoosh_engine import WhooshEngine


def memory() -> tuple[int, int]:
    """(of its own, with mapped files) in megabytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    found = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Rss")}
    own = int(found["RssAnon"])
    return own // 1024, (own + int(found["RssFile"])) // 1024


def main(folder: Path) -> None:
    log = json.load(sys.stdin)  # made elsewhere: its texts would count
    before = memory()[0]
    machine = WhooshEngine(folder, "en")
    for is_typed, text in log:
        words = words_of(text)
        if is_typed:
            machine.suggest(words, Wanted(limit=24))
        else:
            machine.search(Wanted(chunks=tuple((word,) for word in words)))
    own, everything = memory()
    print(json.dumps({"own": own, "all": everything, "before": before}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
