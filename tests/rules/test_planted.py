"""Every planted bug fits the code as it is, and names a gate that is there: `bench/faults/planted/`.

`python -m bench.faults.planted` plants them and looks whether their gates go red.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bench.faults.planted import FAULTS, PlantedBug, planted_bugs, read, tool_of
from bench.faults.planted.__main__ import verdict
from tests.rules.source import ROOT, keeps

LEAST = 25
_FILE = re.compile(r"^\+\+\+ b/(\S+)$", re.MULTILINE)
#: What a bug may be planted in: never in a test, which would go red by itself.
_PLANTABLE = ("directory/", "templates/", "seed/", "deploy/")


def check_bug(bug: PlantedBug) -> Iterator[str]:
    """What is wrong with a planted bug."""
    if not bug.breaks.endswith("."):
        yield f"{bug.name} does not say in a sentence what it breaks"
    if not bug.gates:
        yield f"{bug.name} names no gate"
    yield from (f"{bug.name}: there is no {gate}" for gate in bug.gates if not _is_there(gate))
    yield from (f"{bug.name} changes {path}" for path in _FILE.findall(bug.patch) if not path.startswith(_PLANTABLE))
    if problem := bug.apply(ROOT, "--check"):
        yield f"{bug.name} does not apply any more: {problem}"


def _is_there(gate: str) -> bool:
    """Whether a gate is a tool, a family of faults, a file of tests, or a test."""
    if gate.startswith(FAULTS):
        return (ROOT / "bench/faults" / f"{gate.removeprefix(FAULTS).replace('-', '_')}.py").is_file()
    path, _, test = gate.partition("::")
    return tool_of(gate) is not None or ((ROOT / path).is_file() and (not test or test in _tests(path)))


@cache
def _tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_planted_bugs_apply_and_name_a_gate() -> None:
    bugs = planted_bugs()
    assert len(bugs) >= LEAST
    keeps(complaint for bug in bugs for complaint in check_bug(bug))


def test_a_planted_bug_that_tests_nothing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.patch"
    path.write_text("Breaks: something\nGate:\n\n--- a/tests/x.py\n+++ b/tests/x.py\n@@ -1 +1 @@\n-a\n+b\n")
    bug = replace(read(path), path=planted_bugs()[0].path)
    assert len(list(check_bug(bug))) == 3
    assert list(check_bug(replace(bug, gates=("tests/rules/test_planted.py::test_gone",))))
    assert read(path).apply(ROOT, "--check")


def _report(*cases: str) -> str:
    return f"<testsuite>{''.join(f'<testcase>{case}</testcase>' for case in cases)}</testsuite>"


@pytest.mark.parametrize(
    ("result", "cases"),
    [
        ("caught", ["", '<failure message="AssertionError: no&#10;assert 1 == 2"/>']),
        ("caught", ['<failure message="assert 1 == 2"/>']),
        ("caught", ['<failure message="Failed: DID NOT RAISE"/>']),
        ("caught", ['<failure message="ValueError: not enough values to unpack (expected 1, got 0)"/>']),
        ("caught", ['<failure message="ExceptionGroup: 2 of 9 cases (AssertionError) (2 sub-exceptions)"/>']),
        ("broke in another way", ['<failure message="ExceptionGroup: 1 of 9 cases (KeyError) (1 sub-exception)"/>']),
        ("not caught", ["", ""]),
        ("no test was run", []),
        ("could not begin", ['<error message="collection failure"/>']),
        ("broke in another way", ['<failure message="NameError: name &apos;x&apos; is not defined"/>']),
    ],
)
def test_only_a_failing_assertion_is_a_catch(result: str, cases: list[str]) -> None:
    assert verdict(_report(*cases)).startswith(result)
