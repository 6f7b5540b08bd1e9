"""Tables that take long to make, kept in `build/` as plain JSON: made by `make build`, or by whoever first needs one.

A file's name carries a digest of everything it was made from, so none is ever stale. The folder may be deleted at any
time, and read-only: what cannot be kept is made anew in memory.
"""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec

from directory.kernel.files import write_whole

#: What JSON can say.
Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
#: The folder of the tables and ads that this process works with, as the setting SEED names it.
SEED = ROOT / (os.environ.get("SEED", "").strip() or "seed")
#: Where the tables are kept; those of another folder apart.
BUILD = ROOT / "build" / ("" if SEED == ROOT / "seed" else SEED.name)
#: Every table depends on these: the versions of the libraries, and this module.
_ALWAYS = ("requirements.txt", "directory/kernel/prepared.py")


def document_of(struct: msgspec.Struct) -> dict[str, Json]:
    """A frozen type as the JSON object that a row keeps of it: a date is its ISO text, a tuple a list."""
    document: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(struct))
    return document


def prepared(name: str, sources: tuple[str, ...], make: Callable[[], object], of: type[T]) -> T:
    """A table by its name (letters and dashes): read from `build/`, else made and kept there.

    `sources` are the files and folders it is made from, as paths from the top of the repository; of a folder every
    `.py`, `.toml`, `.csv` and `.txt` file in it. What `make` returns has been JSON, and is of the type `of`.
    """
    path = BUILD / f"{name}-{digest((*_ALWAYS, *sources))}.json"
    with suppress(OSError, ValueError):
        return msgspec.json.decode(path.read_bytes(), type=of)
    content = msgspec.json.encode(make())
    with suppress(OSError):
        keep(path, content)
        for older in BUILD.glob(f"{name}-*.json"):
            if older != path and older.name.rpartition("-")[0] == name:
                older.unlink(missing_ok=True)
    return msgspec.json.decode(content, type=of)


def keep(path: Path, content: bytes) -> None:
    """Write a file that others see whole or not at all. Raises OSError where the folder takes none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content, mode=0o644)


@cache
def digest(sources: tuple[str, ...]) -> str:
    """A digest of these files' names and contents, relative to the root: it changes when one of them does."""
    hasher = blake2b(digest_size=10)
    for path in _files(sources):
        content = path.read_bytes()
        hasher.update(f"{os.path.relpath(path, ROOT)} {len(content)}\n".encode())
        hasher.update(content)
    return hasher.hexdigest()


def _files(sources: tuple[str, ...]) -> Iterator[Path]:
    for source in sources:
        path = ROOT / source
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix in (".py", ".toml", ".csv", ".txt"))
        else:
            yield path


#: What a folder may leave out: tables about how people write, not about a place or a trade. Those of `seed/` do then.
OF_LANGUAGE = frozenset(
    (
        *("mail.toml", "phrases.toml", "queries.toml", "safety.toml", "sounds.toml"),
        *("text_examples.toml", "text_weights.json", "texts.toml"),
    )
)


def seed_file(name: str) -> Path:
    """A file of the seed: `services.toml`."""
    path = SEED / name
    return ROOT / "seed" / name if name in OF_LANGUAGE and not path.exists() else path


def toml(name: str, of: type[T]) -> T:
    """A TOML file of the seed (`services.toml`), without dates in it, as the type of its tables."""
    path = seed_file(name)

    def read() -> object:
        with path.open("rb") as file:
            return tomllib.load(file)

    return prepared(f"seed-{path.stem}", (str(path),), read, of)
