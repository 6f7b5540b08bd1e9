"""The port for files that people send: a folder of this machine, or a bucket of a server that speaks S3.

Its keys are of our own making. What is stored is there whole or not at all, and outlives a power cut.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from directory.config import FILES, Settings
from directory.foundation.settings import settings
from directory.kernel.errors import NotFound, StorageAway
from directory.kernel.files import write_whole

if TYPE_CHECKING:
    from obstore.store import S3Config

#: Folder of INSTANCE where STORAGE_URL names no other.
FOLDER = "photos"
#: An S3 server that does not answer is given up after so long, each try and all of them.
_TRY, _ALL = timedelta(seconds=5), timedelta(seconds=12)


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


@dataclass(frozen=True)
class BucketStorage:
    """A bucket, or what lies under a prefix of one."""

    bucket: S3Store

    def put(self, key: str, content: bytes, content_type: str) -> None:
        with _away():
            obstore.put(self.bucket, key, content, attributes={"Content-Type": content_type})

    def get(self, key: str) -> bytes:
        with _away():
            return bytes(obstore.get(self.bucket, key).bytes())

    def delete(self, keys: Iterable[str]) -> None:
        with _away():
            if names := list(keys):
                obstore.delete(self.bucket, names)


@contextmanager
def _away() -> Iterator[None]:
    """What the two kinds raise, as one: NotFound and StorageAway."""
    try:
        yield
    except (FileNotFoundError, NotFoundError) as error:
        raise NotFound from error
    except (OSError, BaseError) as error:
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
    parts = urlsplit(values.storage_url)
    endpoint = values.aws_endpoint_url
    config: S3Config = {"region": values.aws_region or "us-east-1"}
    if endpoint:
        # A server of one's own has no name for every bucket.
        config |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    if values.aws_access_key_id:
        config |= {
            "access_key_id": values.aws_access_key_id,
            "secret_access_key": values.aws_secret_access_key,
        }
    return BucketStorage(
        S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=config,
            client_options={"timeout": _TRY, "connect_timeout": _TRY, "allow_http": endpoint.startswith("http://")},
            retry_config={"max_retries": 2, "retry_timeout": _ALL},
        )
    )
