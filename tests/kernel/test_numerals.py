"""Numbers in words."""

import pytest

from directory.kernel.numerals import ENGLISH_ONES, ENGLISH_TENS, chinese_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二", 2),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("九十九", 99),
        ("", None),
        ("百", None),
        ("二十a", None),
    ],
)
def test_a_chinese_number_below_a_hundred(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


def test_english_words_stand_for_their_numbers() -> None:
    assert [ENGLISH_ONES[word] for word in ("zero", "five", "twelve", "fifteen", "nineteen")] == [0, 5, 12, 15, 19]
    assert [ENGLISH_TENS[word] for word in ("twenty", "forty", "ninety")] == [20, 40, 90]
