"""How well search finds, held to the figures it has promised, on the part it was tuned on and the part set aside."""

from functools import cache

import pytest

from bench.relevance import Row, answered
from tests.search.judged import Figures, figures, snapshot

pytestmark = pytest.mark.large

#: Least recall@20, MRR, share of right first results, precision of the results.
LEAST = {
    "tuned": (0.99, 0.98, 0.97, 0.97),
    "aside": (0.95, 0.95, 0.93, 0.93),
}


#: Least share of those queries that somebody answers and that are not told that nobody does.
LEAST_TOLD = 0.95


@cache
def _rows() -> list[Row]:
    """Every judged query is asked once: all figures are of the same answers."""
    return answered(snapshot())


def _figures(part: str, *, is_none: bool | None = None) -> Figures:
    rows = [result for result in _rows() if result[0].is_held_out is (part == "aside")]
    return figures([mark for judged, _, mark in rows if is_none is None or judged.is_none is is_none])


@pytest.mark.parametrize("part", LEAST)
def test_search_finds_what_people_mean(part: str) -> None:
    quality = _figures(part)
    reached = (quality.recall, quality.mrr, quality.first, quality.precision)
    assert all(value is not None and value >= least for value, least in zip(reached, LEAST[part], strict=True)), quality


@pytest.mark.parametrize("part", LEAST)
def test_what_nobody_offers_is_said_to_be_offered_by_nobody(part: str) -> None:
    """Always in the part that is looked at; 61 of 63 in the part set aside."""
    zero = _figures(part, is_none=True).zero
    assert zero is not None
    assert zero >= (1.0 if part == "tuned" else 0.96)


@pytest.mark.parametrize("part", LEAST)
def test_what_somebody_offers_is_hardly_ever_said_to_be_offered_by_nobody(part: str) -> None:
    rate = _figures(part, is_none=False).zero
    assert rate is not None
    assert rate >= LEAST_TOLD
