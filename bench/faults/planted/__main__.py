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

from bench.faults.planted import ROOT, TOOLS, PlantedBug, planted_bugs

#: What no test needs of a tree, or what would be somebody's data.
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "instance*")
#: How pytest begins what it says of a failing assertion; `[mail] = mails` asserts that there is one.
_ASSERTION = re.compile(r"assert\b|AssertionError|Failed: |ValueError: (?:not enough|too many) values to unpack")
#: Seconds after which a gate that has come to no end is given up: a bug may make it wait for ever.
_LONGEST = 900


def verdict(report: str) -> str:
    """What a report of pytest (JUnit's XML) says of a bug: `caught`, else in words why it was not."""
    root = ElementTree.fromstring(report)  # noqa: S314  (pytest wrote it just now)
    failures = [failure.get("message", "") for failure in root.iter("failure")]
    if any(_ASSERTION.match(message) for message in failures):
        return "caught"
    if failures:
        return f"broke in another way: {failures[0].partition(chr(10))[0]}"
    errors = [error.get("message", "") for error in root.iter("error")]
    if errors:
        return f"could not begin: {errors[0].partition(chr(10))[0]}"
    return "no test was run" if root.find(".//testcase") is None else "not caught"


def run_tests(tree: Path, gates: Sequence[str], engine: str) -> str:
    """Run tests in a tree; what came of them, as `verdict` says it."""
    report = tree / "planted.xml"
    report.unlink(missing_ok=True)
    marks = ["-m", "postgres" if engine == "postgresql" else "not postgres"]
    code, last = _run(tree, ["-m", "pytest", "-q", f"--junitxml={report}", *marks, *gates])
    return verdict(report.read_text(encoding="utf-8")) if report.exists() else f"pytest ended with {code}: {last}"


def _run(tree: Path, words: Sequence[str]) -> tuple[int | None, str]:
    """Run this Python in a tree: its exit code (None where it came to no end) and its last words."""
    # What is compiled is told apart by whole seconds and length, and a bug may keep both: none of it is kept.
    surroundings = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tree,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, ""
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return done.returncode, lines[-1] if lines else ""


def try_bug(bug: PlantedBug, tree: Path) -> str:
    """Plant a bug in a tree, run its gate, take it out again; `caught`, else in words why it was not."""
    if problem := bug.apply(tree):
        return f"does not apply any more: {problem.partition(chr(10))[0]}"
    try:
        if bug.gates[0] in TOOLS:
            return "caught" if _run(tree, TOOLS[bug.gates[0]])[0] == 1 else "not caught"
        return run_tests(tree, bug.gates, bug.engine)
    finally:
        bug.apply(tree, "--reverse")


def red_before(bugs: Sequence[PlantedBug], tree: Path) -> list[str]:
    """Gates that are not green with no bug planted: they would say nothing."""
    red = []
    for engine in sorted({bug.engine for bug in bugs}):
        gates = sorted({gate for bug in bugs if bug.engine == engine for gate in bug.gates} - set(TOOLS))
        if gates and (state := run_tests(tree, gates, engine)) != "not caught":
            red.append(f"tests on {engine}: {'they fail' if state == 'caught' else state}")
    tools = sorted({gate for bug in bugs for gate in bug.gates} & set(TOOLS))
    return red + [tool for tool in tools if _run(tree, TOOLS[tool])[0] != 0]


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
            print("Red with no bug planted, " + "; ".join(red))
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
