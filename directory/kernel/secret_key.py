"""The secret key: as it was given, or made once and kept in a file."""

import secrets
from pathlib import Path

from directory.kernel.files import write_whole

#: Characters of a secret key at least. One that we make has 43, of 256 bits.
SHORTEST_KEY = 32


def given(key: str) -> str:
    """A key as it was set. Raises ValueError for one that is too short."""
    if len(key.strip()) < SHORTEST_KEY:
        state = "too short" if key.strip() else "empty"
        raise ValueError(
            f"is {state}: give it at least {SHORTEST_KEY} random characters, "
            "or leave it unset to have one made in INSTANCE."
        )
    return key


def kept_in(path: Path) -> str:
    """The key in `path`, made where there is none. Processes that start together all read the one that came first."""
    try:
        if not path.exists():
            write_whole(path, secrets.token_urlsafe(32).encode(), overwrite=False)
        key = path.read_bytes().decode("ascii", "replace").strip()
    except OSError as error:
        raise ValueError(f"{path} cannot be used ({error.strerror}): set SECRET_KEY") from error
    if len(key) < SHORTEST_KEY or not key.isascii():
        raise ValueError(
            f"{path} is empty or damaged (fewer than {SHORTEST_KEY} characters): put it back from the "
            "backup, or delete the file to have a new one made, with which no link sent so far opens."
        )
    return key
