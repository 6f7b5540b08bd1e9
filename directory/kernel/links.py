"""Links of this site in what somebody typed: whoever has one opens what it opens, so none is passed on to another."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from directory.kernel.masks import MASK
from directory.kernel.masks.plain import level

#: The secret of an address of ours (foundation/tokens.py): 22 characters of base64url that nothing lengthens.
_SECRET = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{22}(?![\w-])", re.ASCII)
#: Words that are 22 characters long by chance: `MitsubishiElectricHeat`, `upstairs-and-downstairs`.
_WORDS = re.compile(r"(?:[A-Z]?[a-z]{2,}[-_]?)+")


def carries_link(text: str, base_url: str) -> bool:
    """Whether the text holds an address of the site at `base_url`, with or without its scheme, or a secret of one."""
    return next(_spans(text, base_url), None) is not None


def without_links(text: str, base_url: str) -> str:
    """The text with addresses of the site at `base_url`, and secrets of such addresses, replaced by `MASK`."""
    parts, end = [], 0
    for start, stop in sorted(_spans(text, base_url)):
        if start >= end:
            parts += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*parts, text[end:]])


def _spans(text: str, base_url: str) -> Iterator[tuple[int, int]]:
    plain = level(text)
    for match in _address(base_url).finditer(plain):
        yield match.span()
    for match in _SECRET.finditer(plain):
        secret = match[0]
        if secret.upper() != secret != secret.lower() and not _WORDS.fullmatch(secret):
            yield match.span()


@cache
def _address(base_url: str) -> re.Pattern[str]:
    """Any address under the site's host, its subdomains too; not a longer name that merely begins or ends like it."""
    host = re.escape(urlsplit(base_url).hostname or base_url)
    return re.compile(
        rf"(?<![\w@.-])(?:https?://)?(?:[\w-]+\.)*{host}(?::\d+)?(?![\w-]|\.[a-z])(?:[/?#][!-~]*)?",
        re.IGNORECASE | re.ASCII,
    )
