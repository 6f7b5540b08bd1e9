"""File systems of the harness's own; only root may mount them."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Whether this process may try.
MAY_MOUNT = os.geteuid() == 0


@contextmanager
def in_memory(folder: Path, size: str) -> Iterator[None]:
    """A file system of that size at `folder`, until the block ends."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607


def remount(folder: Path, mode: str) -> None:
    """What is mounted there can be written from now on (`rw`), or only read (`ro`). Raises CalledProcessError."""
    _mount("-o", f"remount,{mode}", str(folder))


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)  # noqa: S603, S607


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Nothing more fits into that file system while the block runs."""
    filler = folder / "filler"
    try:
        with filler.open("wb") as file:
            while file.write(b"x" * 4096):
                file.flush()
    except OSError:
        pass
    try:
        yield
    finally:
        filler.unlink()
