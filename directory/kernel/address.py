"""Addresses on the net and by post: which network, which ZIP code."""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

_NOTHING = SplitResult("", "", "", "", "")


def split_address(text: str | None) -> SplitResult:
    """The parts of an address, all empty where it cannot be read (`http://[`, a port that is no number).

    >>> split_address("https://Example.com:443/en/?q=1").hostname, split_address("http://[").path
    ('example.com', '')
    """
    try:
        parts = urlsplit(text or "")
        _ = parts.port
    except ValueError:
        return _NOTHING
    return parts


_ZIP = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")


def parse(text: str) -> str:
    """Five ASCII digits from `20850`, `２０８５０` or `20850-1234`; ValueError for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _ZIP.fullmatch(plain):
        raise ValueError("not a ZIP code")
    return plain[:5]
