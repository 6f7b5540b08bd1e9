"""Addresses on the net and by post: which network, which ZIP code."""

import re
from urllib.parse import SplitResult, urlsplit

from directory.kernel.text import plain

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


_ZIP = re.compile(
    r"(?:zip(?: ?code)?|邮编|郵編|邮政编码|郵遞區號)?[ :]*([0-9]{5})(?:[ –—-]{0,3}[0-9]{4})?[ ,.;:、。]*", re.IGNORECASE
)


def parse(text: str) -> str:
    """Five ASCII digits from `20850`, `２０８５０`, `20850，` or `20850-1234`; ValueError for anything else."""
    match = _ZIP.fullmatch(plain(text))
    if match is None:
        raise ValueError("not a ZIP code")
    return match[1]
