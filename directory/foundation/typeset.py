"""Typesetting: a typst source and its data to one page as PDF, SVG or PNG, in a process of its own that may be ended.

The library is a compiler: it can neither be interrupted nor be trusted with anybody's patience, and its fonts stay in
memory. So it runs apart, is given words on its standard input and a time, and never a shell, a path or the network.
"""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from directory.kernel import clock
from directory.kernel.files import write_whole

Format = Literal["pdf", "svg", "png"]

CHILD = Path(__file__).resolve().with_name("typesetter.py")
#: Seconds a page may take. One takes well under a second of work; a machine may be slow or busy.
LONGEST = 30.0
#: Files kept, and to how many they are brought down when there are more. One is about 60 KB.
MOST_KEPT, KEPT_AFTER = 600, 400
#: The package whose fonts every page is set in: Noto Sans CJK, all weights and regions (SIL OFL 1.1).
FONTS = "manimgx_fonts_cjk"
_DECIMALS = re.compile(rb"-?\d+\.\d{3,}")
_GLYPH = re.compile(rb"(?<=[\"#])g([0-9A-F]{11})[0-9A-F]+")


@dataclass(frozen=True)
class Press:
    """What a press asks of a PDF: how far ink reaches over the trim, in points, and how it is to be printed.

    `condition` is a name in the registry of the International Color Consortium. The source writes the trim box, by the
    `bleed` of its page, which holds this bleed and crop marks beside it.
    """

    bleed: float
    condition: str


class NotSet(Exception):
    """A page that could not be set: not in time, not on one page, or not at all."""


def typeset(source: str, data: str, kind: Format, press: Press | None = None) -> bytes:
    """The page of a source that reads its data (JSON) from `sys.inputs.ad`. `press`: for a PDF to be printed by one.

    Raises NotSet.
    """
    made_at = clock.now().strftime("D:%Y%m%d%H%M%SZ")
    wanted = {**asdict(press), "made_at": made_at} if press else None
    job = json.dumps({"source": source, "data": data, "kind": kind, "fonts": fonts(), "press": wanted})
    try:
        done = subprocess.run(  # noqa: S603  (this interpreter, our own file; what is asked goes by standard input)
            [sys.executable, "-I", str(CHILD)],
            input=job.encode(),
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotSet("took too long") from None
    if done.returncode != 0 or not done.stdout:
        # The last line names the fault; what was to be printed does not stand in it.
        raise NotSet(done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200])
    return _slim(done.stdout) if kind == "svg" else done.stdout


def typeset_once(folder: Path, source: str, data: str, kind: Format, press: Press | None = None) -> bytes:
    """`typeset` with a cache: a folder of files named by a digest of all that makes the page. Raises NotSet."""
    made_with = "\n".join((kind, str(press), version("typst"), version(FONTS), source, data))
    path = folder / f"{hashlib.sha256(made_with.encode()).hexdigest()}.{kind}"
    try:
        content = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        content = typeset(source, data, kind, press)
        _keep(path, content)
    return content


def fonts() -> str:
    """The folder of the fonts. Raises NotSet where the package is not installed."""
    spec = importlib.util.find_spec(FONTS)
    if spec is None or spec.origin is None:
        raise NotSet("the fonts are not installed")
    return str(Path(spec.origin).parent)


def _slim(svg: bytes) -> bytes:
    """The drawing to a hundredth of a point (3.5 micrometers), its glyphs named shortly: a quarter of the bytes."""
    rounded = _DECIMALS.sub(lambda match: b"%.2f" % float(match[0]), svg)
    return _GLYPH.sub(rb"g\1", rounded)


def _keep(path: Path, content: bytes) -> None:
    """Write whole or not at all; of too many files the longest unused go."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, content)
    files = list(path.parent.glob("*.*"))
    if len(files) > MOST_KEPT:
        for old in sorted(files, key=_used)[: len(files) - KEPT_AFTER]:
            old.unlink(missing_ok=True)


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process tidies up too
        return 0.0
