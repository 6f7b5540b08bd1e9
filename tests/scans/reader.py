"""The reader of photographs as tests use it: an extra, whose absence skips here and fails in CI."""

import os
from tempfile import TemporaryFile

import pytest

from directory.scans import scanner
from directory.scans.rules.flaws import ScanFlaw
from directory.scans.scanner import Scan


def read(content: bytes, number: int = 1) -> Scan | ScanFlaw:
    """A page of a file, by the real reader."""
    if not scanner.can_read():
        if os.environ.get("CI"):
            pytest.fail("CI has no reader of photographs")
        pytest.skip("no reader of photographs: make scan")
    with TemporaryFile() as file:
        file.write(content)
        return scanner.read(file, number)
