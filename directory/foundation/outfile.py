"""Files in the place of a gateway: written whole or not at all, readable by the site's own account only."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_file(folder: Path, reference: str, content: Mapping[str, str]) -> str:
    """Write one message as JSON under its reference; gives the file's name."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(dict(content), file, ensure_ascii=False, indent=1)
    name = f"{reference}.json"
    Path(temporary).replace(folder / name)
    return name
