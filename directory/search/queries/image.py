"""The index as a file in INSTANCE: a process starts without reading every document, and has no names in its memory.

The file is one of SQLite: a row for every text of the index's tables, read where it lies, through pages that all
processes of the machine share; and one row with the sets of the facets, read into memory at the start. It is never
changed once it is in place: who has a newer index writes a copy with what was changed, and puts that in its stead.

An image is used only where every byte of it is as it was written, by this release, and where the database knows its
version by its mark: one that is cut short, of other code, of another database or of a copy that was put back is as
good as none, and the documents are read instead.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from zlib import crc32

import msgspec

from directory.foundation.settings import settings
from directory.kernel.files import unfinished
from directory.kernel.prepared import digest
from directory.search.rules.index import Index, IndexTable
from directory.search.rules.lexicons import SOURCES
from directory.search.rules.postings import AnyTable
from directory.search.rules.tables import NOTHING, Plain

#: What an index is made by, beside what queries are read by.
_CODE = (*SOURCES, "requirements.txt", "directory/businesses/fields", "directory/credentials/rules")
#: Needs no journal: what is cut short is thrown away, by its checksum. While it is written 32 MiB are in memory.
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE filed (part INTEGER, text BLOB, value, PRIMARY KEY (part, text)) WITHOUT ROWID;
CREATE TABLE head (content BLOB);
"""
_RUNS = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE runs (part INTEGER, run INTEGER, text BLOB, value, PRIMARY KEY (part, run, text)) WITHOUT ROWID;
"""
_RUN = "INSERT INTO runs VALUES (?, ?, ?, ?)"
_OF_RUN = "SELECT text, run, value FROM runs WHERE part = ? AND run = ? ORDER BY text"
_VALUE = "SELECT value FROM filed WHERE part = ? AND text = ?"
_BETWEEN = "SELECT text, value FROM filed WHERE part = ? AND text >= ? AND text < ? ORDER BY text"
_FILE = "INSERT OR REPLACE INTO filed VALUES (?, ?, ?)"
_DROP = "DELETE FROM filed WHERE part = ? AND text = ?"
#: Characters of every kind, lone surrogates too, in bytes of the same order.
_CODEC = ("utf-8", "surrogatepass")
#: The header of the file, and where the number stands in it that SQLite leaves to others: the checksum of the rest.
_HEADER, _SIGNED = 100, slice(60, 64)
#: Bytes read at once; most that are mapped; pages copied at once.
_CHUNK, _MAPPED, _PAGES = 1 << 20, 1 << 40, 1000


class Head(msgspec.Struct, frozen=True):
    """The code an image is by, the version that it is of, the mark of that version, the day, and what does not grow."""

    code: str
    version: int
    mark: str
    day: date | None
    table: IndexTable


class _Part:
    """One table of an image."""

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        self._connection, self._number = connection, number

    def get(self, text: str) -> Plain | None:
        stored = self._connection.execute(_VALUE, (self._number, _bytes(text))).fetchone()
        return stored[0] if stored else None

    def between(self, first: str, end: str) -> Iterator[tuple[str, Plain]]:
        for text, value in self._connection.execute(_BETWEEN, (self._number, _bytes(first), _bytes(end))):
            yield text.decode(*_CODEC), value


class Runs:
    """Tables of some listings after others, each in its order, that become an image: how a large one is filled.

    Were they put into one tree as they come, nearly all of it would be written anew for each.
    """

    def __init__(self, folder: Path) -> None:
        """None yet, in a file that nobody else opens. Raises OSError and sqlite3.Error."""
        with unfinished(folder) as aside:
            self._connection = _opened(aside, "mode=rw")
        self._connection.executescript(_RUNS)
        self._number = 0

    def add(self, index: Index) -> None:
        """Store what an index has filed, and empty the tables of the index. Raises sqlite3.Error."""
        for part, table in enumerate(index.tables.values()):
            filed = sorted((_bytes(text), value) for text, value in table.changed.items())
            self._connection.executemany(_RUN, ((part, self._number, *one) for one in filed))
        self._connection.commit()
        self._number += 1
        index.rest_on([NOTHING for _ in index.tables])

    def fill(self, image: "Image", index: Index) -> None:
        """Store these tables in an empty image, and make the index read from it. Raises sqlite3.Error."""
        for part, table in enumerate(index.tables.values()):
            image.put(part, self._united(part, table))
        image.absorb(index)

    def _united(self, part: int, table: AnyTable) -> Iterator[tuple[bytes, Plain]]:
        """The texts of a table in their order, each with its one value."""
        runs = (self._connection.execute(_OF_RUN, (part, number)) for number in range(self._number))
        for text, same in groupby(merge(*runs), key=itemgetter(0)):
            values = [value for _, _, value in same]
            yield text, values[0] if len(values) == 1 else table.united(values)


class Image:
    """A file of tables, open. It stays with who opened it, also when another file was put in its stead."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def head(self) -> Head:
        """The head of the image, which stands beside its tables. Raises sqlite3.Error and msgspec.MsgspecError."""
        return msgspec.msgpack.decode(self._connection.execute("SELECT content FROM head").fetchone()[0], type=Head)

    def bear(self, index: Index) -> None:
        """Make an index read what grows from these tables."""
        index.rest_on([_Part(self._connection, number) for number, _ in enumerate(index.tables)])

    def absorb(self, index: Index) -> None:
        """Store what changed in an index since it was stored, and make it read from here. Raises sqlite3.Error."""
        for number, table in enumerate(index.tables.values()):
            changed = sorted((_bytes(text), value) for text, value in table.changed.items())
            self._connection.executemany(_DROP, ((number, text) for text, value in changed if value is None))
            self.put(number, ((text, value) for text, value in changed if value is not None))
        self._connection.commit()
        self.bear(index)

    def put(self, part: int, texts: Iterable[tuple[bytes, Plain]]) -> None:
        """Put texts with their values into a table, in the place of those that it has. Raises sqlite3.Error."""
        self._connection.executemany(_FILE, ((part, *one) for one in texts))

    def describe(self, index: Index, version: int, mark: str) -> None:
        """Put in what the tables are of, and what does not grow. Raises sqlite3.Error."""
        head = Head(digest(_CODE), version, mark, index.day, index.as_table())
        self._connection.execute("DELETE FROM head")
        self._connection.execute("INSERT INTO head VALUES (?)", (msgspec.msgpack.encode(head),))

    def copy(self, other: "Image") -> None:
        """Copy everything from another image, which may be read meanwhile. Raises sqlite3.Error."""
        other._connection.backup(self._connection, pages=_PAGES, sleep=0)

    def sign(self, checksum: int) -> None:
        """Put in the checksum of the file. Raises sqlite3.Error."""
        self._connection.execute(f"PRAGMA user_version = {checksum}")


def path() -> Path:
    """Where the image of this site is."""
    return settings().instance / "search-index"


def read(file: Path) -> tuple[Image, Head] | None:
    """The image in a file, and what it is of; None where there is none that can be used."""
    with suppress(OSError, sqlite3.Error, msgspec.MsgspecError):
        with file.open("rb") as content:
            header = content.read(_HEADER)
        if int.from_bytes(header[_SIGNED], signed=True) == _checksum(file):
            image = Image(_opened(file, "mode=ro&immutable=1"))
            head = image.head()
            return (image, head) if head.code == digest(_CODE) else None
    return None


def unnamed(folder: Path) -> Image:
    """An empty image that nobody else opens, gone with whoever has it. Raises OSError and sqlite3.Error."""
    with unfinished(folder) as aside:
        return _empty(aside)


@contextmanager
def replacing(file: Path) -> Iterator[Image]:
    """An empty image; what is put in is in place when the block ends, whole or, where it raises, not at all.

    Raises OSError and sqlite3.Error.
    """
    with unfinished(file.parent) as aside:
        image = _empty(aside)
        yield image
        image.sign(_checksum(aside))
        aside.replace(file)


def _empty(file: Path) -> Image:
    """An image of an empty file."""
    connection = _opened(file, "mode=rw")
    connection.executescript(_SCHEMA)
    return Image(connection)


def _opened(file: Path, how: str) -> sqlite3.Connection:
    """A connection that threads share: who uses an index holds its lock."""
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?{how}", uri=True, check_same_thread=False)
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    return connection


def _checksum(file: Path) -> int:
    """The checksum of all that follows the header, as a number of 32 bits with a sign. Raises OSError."""
    checksum = 0
    with file.open("rb") as content:
        content.seek(_HEADER)
        while chunk := content.read(_CHUNK):
            checksum = crc32(chunk, checksum)
    return int.from_bytes(checksum.to_bytes(4), signed=True)


def _bytes(text: str) -> bytes:
    return text.encode(*_CODEC)
