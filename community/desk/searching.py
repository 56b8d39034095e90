"""The queue's text filter: words are the index's business, membership is SQL's."""

from importlib.util import find_spec

from community.accounts.readers import Reader


def waiting_hits(words: str, reader: Reader) -> list[int] | None:
    """Ids of threads that match the words; None (no filter) while there is no index."""
    if not find_spec("community.search"):
        return None
    from community.search import searching

    return searching.thread_ids(words, reader)
