"""Files in the place of a gateway: written whole or not at all, readable by the site's own account only."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from flask import current_app


def write_file(folder: Path, reference: str, content: Mapping[str, str]) -> str:
    """Write one message as JSON under its reference; gives the file's name."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(dict(content), file, ensure_ascii=False, indent=1)
    name = f"{reference}.json"
    Path(temporary).replace(folder / name)
    return name


def folder() -> Path:
    """Where this site's messages are written when they are files."""
    return Path(current_app.config["INSTANCE"]) / "outbox"


def path_of(reference: str) -> Path:
    """Where the message of this reference stands, if it is a file."""
    return folder() / f"{reference}.json"


def stored() -> list[Path]:
    """Every file in the folder, what was left half written too."""
    return sorted(path for path in folder().iterdir() if path.is_file()) if folder().is_dir() else []
