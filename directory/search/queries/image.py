"""The index as a file in INSTANCE, so that a process starts without reading every document.

An image is used only where every byte of it is as it was written, by this release, and where the database knows its
version by its mark: one that is cut short, of other code, of another database or of a copy that was put back is as
good as none, and the documents are read instead.
"""

from contextlib import suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path

import msgspec

from directory.foundation.settings import settings
from directory.kernel.files import write_whole
from directory.kernel.prepared import digest
from directory.search.rules.index import Index, IndexTable
from directory.search.rules.lexicons import SOURCES

#: What an index is made by, beside what queries are read by.
_CODE = (*SOURCES, "requirements.txt", "directory/businesses/fields", "directory/credentials/rules")
_SIZE = 32


class Image(msgspec.Struct, frozen=True):
    """An index with the version that it is of, the mark of that version, and the day."""

    code: str
    version: int
    mark: str
    day: date | None
    table: IndexTable


def path() -> Path:
    """Where the image of this site is."""
    return settings().instance / "search-index"


def read(file: Path) -> Image | None:
    """The image in a file; None where there is none that can be used."""
    with suppress(OSError, msgspec.MsgspecError):
        content = file.read_bytes()
        if content[:_SIZE] == _checksum(content[_SIZE:]):
            image = msgspec.msgpack.decode(content[_SIZE:], type=Image)
            return image if image.code == digest(_CODE) else None
    return None


def content(index: Index, version: int, mark: str) -> bytes:
    """An index as it is stored; nobody may change it meanwhile."""
    return msgspec.msgpack.encode(Image(digest(_CODE), version, mark, index.day, index.as_table()))


def write(file: Path, content: bytes) -> None:
    """Put an image in place, whole or not at all; where the folder takes none there is none."""
    with suppress(OSError):
        write_whole(file, _checksum(content) + content)


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=_SIZE).digest()
