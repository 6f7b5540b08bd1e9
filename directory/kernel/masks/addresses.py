"""Where street addresses, boxes, doors, buildings and positions on a map stand, in English and Chinese wording."""

import re
from collections.abc import Iterator

from directory.kernel.masks import doors, streets
from directory.kernel.masks.plain import IS_LABELED, before

_PATTERNS = tuple(
    re.compile(pattern, re.ASCII)
    for group in (streets.ENGLISH, streets.CHINESE, doors.ENGLISH, doors.CHINESE)
    for pattern in group.values()
    if pattern is not streets.WEAK
)
_WEAK = re.compile(streets.WEAK, re.ASCII)
_LOOKS_NAMED = re.compile(streets.LOOKS_NAMED, re.ASCII)
_DOUBTFUL = tuple(re.compile(pattern, re.ASCII) for pattern in doors.DOUBTFUL.values())
_MACHINE = re.compile(doors.MACHINE, re.IGNORECASE)


def find_addresses(plain: str) -> Iterator[tuple[int, int]]:
    """Where street addresses stand in a level text: "near 12 Oak St" -> (5, 14)."""
    for pattern in _PATTERNS:
        yield from (match.span() for match in pattern.finditer(plain))
    yield from (match.span() for match in _WEAK.finditer(plain) if _LOOKS_NAMED.search(match[0]))
    for pattern in _DOUBTFUL:
        for match in pattern.finditer(plain):
            label = before(plain, match.start())
            if not (_MACHINE.search(label) or IS_LABELED.search(label)):
                yield match.span()
