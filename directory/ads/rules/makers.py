"""Makers whose names are ordinary words: Nest, True, 方太. They count beside another maker, or what they make."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from directory.ads.rules.ad_vocabulary import tables, words
from directory.ads.rules.marks import Mark
from directory.reading.offsets import Printed

#: Between two makers of a list, and between a maker and what he makes: "Nest thermostats", "ice machines: True".
_LISTED = re.compile(r"\s*(?:[,，、/|·•&+;；]|[-–—](?=\s)|(?<![a-z])(?:and|or)(?![a-z])|[和及或])\s*")
_BESIDE = re.compile(r"[ ]?[:：(（]?[ ]?")
#: A list of makers that nothing but blanks holds together has so many.
_FEWEST = 3


def makers(ad: Printed, marks: Sequence[Mark]) -> list[Mark]:
    """The marks without ordinary words that only look like a maker's name: "true professionals"."""
    everyday = tables()["everyday_brand"]
    doubtful = [mark for mark in marks if mark.kind == "brand" and ad.folded[slice(*mark.span)] in everyday]
    if not doubtful:
        return list(marks)
    sure = set(_listed(ad, [mark for mark in marks if mark.kind == "brand"]))
    sure |= {
        mark for mark in doubtful if _makes(ad, mark, words("everyday_brand", ad.folded[slice(*mark.span)]), marks)
    }
    # "any make, unless it's a Sub-Zero"
    sure |= {mark for mark in doubtful if mark.is_negated}
    return [mark for mark in marks if mark not in doubtful or (mark in sure and _is_cased(ad, mark))]


def _listed(ad: Printed, brands: Sequence[Mark]) -> Iterator[Mark]:
    """The brands that stand in a row with another."""
    blanks = [one for one in pairwise(brands) if re.fullmatch(r"[ ]", ad.folded[one[0].end : one[1].start])]
    for one, other in pairwise(brands):
        if _LISTED.fullmatch(ad.folded, one.end, other.start):
            yield from (one, other)
    if len(blanks) + 1 >= _FEWEST:
        yield from (mark for pair in blanks for mark in pair)


def _makes(ad: Printed, brand: Mark, makes: Sequence[str], marks: Sequence[Mark]) -> bool:
    """Whether one of the services stands right beside a brand."""
    services = [mark for mark in marks if mark.kind == "service" and set(mark.codes) & set(makes)]
    return any(
        bool(_BESIDE.fullmatch(ad.folded, min(mark.end, brand.end), max(mark.start, brand.start)))
        for mark in services
        if mark.end <= brand.start or brand.end <= mark.start
    )


def _is_cased(ad: Printed, mark: Mark) -> bool:
    """Whether a Latin word is printed as a name is."""
    return not ad.words(mark.span)[:1].islower()
