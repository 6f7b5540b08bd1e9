"""docs/cryptography.md names each module that digests, signs or opens TLS, and no other."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.rules.source import ROOT, Source, called, files, keeps

TABLE = ROOT / "docs/cryptography.md"
#: What it is done with. `hmac.compare_digest` compares, and signs nothing; an error of `ssl` is none.
_CALLS = re.compile(r"(hashlib|hmac|ssl)\.(?!compare_digest$|\w*Error$)\w+")
_LIBRARIES = {"itsdangerous", "zlib"}


def is_cryptography(source: Source) -> bool:
    """Whether a module does any of it."""
    return any(
        (isinstance(node, ast.Call) and _CALLS.fullmatch(called(node)))
        or (isinstance(node, ast.ImportFrom) and node.module in _LIBRARIES)
        for node in source.nodes
    )


def check_table(sources: Iterable[Source], text: str) -> Iterator[str]:
    """Modules that the table leaves out, and those in it that do nothing of the kind."""
    present = {source.path for source in sources if is_cryptography(source)}
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    listed = {path for line in lines for path in re.findall(r"`(directory/[\w/]+\.py)`", line)}
    for path in sorted(present - listed):
        yield f"{path} digests, signs or opens TLS: docs/cryptography.md does not say what for"
    for path in sorted(listed - present):
        yield f"docs/cryptography.md lists {path}, which does nothing of the kind"


def test_the_table_has_each_use() -> None:
    keeps(check_table(files("directory/*.py"), TABLE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("code", "is_seen"),
    [
        ("import hashlib\nhashlib.md5(b'')", True),
        ("from zlib import crc32", True),
        ("import hmac\nhmac.compare_digest('', '')", False),
        ("import ssl\nraise ssl.SSLError()", False),
    ],
)
def test_a_use_that_the_table_leaves_out_is_seen(code: str, is_seen: bool) -> None:
    assert bool(list(check_table([Source("directory/new.py", code)], ""))) == is_seen
