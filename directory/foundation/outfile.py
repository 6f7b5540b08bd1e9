"""Files in the place of a gateway: written whole or not at all, readable by the site's own account only."""

import json
from collections.abc import Mapping
from pathlib import Path

from directory.foundation.settings import settings
from directory.kernel.files import write_whole

#: The name of both ports that write files: no phone and no mailbox has what went there.
FILE = "file"


def write_file(folder: Path, reference: str, content: Mapping[str, str]) -> str:
    """Write one message as JSON under its reference; gives the file's name."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{reference}.json"
    write_whole(folder / name, json.dumps(dict(content), ensure_ascii=False, indent=1).encode())
    return name


def folder() -> Path:
    """Where this site's messages are written when they are files."""
    return settings().instance / "outbox"


def path_of(reference: str) -> Path:
    """Where the message of this reference stands, if it is a file."""
    return folder() / f"{reference}.json"


def stored() -> list[Path]:
    """Every file in the folder, what was left half written too."""
    return sorted(path for path in folder().iterdir() if path.is_file()) if folder().is_dir() else []
