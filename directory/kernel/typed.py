"""What people type into a field for one value: a number of years, a price, a day. What would be a guess is none."""

import re
from datetime import date, timedelta
from decimal import Decimal

from directory.kernel.text import plain

_FRACTION_OF_NONE = r"(?:\.0{1,2})?"
_WHOLE = rf"(\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,9}}){_FRACTION_OF_NONE}"
#: Thousands of a price also stand apart by a blank or an apostrophe: `7 300`, `7'300`. All but three digits behind it
#: is torn or mistyped: `7 30`.
_GROUPS = re.compile(r"(?<![\d.,'’])(?<!\d )(\d{1,3})(?:(?: \d{3})+|(?:['’]\d{3})+)(?![\d,'’]| \d)")
_UNIT = r"(?:years?|yrs?|y|年|months?|mos?|[个個]?月|miles?|mi|英里|[个個])\.?"
_COUNT = re.compile(rf"{_WHOLE}(?: ?{_UNIT})?", re.IGNORECASE)
_MONEY = r"(?:元|[块塊]钱?|刀|美[元金]|us dollars?|dollars?|bucks|usd|us\$|\$)"
_PRICED = re.compile(rf" ?{_MONEY}$", re.IGNORECASE)
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
#: The largest number that a column of ours holds.
MOST_NUMBER = 2**31 - 1
#: Days outside of these years are nobody's: a day or a zone added to them may leave the calendar.
YEARS = range(1900, 2200)
#: Where year, month and day stand, by the way of writing them.
_DAYS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"), (3, 1, 2)),
    (re.compile(rf"{_MONTH} {_NUMBER},? (\d{{4}})", re.IGNORECASE), (3, 1, 2)),
    (re.compile(rf"{_NUMBER} {_MONTH},? (\d{{4}})", re.IGNORECASE), (3, 2, 1)),
)


#: `2.5k`, 1.2万, 2千5: a number with its unit, and the tenths of that unit.
_SHORT = re.compile(r"(?:\$ ?)?(\d{1,3}(?:\.\d{1,3})?) ?(k|[千仟万萬])(\d)?", re.IGNORECASE)
_UNITS = {"k": 1000, "千": 1000, "仟": 1000, "万": 10_000, "萬": 10_000, "百": 100, "十": 10}
_DIGITS = {character: n for n, character in enumerate("一二三四五六七八九", 1)} | {"两": 2, "兩": 2}
#: 两千五, 一万二, 三千零五十; a last digit alone is tenths of the unit before it.
_SPELLED = re.compile(rf"(?:[零〇]?[{''.join(_DIGITS)}][十百千仟万萬])+[零〇]?[{''.join(_DIGITS)}]?")


def _short_price(text: str) -> int | None:
    """Whole dollars of `2.5k`, 两千五, 一万二; None for other words."""
    number = _PRICED.sub("", text).strip()
    match = _SHORT.fullmatch(number)
    if match:
        unit = _UNITS[match[2].lower()]
        amount = Decimal(match[1]) * unit + int(match[3] or 0) * unit // 10
        return int(amount) if amount == int(amount) and not (match[3] and "." in match[1]) else None
    return _spelled(number) if _SPELLED.fullmatch(number) else None


def _spelled(number: str) -> int | None:
    total, unit, is_after_zero = 0, 10_000_000, False
    for digit, after in re.findall(r"([一二两兩三四五六七八九])([十百千仟万萬]?)", number):
        is_after_zero = number.endswith(("零" + digit, "〇" + digit)) and not after
        size = _UNITS[after] if after else 1 if is_after_zero else unit // 10
        if size >= unit:
            return None
        total, unit = total + _DIGITS[digit] * size, size
    return total


def read_number(text: str, most: int = MOST_NUMBER) -> int:
    """A number of ours as an address or a hidden field has it: `"17"` -> 17. ValueError for anything else: a sign, more
    than `most`, hundreds of digits."""
    digits = text.lstrip("0") or text[-1:]
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(most)) or int(digits) > most:
        raise ValueError("not a number of ours")
    return int(digits)


def find_number(text: str | None, most: int = MOST_NUMBER) -> int | None:
    """`read_number` of what may be missing; None where it would raise: `None` -> None, `"x"` -> None."""
    try:
        return read_number((text or "").strip(), most)
    except ValueError:
        return None


def read_count(text: str) -> int:
    """A whole number with or without its unit: `"10年"`, `"10 years"`, `"１０"` -> 10. ValueError for anything else."""
    match = _COUNT.fullmatch(plain(text))
    if match is None:
        raise ValueError("not a whole number")
    return int(match[1].replace(",", ""))


def read_price(text: str) -> tuple[int, int]:
    """The lowest and highest of a price in whole dollars.

    `"$1,200.00"`, `"1200元"`, `"1 200"` -> (1200, 1200); `"1200-1500"` -> (1200, 1500); `"2.5k"`, `"两千五"` ->
    (2500, 2500); `"3-5k"` -> (3000, 5000). ValueError for anything else: `1,2`, `7 30`, `12.50`, a range downward.
    """
    parts = _JOINT.split(_GROUPS.sub(_with_commas, plain(text)))
    unit = _LAST_UNIT.search(parts[-1])
    if len(parts) == 2 and unit and _BARE.fullmatch(parts[0]):
        parts[0] += unit[1]
    ends = [_one_price(part) for part in parts]
    amounts = [amount for amount in ends if amount is not None]
    if len(amounts) != len(ends) or not 1 <= len(ends) <= 2 or amounts != sorted(amounts):
        raise ValueError("not a price in whole dollars")
    return amounts[0], amounts[-1]


#: The unit that ends a range is that of both: `3-5k`, 1到1.5万.
_LAST_UNIT = re.compile(rf"\d ?(k|[千仟万萬]) ?{_MONEY}?$", re.IGNORECASE)
_BARE = re.compile(r"\$? ?\d{1,2}(?:\.\d)?")


def _with_commas(match: re.Match[str]) -> str:
    return re.sub(r"\D", ",", match[0])


def _one_price(text: str) -> int | None:
    match = _PRICE.fullmatch(text)
    return int(match[1].replace(",", "")) if match else _short_price(text)


def write_price(low: int, high: int | None) -> str:
    """A price the same in every language: (1200, 1200) and (1200, None) -> `$1,200`, (1200, 1500) -> `$1,200–1,500`."""
    return f"${low:,}" + (f"–{high:,}" if high and high != low else "")


def read_day(text: str) -> date:
    """The day of `"2027-03-14"`, `"3/14/2027"`, `"2027年3月14日"`, `"March 14, 2027"`: a day and its year, the month
    first where only figures stand. ValueError for anything else, and for a day of other `YEARS`."""
    typed = plain(text)
    for expression, places in _DAYS:
        match = expression.fullmatch(typed)
        if match:
            year, month, day = (match[place] for place in places)
            number = _MONTHS.index(month[:3].lower()) + 1 if month[:1].isalpha() else int(month)
            return in_years(date(int(year) + (2000 if len(year) == 2 else 0), number, int(day)))
    raise ValueError("not a day")


def in_years(day: date) -> date:
    """The day itself where its year is one of `YEARS`. Raises ValueError elsewhere."""
    if day.year not in YEARS:
        raise ValueError("a day of another age")
    return day


#: A day without its year, the month first where only figures stand.
_YEARLESS = (
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})"), (1, 2)),
    (re.compile(r"(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]"), (1, 2)),
    (re.compile(rf"{_MONTH} {_NUMBER}", re.IGNORECASE), (1, 2)),
    (re.compile(rf"{_NUMBER} {_MONTH}", re.IGNORECASE), (2, 1)),
)
_FROM_TODAY = {"today": 0, "今天": 0, "今日": 0, "tomorrow": 1, "明天": 1, "明日": 1, "后天": 2, "後天": 2}
_WEEKDAY = re.compile(
    r"(?:(?P<next>next |下个?|下個)|this |这个?|這個?)?(?:(?:周|週|星期|礼拜|禮拜)(?P<zh>[一二三四五六日天])"
    r"|(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s?day|nesday|rsday|urday|s|rs|r)?)",
    re.IGNORECASE,
)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_coming_day(text: str, today: date) -> date:
    """As `read_day`, and the next such day of one without its year: `"12/5"`, `"下周三"`, `"明天"`, `"Friday"`.

    下周三 and `next Wednesday` are that day of the week that begins on the coming Monday; a weekday alone is the first
    one after today. Raises ValueError for anything else.
    """
    typed = plain(text).lower()
    if typed in _FROM_TODAY:
        return today + timedelta(days=_FROM_TODAY[typed])
    weekday = _WEEKDAY.fullmatch(typed)
    if weekday:
        # Not among the six: 日 or 天.
        number = "一二三四五六".find(weekday["zh"]) % 7 if weekday["zh"] else _WEEK.index(weekday["en"])
        ahead = (number - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=7 - today.weekday() + number if weekday["next"] else ahead)
    for expression, places in _YEARLESS:
        match = expression.fullmatch(typed)
        if match:
            month, day = (match[place] for place in places)
            number = _MONTHS.index(month[:3]) + 1 if month[:1].isalpha() else int(month)
            this_year = date(today.year, number, int(day))
            # Of late it is a day that has passed; long ago, that of the next year.
            return this_year if this_year > today - timedelta(days=180) else date(today.year + 1, number, int(day))
    return read_day(text)


_RATIO = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(?: ?(?:%|seer2?|eer2?|hspf2?|afue|tons?|冷?[吨噸]))?", re.IGNORECASE)


def read_ratio(text: str) -> float:
    """A number with up to two decimals: `"15.2"`, `"15.2 SEER2"`, `"3吨"`, `"96%"`. ValueError for anything else."""
    match = _RATIO.fullmatch(plain(text))
    if match is None:
        raise ValueError("not a number with two decimals at most")
    return float(match[1])
