"""What one process of a run has made or seen, for its others: a folder that all of them write to."""

import fcntl
import os
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path


def folder(base: Path) -> Path:
    """The folder of a run, by pytest's own of this process: beside it those of the others lie, where there are any."""
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of a file, which the first process that wants it makes while the others wait."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            whole = path.with_suffix(".new")
            whole.write_bytes(make())
            whole.rename(path)
    return path.read_bytes()


class Seen:
    """Texts that some process of the run has noted; before it is shared, those of this process alone."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._path: Path | None = None
        self._read = 0

    def share(self, path: Path) -> None:
        """From here on read what others note in this file, and note there."""
        self._path, self._read = path, 0
        self._write(self._known)

    def unknown(self, texts: Iterable[str]) -> set[str]:
        """Those of the texts that nobody has noted until now."""
        self._catch_up()
        return {text for text in texts if _digest(text) not in self._known}

    def note(self, texts: Iterable[str]) -> None:
        """Note the texts, for all."""
        new = {_digest(text) for text in texts} - self._known
        self._known |= new
        self._write(new)

    def _catch_up(self) -> None:
        if self._path is None or not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            # A line that is being written counts once it is whole.
            lines = file.read().rpartition(b"\n")[0]
        if lines:
            self._read += len(lines) + 1
            self._known.update(lines.decode().split("\n"))

    def _write(self, digests: set[str]) -> None:
        if self._path is None or not digests:
            return
        # One write at the end of the file: those of several processes do not mix.
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, "".join(f"{digest}\n" for digest in sorted(digests)).encode())
        finally:
            os.close(file)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
