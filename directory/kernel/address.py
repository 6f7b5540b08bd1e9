"""Addresses that somebody else wrote: a header, a parameter, a cookie. Reading one never fails."""

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
