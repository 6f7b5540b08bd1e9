"""What is offered beside work: around the clock, free estimates, financing, rebates, languages spoken."""

import re
from collections.abc import Sequence
from functools import cache

from directory.ads.rules.denying import denied
from directory.ads.rules.marks import Mark
from directory.ads.rules.words import tables
from directory.reading.offsets import Printed, Span

#: Without its stroke it is any number.
_ROUND_THE_CLOCK = re.compile(r"(?<![\d/-])24\s*[/x×]\s*7(?![\d/-])")


def features(ad: Printed, found: Sequence[Mark]) -> dict[str, Span]:
    """Feature code -> the words that offer it."""
    offered = {mark.codes[0]: mark.span for mark in reversed(found) if mark.kind == "feature" and not mark.is_negated}
    clock = _ROUND_THE_CLOCK.search(ad.folded)
    if clock and not denied(ad.folded, [clock.span()]):
        offered["open_24h"] = clock.span()
    return offered


def languages(ad: Printed, found: Sequence[Mark]) -> dict[str, list[Span]]:
    """Language code -> the words that say it is spoken; 国、粤、英语 are three."""
    spoken: dict[str, list[Span]] = {}
    for match in _short_languages().finditer(ad.folded):
        for code, short in tables()["short_language"].items():
            if set(short) & set(match["list"] or match["said"]):
                spoken[code] = [match.span()]
    for mark in found:
        if mark.kind == "language" and not mark.is_negated:
            spoken.setdefault(mark.codes[0], []).append(mark.span)
    return spoken


@cache
def _short_languages() -> re.Pattern[str]:
    every = "".join(character for short in tables()["short_language"].values() for character in short)
    several = rf"[{every}](?:[、,，/·和及 ]?[{every}])+"
    alone, other = r"(?<![\u4e00-\u9fff])", r"(?![\u4e00-\u9fff])"
    return re.compile(rf"{alone}(?P<list>{several})[双两三四]?[语文话]|(?<=[说讲通会])(?P<said>{several}){other}")
