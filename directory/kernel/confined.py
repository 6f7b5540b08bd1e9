"""A process of its own for a script of ours that opens what strangers sent, bound in memory and in time.

Started as a script (`command`), it binds itself and then runs the other one: whatever a file does to a library ends
there. It writes no file and, isolated from the folder of the site, imports none of it.
"""

import os
import resource
import runpy
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bounds:
    """What a process may use at most: bytes of memory for data, and seconds of work."""

    memory: int
    seconds: int
    #: By how much it stands back behind other processes (`nice`).
    niceness: int = 0


def command(script: Path, bounds: Bounds, *arguments: object) -> list[str]:
    """The command line that runs a script with its arguments within these bounds."""
    numbers = (bounds.memory, bounds.seconds, bounds.niceness)
    return [sys.executable, "-I", __file__, *map(str, numbers), str(script), *map(str, arguments)]


def bind(bounds: Bounds) -> None:
    """Bind this process, for good. A system that does not know one of the limits goes without it."""
    for name, most in (
        ("RLIMIT_DATA", bounds.memory),
        ("RLIMIT_CPU", bounds.seconds),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
    ):
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))
    with suppress(AttributeError, OSError):
        os.nice(bounds.niceness)


def main() -> None:
    """Read the bounds, the script and its arguments from the command line; bind this process, and run it."""
    memory, seconds, niceness, *rest = sys.argv[1:]
    bind(Bounds(int(memory), int(seconds), int(niceness)))
    sys.argv = rest
    runpy.run_path(rest[0], run_name="__main__")


if __name__ == "__main__":
    main()
