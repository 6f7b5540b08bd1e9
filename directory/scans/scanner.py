"""From a file to the pages in it. Words are read in a process that ends; here nothing of a picture is decoded."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import msgspec

from directory.kernel.confined import Bounds, command
from directory.scans.rules.flaws import MOST_BYTES, ScanFlaw
from directory.scans.rules.pages import Page, received

CHILD = Path(__file__).resolve().with_name("recognizer.py")
#: What it may use; whoever waits for a page of the site goes first.
BOUNDS = Bounds(memory=2 * 2**30, seconds=150, niceness=3)
#: Seconds that a page may take on a busy machine; it may work for far fewer (`BOUNDS`).
LONGEST = 600.0
#: What files begin with that are read: JPEG, PNG, PDF; others name themselves a little later.
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-")
#: One at a time in a process: each needs more memory than all the rest of it.
_turn = threading.Lock()


@dataclass(frozen=True)
class Scan:
    """A page that was read, and it as a JPEG of our own: upright, with nothing in it but pixels."""

    page: Page
    picture: bytes
    #: Its number in the file from 1, and how many that has.
    number: int
    count: int


@cache
def can_read() -> bool:
    """Whether the reader of photographs is installed (`make scan`)."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "pypdfium2", "pi_heif"))


def is_picture(start: bytes) -> bool:
    """Whether a file is a picture or a PDF and no text, by its first 12 bytes."""
    is_webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    return start.startswith(_STARTS) or is_webp or start[4:8] == b"ftyp"


def scan(file: IO[bytes]) -> Iterator[Scan | ScanFlaw]:
    """The pages of a file one after the other; a flaw ends them. `file` is one of the operating system's."""
    number = count = 1
    while number <= count:
        outcome = read(file, number)
        yield outcome
        if isinstance(outcome, ScanFlaw):
            return
        number, count = number + 1, outcome.count


def read(file: IO[bytes], number: int = 1) -> Scan | ScanFlaw:
    """One page of a file, or why it is not read. Raises InterruptedError where somebody told the process to stop."""
    file.flush()
    # What the process gets is the system's file, whatever this one has read ahead.
    handle = file.fileno()
    if os.fstat(handle).st_size > MOST_BYTES:
        return ScanFlaw.TOO_HEAVY
    if not is_picture(os.pread(handle, 12, 0)):
        return ScanFlaw.NOT_PICTURE
    if not can_read():
        return ScanFlaw.NO_READER
    with _turn:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            done = subprocess.run(  # noqa: S603  (this interpreter, our own file; the picture is its standard input)
                command(CHILD, BOUNDS, number),
                stdin=file,
                capture_output=True,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return ScanFlaw.TOO_SLOW
    if -done.returncode in (signal.SIGINT, signal.SIGTERM):
        # Ctrl-C ends both: nothing is wrong with the file.
        raise InterruptedError("the reader was told to stop")
    return _outcome(done.stdout, number)


def _outcome(sent: bytes, number: int) -> Scan | ScanFlaw:
    """What the process says; nothing: it was ended, for its time or its memory was over."""
    head, _line, picture = sent.partition(b"\n")
    if not head:
        return ScanFlaw.TOO_SLOW
    try:
        about = json.loads(head)
        if "flaw" in about:
            return ScanFlaw.of(about["flaw"])
        page, count = received(head)
    except (ValueError, msgspec.MsgspecError):
        return ScanFlaw.DAMAGED
    if not page.lines and count == 1:
        return ScanFlaw.BLANK
    return Scan(page, picture, number, count)
