"""Which release this is: its version, and the commit that `make build` or the image was made from."""

import tomllib
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
#: Written by `make build`, and by the Dockerfile: what `git describe` said.
BUILD = _ROOT / "build" / "release"


@cache
def version() -> str:
    """The version as released; where the image has no pyproject.toml, the build says it."""
    try:
        return str(tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, KeyError):
        return "unknown"


@cache
def build() -> str:
    """Tag, commits since, commit, and whether files were changed: `v0.1.0-12-gabc1234`; `unknown` before a build."""
    try:
        return BUILD.read_text(encoding="ascii").strip()[:80] or "unknown"
    except (OSError, ValueError):
        return "unknown"
