"""How well ads are read: the figures that docs/reading-ads.md gives, on the part tuned on, on noise, and set aside.

A failure names figures only, never texts: whoever tunes the rules must not see the part set aside. Misses of the
others: `python -m bench.ads --misses`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.ads import gold, gold_seed, noise
from tests.factories.ads import parsed

#: Over all fields. Nobody who wrote the rules saw the part set aside.
MICRO = {"tuned": 0.985, "aside": 0.9}
EACH_FIELD = 0.92
#: Of texts that nobody tuned on; noise changes no fact.
REJECTED = {"tuned": 0.995, "aside": 0.9}
WITH_NOISE = 0.99
#: Of the ads that were learned last not every fact is read without noise either.
LEARNED_LAST, WITH_NOISE_OF_ALL = (
    ("stranger-", "newcomer-", "visitor-", "guest-", "v0", "v1", "l0", "l1", "m0", "m1"),
    0.97,
)
#: A field is judged by itself where it is stated often enough for one miss not to decide it.
FEWEST = 10
#: As many ads of a kind of noise are read at most.
MOST = 60
#: The part set aside is judged from the day its file is there.
PARTS = {"tuned": gold.load, "aside": gold.load_aside} if gold.ASIDE.exists() else {"tuned": gold.load}


@cache
def _parsed(text: str) -> Mapping[str, Any]:
    return parsed(text)


@cache
def _figures(part: str) -> gold.Figures:
    return gold.figures([gold.score(_parsed(one.text), one) for one in PARTS[part]()])


@pytest.mark.large
@pytest.mark.parametrize("part", PARTS)
def test_fields_of_each_part(part: str) -> None:
    assert _figures(part).micro >= MICRO[part]


@pytest.mark.large
def test_each_field_over_the_texts_tuned_on() -> None:
    accuracy = _figures("tuned")
    assert {name: round(value, 3) for name, value in accuracy.fields.items() if value < EACH_FIELD} == {}


@pytest.mark.parametrize("part", PARTS)
def test_what_is_no_ad_is_rejected_with_its_reason_and_nothing_else(part: str) -> None:
    assert _figures(part).rejection >= REJECTED[part]


@pytest.mark.parametrize("part", PARTS)
def test_every_quote_stands_in_the_text(part: str) -> None:
    assert _figures(part).misquoted == 0


@pytest.mark.large
@pytest.mark.parametrize("kind", noise.KINDS)
def test_noise_changes_no_fact(kind: str) -> None:
    ads = list(noise.noisy(kind))
    ads = ads[:: len(ads) // MOST + 1]  # `bench.ads` reads all
    scores = {one.id: gold.score(_parsed(one.text), one) for one in ads}
    accuracy = gold.figures([score for id, score in scores.items() if not id.startswith(LEARNED_LAST)])
    assert accuracy.texts >= FEWEST
    assert accuracy.micro >= WITH_NOISE
    assert gold.figures(list(scores.values())).micro >= WITH_NOISE_OF_ALL
    assert accuracy.misquoted == 0
    wrong = {name: accuracy.counts[name][1] for name in ("phones", "licensed", "names.zh") if accuracy.counts[name][1]}
    assert wrong == {}


@pytest.mark.parametrize("ad", list(gold_seed.seed_ads()), ids=lambda ad: ad.gold.id)
def test_the_printed_ads_are_read_without_a_fault(ad: gold_seed.SeedAd) -> None:
    accuracy = gold.score(_parsed(ad.gold.text), ad.gold)
    assert accuracy.notes == []
    assert accuracy.split_right
    assert accuracy.misquoted == []
    assert gold_seed.evidence_of(_parsed(ad.gold.text), ad).wrong == []
