"""Planted bugs: small patches that each break one thing, and the gate that has to go red for it.

A patch is a unified diff in the folder of its kind, with a head of fields and then an empty line:

    Breaks: What goes wrong with it, in one plain sentence.
    Gate: tests/outbox/test_leases.py::test_a_lease_holds_until_it_runs_out
    Engine: postgresql

`Gate` names tests as pytest does, several with spaces between them, or `ruff`, or a family of the faults
(`faults:worker-twice`). `Engine` is left out where SQLite shows it. `python -m bench.faults.planted` plants them one by
one.
"""

import os
import subprocess
from dataclasses import dataclass
from email import message_from_string
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(__file__).resolve().parent
#: What a family's name follows in a gate.
FAULTS = "faults:"


@dataclass(frozen=True)
class Tool:
    """What can go red beside tests: what the interpreter is started with, and what is then printed."""

    words: tuple[str, ...]
    says: str


def tool_of(gate: str) -> Tool | None:
    """The tool that a gate names, or a twentieth of a family of faults; None where it names a test."""
    if gate == "ruff":
        return Tool(("-m", "ruff", "check", "--no-cache", "."), "Found ")
    if gate.startswith(FAULTS):
        family = gate.removeprefix(FAULTS)
        return Tool(("-m", "bench.faults", family, "--share", "0.05", "--engine", "sqlite"), "TARGETS MISSED")
    return None


@dataclass(frozen=True)
class PlantedBug:
    """One planted bug."""

    path: Path
    #: What it breaks, in one sentence.
    breaks: str
    #: Tests as pytest names them, or one tool.
    gates: tuple[str, ...]
    #: The database on which it shows.
    engine: str
    patch: str

    @property
    def name(self) -> str:
        """Kind and name: `outbox/resent-in-doubt`."""
        return self.path.relative_to(FOLDER).with_suffix("").as_posix()

    def apply(self, tree: Path, *options: str) -> str:
        """Plant it in a tree (`--check`: only look, `--reverse`: take it out); what git says where that cannot be."""
        # Where the tree lies inside another repository, git would look for the files in that one.
        surroundings = os.environ | {"GIT_CEILING_DIRECTORIES": str(tree.parent)}
        words = ["git", "apply", *options, str(self.path)]
        done = subprocess.run(words, cwd=tree, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603
        return done.stderr.strip() if done.returncode else ""


def read(path: Path) -> PlantedBug:
    """One patch file. Raises KeyError for a head without its fields."""
    head = message_from_string(path.read_text(encoding="utf-8"))
    return PlantedBug(
        path,
        " ".join(head["Breaks"].split()) if head["Breaks"] else "",
        tuple((head["Gate"] or "").split()),
        head["Engine"] or "sqlite",
        str(head.get_payload()),
    )


def planted_bugs() -> list[PlantedBug]:
    """All of them, by kind and name."""
    return [read(path) for path in sorted(FOLDER.glob("*/*.patch"))]
