"""What people type for one number, one price, one day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.kernel import typed


@pytest.mark.parametrize(
    "text", ["10", "10年", "10 years", "１０", " 10 yrs. ", "\u200b10", "10 个月", "10 miles", "10英里", "10.0", "10y"]
)
def test_a_number_with_its_unit_is_the_number(text: str) -> None:
    assert typed.read_count(text) == 10


@pytest.mark.parametrize("text", ["", "ten", "1,0", "10-12", "10.5", "-1", "1e9", "9" * 40, "10年11", "年"])
def test_no_number_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        typed.read_count(text)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("1200", (1200, 1200)),
        ("\u200b1200", (1200, 1200)),
        ("＄1200", (1200, 1200)),
        ("$1,200", (1200, 1200)),
        ("1,200.00", (1200, 1200)),
        ("1200元", (1200, 1200)),
        ("1,200 dollars", (1200, 1200)),
        ("US$ 1200", (1200, 1200)),
        ("1200-1500", (1200, 1500)),
        ("$1,200 – $1,500", (1200, 1500)),
        ("1200到1500元", (1200, 1500)),
        ("1200 to 1500", (1200, 1500)),
        ("１２００～１５００", (1200, 1500)),
        ("7 300", (7300, 7300)),
        ("$12 500.00", (12500, 12500)),
        ("7'300", (7300, 7300)),
        ("7\u202f300 – 7\u202f900", (7300, 7900)),
        ("3-5k", (3000, 5000)),
        ("1到1.5万", (10000, 15000)),
    ],
)
def test_a_price_is_whole_dollars_or_a_range_of_them(text: str, ends: tuple[int, int]) -> None:
    assert typed.read_price(text) == ends


@pytest.mark.parametrize(
    "text",
    [
        "", "1,2", "12,00", "1.200", "12.50", "cheap", "-5", "1500-1200", "1-2-3", "1200-", "$", "1200 1500", "7 30",
        "82 00", "8 2 0 0", "1 200 2", "7' 300", "300-5k-6k",
    ],
)  # fmt: skip
def test_no_price_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="price"):
        typed.read_price(text)


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-14", "3/14/2027", "03/14/2027", "3-14-2027", "3/14/27", "2027/3/14", "2027年3月14日", "2027年3月14號",
        "２０２７－０３－１４", "March 14, 2027", "Mar. 14 2027", "14 March 2027", "20270314", "\u200b3/14/2027",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert typed.read_day(text) == date(2027, 3, 14)


@pytest.mark.parametrize("text", ["", "soon", "14/3/2027", "2/30/2027", "3/14", "2027", "2027-13-01", "0000-01-01"])
def test_no_day_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed.read_day(text)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_in_every_way_of_writing_it(day: date) -> None:
    month = f"{day:%B} {day.day}, {day.year}"
    us, chinese = f"{day.month}/{day.day}/{day.year}", f"{day.year}年{day.month}月{day.day}日"
    assert {typed.read_day(text) for text in (day.isoformat(), us, chinese, month)} == {day}


@given(st.integers(1, 999_999), st.integers(0, 999_999))
def test_every_price_is_read_with_and_without_its_commas(low: int, more: int) -> None:
    assert typed.read_price(f"{low:,}") == typed.read_price(f"${low}.00") == (low, low)
    assert typed.read_price(f"{low:,}-{low + more}元") == (low, low + more)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (typed.read_count, typed.read_price, typed.read_day):
        try:
            read(text)
        except ValueError:
            continue
