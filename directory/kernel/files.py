"""Files that are either absent or whole, whoever reads them and whenever the writer is interrupted."""

import fcntl
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path


def write_whole(path: Path, content: bytes, *, mode: int = 0o600, overwrite: bool = True) -> bool:
    """Write `content` beside `path`, flush it to disk, then put it in place in one step.

    `mode` are the permissions of the file (less the umask). With `overwrite=False` a file that exists stays as it is,
    even where another process makes it at the same moment: of several writers exactly one wins. What is no file (a
    pipe, a device) is written to directly; a link's target is replaced, not the link. Returns whether this call put
    the content in place. Raises OSError; then `path` is as it was before.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return True
    try:
        with unfinished(path.parent, mode) as aside:
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if overwrite:
                aside.replace(path)
            else:
                os.link(aside, path)
    except FileExistsError:
        return False
    _flush_folder(path.parent)
    return True


def own_folder(text: str, root: Path, *, is_written: bool = True) -> Path:
    """The folder of a setting, made where it is missing; from the checkout, `root`, where its path is not whole.

    `is_written`: by this process too; a backup only reads the photos. Raises ValueError where it cannot be used: words
    that follow the name of the setting.
    """
    folder = Path(text) if Path(text).is_absolute() else root / text
    if root.is_relative_to(folder.resolve()):
        raise ValueError("must be a folder of its own, and not one that the program itself is in")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ValueError(f"{folder} cannot be used as a folder ({error.strerror})") from error
    if is_written:
        try:
            unnamed(folder).close()
        except OSError as error:
            raise ValueError(f"{folder} cannot be written ({error.strerror})") from error
    return folder


@contextmanager
def unfinished(folder: Path, mode: int = 0o600) -> Iterator[Path]:
    """A new, empty file in a folder, of a name of its own; gone when the block ends, unless it was moved in its place.

    `mode` are its permissions (less the umask). Raises OSError.
    """
    # No dot in its name: whoever looks for files by their ending does not see it.
    aside = folder / f"unfinished-{secrets.token_hex(8)}"
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield aside
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other process of this machine is inside, by a lock on an empty file, which stays. Raises OSError.

    It goes with whoever dies. The file stays: whoever waits for it and whoever comes next must mean the same one.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unnamed(folder: Path) -> FileIO:
    """A file that nobody else can open, gone with whoever closes it or dies. Raises OSError."""
    return tempfile.TemporaryFile(dir=folder, buffering=0)


def _flush_folder(folder: Path) -> None:
    """The file's name, too, outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
