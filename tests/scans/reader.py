"""The reader of photographs as tests use it: an extra, whose absence skips here and fails in CI."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from directory.entrypoints.worker import Worker
from directory.foundation.unit import unit
from directory.review import notices
from directory.scans import scanner
from directory.scans.rules.flaws import ScanFlaw
from directory.scans.rules.pages import Line
from directory.scans.scanner import Scan
from tests.conftest import MovableClock


def read(content: bytes, number: int = 1) -> Scan | ScanFlaw:
    """A page of a file, by the real reader."""
    if not scanner.can_read():
        if os.environ.get("CI"):
            pytest.fail("CI has no reader of photographs")
        pytest.skip("no reader of photographs: make scan")
    with TemporaryFile() as file:
        file.write(content)
        return scanner.read(file, number)


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, *pages: Sequence[Line] | str) -> None:
    """Put a reader in the place of the real one that gives these pages whatever it is sent; a text is a flaw."""
    heads = [_sent(page, len(pages)) if not isinstance(page, str) else {"flaw": page} for page in pages]
    child = folder / "child.py"
    child.write_text(
        "import sys\n"
        f"heads = {[json.dumps(head) for head in heads]!r}\n"
        "sys.stdout.buffer.write(heads[int(sys.argv[1]) - 1].encode() + b'\\n' + b'picture ' + sys.argv[1].encode())\n"
    )
    monkeypatch.setattr(scanner, "CHILD", child)
    monkeypatch.setattr(scanner, "can_read", lambda: True)


def forget_old(clock: MovableClock, *, days: int) -> None:
    """Let days pass, then do what is done every day with old pictures."""
    clock.move(days=days)
    with unit() as session:
        notices.JOBS["scans-old"](session, ("day", 1))
    Worker().drain()


def _sent(lines: Sequence[Line], count: int) -> dict[str, object]:
    return {
        "width": 2000,
        "height": 3000,
        "pages": count,
        "rules": [],
        "lines": [
            {"text": one.text, "sure": one.sure, "corners": one.corners, "gaps": [0.0] * len(one.text)} for one in lines
        ],
    }
