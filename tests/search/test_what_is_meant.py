"""What a no, a number, a brand and another trade say of the work: who is meant, and who is not.

The letters are those of `test_circumstances`.
"""

import pytest

from tests.search.listed import Snapshot
from tests.search.test_circumstances import EVERYBODY, letters_of


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("高氏做不做热水炉", "G"),
        ("你們修不修車庫門", "H"),
        ("接唔接商业空调", "G"),
        ("besides Infinity Air, anybody licensed?", "D"),
        ("besides heating do you do ducts", "GH"),
        ("someone apart from Gaoshi with Payne", "AH"),
        ("唔好 Carrier 要 Trane", "D"),
        ("not Trane, Carrier furnace", "AGH"),
        ("not Trane, Carrier or Payne", ""),
        ("furnace, not Trane, Carrier", ""),
    ],
)
def test_a_no_takes_away_what_it_is_said_of(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("area code 571", "AD"),
        ("a 240 number, heating", "FGH"),
        ("区号301", ""),
        ("571-334 開頭", "A"),
        ("phone ends in 5000", ""),
        ("somebody paid 5000 for his furnace, I need one", EVERYBODY),
        ("冷气一年保养两次", EVERYBODY),
        ("furnace was not serviced in 5 years", EVERYBODY),
        ("five years labor warranty", ""),
    ],
)
def test_a_number_says_what_stands_with_it(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("my Fujitsu is broken", EVERYBODY),
        ("Fujitsu error, need a Fujitsu specialist", ""),
        ("大金冷氣不冷，只要識整大金嘅", ""),
        ("LG certified repair", ""),
    ],
)
def test_a_brand_that_is_insisted_on_is_asked_of_who_states_it(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("my tenant is a lawyer and says the AC is loud", EVERYBODY),
        ("I teach piano at home and the furnace is loud", EVERYBODY),
        ("need a lawyer and a furnace", ""),
        ("three rentals, all with Goodman", "AGH"),
        ("refrigerator not cooling", ""),
    ],
)
def test_another_trade_counts_where_it_is_tied_to_the_work(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters
