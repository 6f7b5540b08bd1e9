"""How well ads are read: the figures that docs/reading-ads.md gives, on the part tuned on and the third set aside.

A failure names figures only, never texts: whoever tunes the rules must not see the part set aside. Misses of the tuned
part: `python -m bench.ads --misses`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.ads import gold, gold_seed
from tests.factories.ads import parsed

#: Over all fields; the part set aside may be a little worse than the part that was looked at.
MICRO = {"tuned": 0.985, "aside": 0.95}
EACH_FIELD = 0.92
#: A field is judged by itself where it is stated often enough for one miss not to decide it.
FEWEST = 12


@cache
def _parsed(text: str) -> Mapping[str, Any]:
    return parsed(text)


def _figures(part: str) -> gold.Figures:
    aside = part == "aside"
    return gold.figures([gold.score(_parsed(one.text), one) for one in gold.load() if one.is_held_out is aside])


@pytest.mark.parametrize("part", MICRO)
def test_fields_of_each_part(part: str) -> None:
    accuracy = _figures(part)
    assert accuracy.micro >= MICRO[part]
    often = {
        name: accuracy.fields[name]
        for name, (right, _, missing) in accuracy.counts.items()
        if right + missing >= FEWEST
    }
    assert {name: round(value, 3) for name, value in often.items() if value < EACH_FIELD} == {}


def test_each_field_over_all_texts() -> None:
    accuracy = gold.figures([gold.score(_parsed(one.text), one) for one in gold.load()])
    assert {name: round(value, 3) for name, value in accuracy.fields.items() if value < EACH_FIELD} == {}


@pytest.mark.parametrize("part", MICRO)
def test_what_is_no_ad_is_rejected_with_its_reason_and_nothing_else(part: str) -> None:
    assert _figures(part).rejection == 1


@pytest.mark.parametrize("part", MICRO)
def test_every_quote_stands_in_the_text(part: str) -> None:
    assert _figures(part).misquoted == 0


@pytest.mark.parametrize("ad", list(gold_seed.seed_ads()), ids=lambda ad: ad.gold.id)
def test_the_printed_ads_are_read_without_a_fault(ad: gold_seed.SeedAd) -> None:
    accuracy = gold.score(_parsed(ad.gold.text), ad.gold)
    assert accuracy.notes == []
    assert accuracy.split_right
    assert accuracy.misquoted == []
    assert gold_seed.evidence_of(_parsed(ad.gold.text), ad).wrong == []
