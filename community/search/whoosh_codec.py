"""How postings lie on disk: large blocks of plain numbers, which are read at the speed of copying.

The library packs 128 documents into a block, as tuples of Python's numbers in a compressed pickle
with all the places beside them; reading a frequent word of 100,000 documents so takes 50 ms. Here
a block has up to 2,048: numbers and counts as they lie in memory, and the places packed apart, for
those who ask for them. Everything else is the library's.
"""

import pickle
import zlib
from array import array
from typing import Any

from whoosh.codec.whoosh3 import (
    LENGTHS_COLUMN,
    WHOOSH3_HEADER_MAGIC,
    W3Codec,
    W3LeafMatcher,
    W3PerDocReader,
    W3PostingsWriter,
    byte_to_length,
    length_to_byte,
)

BLOCK = 2048  # documents
PROTOCOL = 5
WORTH_PACKING = 200  # bytes
MOST_COUNT = 255  # of one word in one document, to fit into a byte
LENGTHS = [byte_to_length(byte) or 0 for byte in range(256)]


class PlainCodec(W3Codec):
    """The library's codec with postings of our own."""

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK, compression=0)

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        return LengthsReader(storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        return BlockWriter(dbfile, blocklimit=BLOCK, compression=0, inlinelimit=self._inlinelimit)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        if terminfo.is_inlined():
            return super().postings_reader(dbfile, terminfo, format_, term, scorer)
        offset, length = terminfo.extent()
        leaf: Any = BlockMatcher
        return leaf(dbfile, offset, length, format_, term=term, scorer=scorer)


class LengthsReader(W3PerDocReader):
    """Reads the lengths of all documents at once."""

    def lengths(self, field: str) -> list[int]:
        """How many words each document has, as the library rounds it to a byte."""
        name = f"_{field}_len"
        if not self.has_column(name):
            return [0] * self.doc_count_all()
        column: Any = self._cached_reader(name, LENGTHS_COLUMN)
        known = bytes(column._dbfile.get(column._basepos, column._count))
        return [LENGTHS[byte] for byte in known.ljust(self.doc_count_all(), b"\0")]

    def doc_field_length_reader(self, fieldname: str, default: int = 0) -> Any:
        return self.lengths(fieldname).__getitem__


class BlockWriter(W3PostingsWriter):
    """Writes blocks of plain numbers."""

    _ids: Any
    _terminfo: Any
    _minlength: Any

    def add_posting(
        self, id_: int, weight: float, vbytes: bytes, length: int | None = None
    ) -> None:
        """As the library does, without asking each number what it is."""
        if len(self._ids) >= BLOCK:
            self._write_block()
        self._ids.append(id_)
        self._weights.append(weight)
        if vbytes:
            self._values.append(vbytes)
        if weight > self._maxweight:
            self._maxweight = weight
        if length:
            if self._minlength is None or length < self._minlength:
                self._minlength = length
            if length > self._maxlength:
                self._maxlength = length

    def _write_block(self, last: bool = False) -> None:
        if not self._blockcount:
            self._postfile.write(WHOOSH3_HEADER_MAGIC)
        self._terminfo.add_block(self)
        lengths = (length_to_byte(self._minlength), length_to_byte(self._maxlength))
        about = (len(self._ids), self._ids[-1], self._maxweight, 0, *lengths)
        info = pickle.dumps(about, PROTOCOL)
        data = pickle.dumps((self._ids.tobytes(), self._counts(), self._packed()), PROTOCOL)
        size = len(info) + len(data)
        self._postfile.write_int(-size if last else size)
        self._postfile.write(info)
        self._postfile.write(data)
        self._blockcount += 1
        self._new_block()

    def _counts(self) -> bytes | None:
        """How often the word stands in each; None: once."""
        weights = self._weights
        if all(weight == 1.0 for weight in weights):
            return None
        if all(weight <= MOST_COUNT and weight.is_integer() for weight in weights):
            return bytes(map(int, weights))
        return weights.tobytes()

    def _packed(self) -> tuple[bool, bytes] | None:
        """Where it stands in each."""
        if not self._values:
            return None
        values = pickle.dumps(tuple(self._values), PROTOCOL)
        if len(values) < WORTH_PACKING:
            return False, values
        return True, zlib.compress(values, 1)


class BlockMatcher(W3LeafMatcher):
    """Reads blocks of plain numbers."""

    _data: Any
    _blocklength: Any
    _ids: Any
    _weights: Any
    _values: Any

    def numbers(self) -> array:
        """The documents of this block, ascending."""
        if self._data is None:
            self._read_data()
        ids = array("I")
        ids.frombytes(self._data[0])
        return ids

    def counts(self) -> Any:
        """How often the word stands in each of them; None: once."""
        if self._data is None:
            self._read_data()
        counts = self._data[1]
        if counts is None:
            return None
        numbers = array("B" if len(counts) == self._blocklength else "f")
        numbers.frombytes(counts)
        return numbers

    def _read_ids(self) -> None:
        self._ids = self.numbers()

    def _read_weights(self) -> None:
        counts = self.counts()
        self._weights = array("f", [1.0] * self._blocklength if counts is None else counts)

    def _read_values(self) -> None:
        if self._data is None:
            self._read_data()
        if self._data[2] is None:
            self._values = (b"",) * self._blocklength
            return
        is_packed, values = self._data[2]
        self._values = pickle.loads(zlib.decompress(values) if is_packed else values)
