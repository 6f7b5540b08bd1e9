"""The last release: its commit, and the tables it knew, a line each; of a column whether a row has to give it.

With each release: `python -m tests.rules.schema > release.toml && mv release.toml tests/rules/last_release.toml`.
"""

import subprocess
import sys
import tomllib
from collections.abc import Mapping

from sqlalchemy import MetaData

from directory import wiring
from directory.foundation.db import Base
from tests.rules.source import ROOT

#: Whether a row that does not name the column is refused.
REQUIRED, OPTIONAL = "required", "optional"


def last_release() -> tuple[str, dict[str, dict[str, str]]]:
    """Its commit, and its tables as `described` gives them."""
    record = tomllib.loads((ROOT / "tests/rules/last_release.toml").read_text(encoding="utf-8"))
    return record["commit"], record["tables"]


def tables() -> MetaData:
    """As the models have them; a test of its own holds migrations to that."""
    assert wiring.init_app
    return Base.metadata


def described(metadata: MetaData) -> dict[str, dict[str, str]]:
    """By table and column, whether a row has to give it."""
    return {
        table.name: {
            column.name: REQUIRED if not column.nullable and column.server_default is None else OPTIONAL
            for column in table.columns
        }
        for table in metadata.sorted_tables
    }


def missed(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What code that knows the tables of before would not find, or would not give, on those of now."""
    faults = [f"{table} is gone" for table in before.keys() - now.keys()]
    for table in before.keys() & now.keys():
        faults += [f"{table}.{column} is gone" for column in before[table].keys() - now[table].keys()]
        faults += [
            f"{table}.{column} has to be given"
            for column, need in now[table].items()
            if need == REQUIRED and before[table].get(column) != REQUIRED
        ]
    return sorted(faults)


if __name__ == "__main__":
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    sys.stdout.write(f'commit = "{commit.strip()}"\n\n[tables]\n')
    for name, columns in sorted(described(tables()).items()):
        sys.stdout.write(
            f"{name} = {{ " + ", ".join(f'{column} = "{need}"' for column, need in columns.items()) + " }\n"
        )
