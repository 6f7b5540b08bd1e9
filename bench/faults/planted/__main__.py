"""Whether every gate goes red for the bug that is planted for it: `python -m bench.faults.planted [NAME ...] [--list]`.

In a copy of the tree the gates have to be green first. Then one bug at a time is planted there, its gate alone is run,
and only a failing assertion counts as caught: a test that could not even begin says nothing of the bug. The last line
is "caught n/n"; the exit code is 1 where one was not. A NAME is that of a patch (`outbox/resent-in-doubt`) or of a kind
(`outbox`).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from bench.faults.planted import ROOT, PlantedBug, Tool, planted_bugs, tool_of

#: What no test needs of a tree, or what would be somebody's data.
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "instance*")
#: How pytest begins what it says of a failing assertion; `[mail] = mails` asserts that there is one.
_ASSERTION = re.compile(
    r"assert\b|AssertionError|Failed: |ValueError: (?:not enough|too many) values to unpack"
    r"|ExceptionGroup: \d+ of \d+ cases \(AssertionError\)"
)
#: Seconds after which a gate that has come to no end is given up: a bug may make it wait for ever.
_LONGEST = 900


def verdict(report: str) -> str:
    """What a report of pytest (JUnit's XML) says of a bug: `caught`, else in words why it was not."""
    root = ElementTree.fromstring(report)  # noqa: S314  (pytest wrote it just now)
    failures = [failure.get("message", "") for failure in root.iter("failure")]
    if any(_ASSERTION.match(message) for message in failures):
        return "caught"
    if failures:
        return f"broke in another way: {_first_line(failures[0])}"
    errors = [error.get("message", "") for error in root.iter("error")]
    if errors:
        return f"could not begin: {_first_line(errors[0])}"
    return "no test was run" if root.find(".//testcase") is None else "not caught"


def run_tests(tree: Path, gates: Sequence[str], engine: str) -> str:
    """Run tests in a tree; what came of them, as `verdict` says it."""
    report = tree / "planted.xml"
    report.unlink(missing_ok=True)
    marks = ["-m", "postgres" if engine == "postgresql" else "not postgres"]
    output = _run(tree, ["-m", "pytest", "-q", f"--junitxml={report}", *marks, *gates])
    return verdict(report.read_text(encoding="utf-8")) if report.exists() else f"pytest broke: {_last_line(output)}"


def run_tool(tree: Path, tool: Tool) -> str:
    """The same of a tool: `caught` where it printed what it prints of a fault."""
    return "caught" if tool.says in _run(tree, tool.words) else "not caught"


def _run(tree: Path, words: Sequence[str]) -> str:
    """Run this Python in a tree; all that it printed."""
    # What is compiled is told apart by whole seconds and length, and a bug may keep both: none of it is kept.
    surroundings = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *words],
            cwd=tree,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end in {_LONGEST} s"
    return done.stdout


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def run_gates(tree: Path, gates: Sequence[str], engine: str) -> str:
    """What tests, or the one tool that they name, say of a tree."""
    tool = tool_of(gates[0])
    return run_tool(tree, tool) if tool else run_tests(tree, gates, engine)


def try_bug(bug: PlantedBug, tree: Path) -> str:
    """Plant a bug in a tree, run its gate, take it out again; `caught`, else in words why it was not."""
    if problem := bug.apply(tree):
        return f"does not apply any more: {_first_line(problem)}"
    try:
        return run_gates(tree, bug.gates, bug.engine)
    finally:
        bug.apply(tree, "--reverse")


def red_before(bugs: Sequence[PlantedBug], tree: Path) -> list[str]:
    """Gates that are not green with no bug planted: they would say nothing."""
    together: dict[tuple[str, str], set[str]] = {}
    for bug in bugs:
        for gate in bug.gates:
            # All tests of an engine are one run, each tool is one by itself.
            together.setdefault((bug.engine, gate if tool_of(gate) else "tests"), set()).add(gate)
    results = {key: run_gates(tree, sorted(gates), key[0]) for key, gates in sorted(together.items())}
    return [
        f"{name} on {engine}: {'red' if result == 'caught' else result}"
        for (engine, name), result in results.items()
        if result != "not caught"
    ]


def main() -> int:
    """Plant each and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a patch, or a kind; all where none is given")
    parser.add_argument("--list", action="store_true", help="only say which there are")
    given = parser.parse_args()
    bugs = [
        bug
        for bug in planted_bugs()
        if not given.names or bug.name in given.names or bug.name.partition("/")[0] in given.names
    ]
    if given.list or not bugs:
        for bug in bugs:
            print(f"{bug.name:<44} {bug.breaks}")
        return 0 if bugs else 1
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, symlinks=True, ignore=_LEFT_OUT)
        if red := red_before(bugs, tree):
            print("Not green with no bug planted: " + "; ".join(red))
            return 1
        caught = 0
        for bug in bugs:
            began = time.monotonic()
            result = try_bug(bug, tree)
            caught += result == "caught"
            print(f"{bug.name:<44} {time.monotonic() - began:5.1f} s  {result}", flush=True)
    print(f"caught {caught}/{len(bugs)}")
    return 0 if caught == len(bugs) else 1


if __name__ == "__main__":
    sys.exit(main())
