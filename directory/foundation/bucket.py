"""Files in a bucket of a server that speaks S3, or under a prefix of one.

Loaded only where STORAGE_URL names such a bucket: its library costs every process 5 MB.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from directory.config import Settings
from directory.kernel.errors import NotFound, StorageAway

if TYPE_CHECKING:
    from obstore.store import S3Config

#: An S3 server that does not answer is given up after so long, each try and all of them.
_TRY, _ALL = timedelta(seconds=5), timedelta(seconds=12)


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
    """What the library raises, as NotFound and StorageAway."""
    try:
        yield
    except (FileNotFoundError, NotFoundError) as error:
        raise NotFound from error
    except (OSError, BaseError) as error:
        raise StorageAway(type(error).__name__) from error


def named(values: Settings) -> BucketStorage:
    """The bucket that STORAGE_URL names, with the keys and the server of the settings."""
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
