"""Writing with Whoosh: one writer at a time, whole segments, a generation beside the live one."""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.index import LockError, create_in, open_dir
from whoosh.query import Or, Query, Term

from community import unpatched
from community.search import generations
from community.search.engine import Document
from community.search.schema import fields_of, make_schema
from community.search.text import Stems, stems
from community.search.whoosh_codec import PlainCodec

LOCK_WAIT = 20.0  # seconds; a commit takes milliseconds, a merge of segments some seconds
LOCK_PAUSE = 0.02
_sleep = unpatched.of("time", "sleep")  # native threads have no gevent loop


class WhooshRebuild:
    """A generation in the making, beside the live one."""

    def __init__(self, folder: Path, version: str, language: str) -> None:
        self.folder = folder
        self.stems = stems(language)
        self.generation = generations.begin(folder, version)
        (self.generation / "builder").write_text(str(os.getpid()))
        index = create_in(str(self.generation), make_schema(language))
        # one commit at the end: it is quicker, and nobody reads it before
        self.writer = index.writer(compound=False, limitmb=128, codec=PlainCodec())

    def index(self, documents: dict[int, list[Document]]) -> None:
        add(self.writer, documents, self.stems)

    def swap_in(self) -> None:
        self.writer.commit()
        (self.generation / "builder").unlink(missing_ok=True)
        generations.swap_in(self.folder, self.generation)

    def give_up(self) -> None:
        with contextlib.suppress(Exception):
            self.writer.cancel()
        (self.generation / "builder").unlink(missing_ok=True)
        generations.sweep(self.folder)


@contextlib.contextmanager
def one_writer(generation: Path) -> Iterator[Any]:
    """The one writer of a generation; waits for another process to finish."""
    index = open_dir(str(generation))
    deadline = time.monotonic() + LOCK_WAIT
    while True:
        try:
            # compound segments are copied into memory whole by every reader at every refresh
            writer = index.writer(compound=False, limitmb=256, codec=PlainCodec())
            break
        except LockError:
            if time.monotonic() > deadline:
                raise
            _sleep(LOCK_PAUSE)
    try:
        yield writer
        writer.commit()
    except BaseException:
        with contextlib.suppress(Exception):
            writer.cancel()
        raise


def of_threads(thread_ids: Iterable[int]) -> Query:
    return Or([Term("thread", str(thread_id)) for thread_id in thread_ids])


def add(writer: Any, documents: dict[int, list[Document]], words: Stems) -> None:
    for each in documents.values():
        for one in each:
            writer.add_document(**fields_of(one, words))
