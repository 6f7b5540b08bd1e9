"""What people tell around the work: it empties no page, whatever kind of circumstance it is.

Of the five real listings: H has garage doors, ducts, water heaters and UV lamps; G plumbing, electrical work, exhaust
fans and businesses; D and A state licenses and insurance; F neither.
"""

import pytest

from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.search import listed as finding
from tests.search.listed import Snapshot
from tests.search.test_strangers import DAY

SLUGS = {
    "huafu-lengnuan-kongtiao": "H",
    "fangshi-lengnuan": "F",
    "gaoshi-lengnuan": "G",
    "anju-lengnuan-kongtiao": "A",
    "david-zhang-lengnuan-kongtiao": "D",
}
EVERYBODY = "ADFGH"


def _letters(snapshot: Snapshot, text: str) -> str:
    """Who is found, a letter each; nobody where the answer is a suggestion only."""
    answer, hits = finding.find(snapshot, Query(text=text), gazetteer(), DAY)
    return "" if answer.is_fallback else "".join(sorted(SLUGS[hit.entry.doc.slug] for hit in hits))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("记得尾数好像是 8420 还是 8402", "G"),
        ("phone ending 8988 or 8989", "D"),
        ("尾数是7363还是7336", "H"),
        ("方氏冷暖和高氏冷暖哪个好", "FG"),
        ("Huafu vs Infinity Air", "AH"),
        ("Trane versus Carrier", "ADFGH"),
    ],
)
def test_of_two_names_or_numbers_any_is_meant(snapshot: Snapshot, text: str, letters: str) -> None:
    assert _letters(snapshot, text) == letters


@pytest.mark.parametrize(
    "text",
    [
        "昨天来了一个修屋顶的,顺便看了一眼说空调外机生锈了,要不要换",
        "the duct is leaking in the crawl space, so cold floors",
        "改水管和电线,厨房翻新",
    ],
)
def test_a_comma_ties_no_other_trade_to_the_work(snapshot: Snapshot, text: str) -> None:
    assert _letters(snapshot, text)
