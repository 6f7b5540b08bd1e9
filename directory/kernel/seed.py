"""The tables of `seed/` as Python reads them. TOML takes Python long to read, so what was read is kept as JSON."""

import tomllib
from typing import Any

from directory.kernel.prepared import ROOT, prepared

SEED = ROOT / "seed"


def toml(name: str) -> dict[str, Any]:
    """A TOML file of `seed/` (`services.toml`) without dates in it."""

    def read() -> dict[str, Any]:
        with (SEED / name).open("rb") as file:
            return tomllib.load(file)

    found: dict[str, Any] = prepared(f"seed-{name.removesuffix('.toml')}", (f"seed/{name}",), read)
    return found
