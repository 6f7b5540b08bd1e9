"""The port for files that people send: a folder of this machine, or a bucket of a server that speaks S3.

Its keys are of our own making. What is stored is there whole or not at all, and outlives a power cut.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from directory.config import FILES, Settings
from directory.foundation.settings import settings
from directory.kernel.errors import NotFound, StorageAway
from directory.kernel.files import write_whole
from directory.kernel.later import later

if TYPE_CHECKING:
    from directory.foundation import bucket
else:
    bucket = later("directory.foundation.bucket")

#: Folder of INSTANCE where STORAGE_URL names no other.
FOLDER = "photos"


class Storage(Protocol):
    """Where files are kept. Every method raises StorageAway where that cannot be reached or is full."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Store a file under a key; the same again changes nothing."""
        ...

    def get(self, key: str) -> bytes:
        """The file of a key. Raises NotFound."""
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Remove these; those that are gone are left alone."""
        ...


@dataclass(frozen=True)
class FolderStorage:
    """Files of this machine, readable by its own user alone."""

    folder: Path

    def put(self, key: str, content: bytes, content_type: str) -> None:
        path = self.folder / key
        with _away():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(path, content)

    def get(self, key: str) -> bytes:
        with _away():
            return (self.folder / key).read_bytes()

    def delete(self, keys: Iterable[str]) -> None:
        with _away():
            for key in keys:
                (self.folder / key).unlink(missing_ok=True)


@contextmanager
def _away() -> Iterator[None]:
    """What this machine's files raise, as NotFound and StorageAway."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound from error
    except OSError as error:
        raise StorageAway(type(error).__name__) from error


def storage() -> Storage:
    """The storage that the settings name."""
    return _storage(settings())


def folder_of(values: Settings) -> Path:
    """The folder of a storage on this machine."""
    named = values.storage_url.removeprefix(FILES)
    return Path(named) if named else values.instance / FOLDER


@lru_cache(4)
def _storage(values: Settings) -> Storage:
    if values.storage_url.startswith(FILES):
        return FolderStorage(folder_of(values))
    return bucket.named(values)
