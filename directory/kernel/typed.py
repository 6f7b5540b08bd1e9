"""What people type into a field for one value: a number of years, a price, a day. What would be a guess is none."""

import re
from datetime import date

from directory.kernel.text import plain

_FRACTION_OF_NONE = r"(?:\.0{1,2})?"
_WHOLE = rf"(\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}}){_FRACTION_OF_NONE}"
_UNIT = r"(?:years?|yrs?|y|年|months?|mos?|[个個]?月|miles?|mi|英里|[个個])\.?"
_COUNT = re.compile(rf"{_WHOLE}(?: ?{_UNIT})?", re.IGNORECASE)
_MONEY = r"(?:元|[块塊]钱?|刀|美[元金]|us dollars?|dollars?|bucks|usd|us\$|\$)"
_PRICE = re.compile(rf"(?:usd|us\$|\$)? ?{_WHOLE} ?{_MONEY}?", re.IGNORECASE)
_JOINT = re.compile(r" ?(?:[-‐‑–—~～]+|至|到|\bto\b) ?", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th)?"
#: A price above this, in dollars, is a typing error.
MOST_DOLLARS = 1_000_000
#: Where year, month and day stand, by the way of writing them.
_DAYS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"), (3, 1, 2)),
    (re.compile(rf"{_MONTH} {_NUMBER},? (\d{{4}})", re.IGNORECASE), (3, 1, 2)),
    (re.compile(rf"{_NUMBER} {_MONTH},? (\d{{4}})", re.IGNORECASE), (3, 2, 1)),
)


def read_count(text: str) -> int:
    """A whole number with or without its unit: `"10年"`, `"10 years"`, `"１０"` -> 10. ValueError for anything else."""
    match = _COUNT.fullmatch(plain(text))
    if match is None:
        raise ValueError("not a whole number")
    return int(match[1].replace(",", ""))


def read_price(text: str) -> tuple[int, int]:
    """The lowest and highest of a price in whole dollars: `"$1,200.00"`, `"1200元"` -> (1200, 1200), `"1200-1500"` ->
    (1200, 1500). ValueError for anything else: `1,2`, `12.50`, a range that goes down."""
    ends = [_PRICE.fullmatch(part) for part in _JOINT.split(plain(text))]
    amounts = [int(end[1].replace(",", "")) for end in ends if end is not None]
    if len(amounts) != len(ends) or not 1 <= len(ends) <= 2 or amounts != sorted(amounts):
        raise ValueError("not a price in whole dollars")
    return amounts[0], amounts[-1]


def write_price(low: int, high: int) -> str:
    """A price the same in every language: (1200, 1200) -> `$1,200`, (1200, 1500) -> `$1,200–1,500`."""
    return f"${low:,}" + (f"–{high:,}" if high != low else "")


def read_day(text: str) -> date:
    """The day of `"2027-03-14"`, `"3/14/2027"`, `"2027年3月14日"`, `"March 14, 2027"`: a day and its year, the month
    first where only figures stand. ValueError for anything else."""
    typed = plain(text)
    for expression, places in _DAYS:
        match = expression.fullmatch(typed)
        if match:
            year, month, day = (match[place] for place in places)
            number = _MONTHS.index(month[:3].lower()) + 1 if month[:1].isalpha() else int(month)
            return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    raise ValueError("not a day")
