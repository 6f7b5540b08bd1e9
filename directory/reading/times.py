"""Ranges of hours on one line: 8-6, 8:00AM-6:00PM, 早8晚8, 晚7点-12点. Digits of anything else are no hours."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: What stands for a digit that belongs to a phone, an ad, a license, a price, a street or a year.
TAKEN = "\x04"
_NOON, _MIDNIGHT = 12 * 60, 24 * 60
_TO = r"\s*(?:-{1,2}|–|—|~|～|至|到|to|through|thru|until)\s*"
_MORNING, _NIGHT = "上午|早上|清晨|早|凌晨", "傍晚|晚上|晚间|深夜|午夜|半夜|夜里|夜间|晚"
_CLOCK = (
    rf"(?:({_MORNING}|中午|下午|{_NIGHT})?\s*(\d{{1,2}}?)(?:([:：.])?([0-5]\d)|\s*(?:点|时)(半)?(?:钟|整)?)?\s*(am|pm|"
    rf"a\.m\.|p\.m\.|a|p)?(?![a-z]))"
)
#: Of an amount no clock shows: tons, years, days, money, and hours that something takes.
_AMOUNT = (
    r"[+%]|-\d|\s*(?:tons?|吨|匹|hp|seer|years?|yrs?|年|天|days?|小时|分钟|minutes?|mins?|miles?|英里|元|块|美元|人|台)"
)
_TIME = re.compile(rf"(?<![\d\-/$.{TAKEN}]){_CLOCK}(?:{_TO}|(?=晚)){_CLOCK}(?![\d{TAKEN}]|{_AMOUNT})")
_GROUPS = 6
#: Written without a colon only quarters of an hour are minutes: 800-1730, but 301-555.
_QUARTERS = ("00", "15", "30", "45")
_NAMED = re.compile(r"(?<![a-z])(?:12\s*)?(midnight|noon)(?![a-z])")
#: Digits that are read as something else by their own signs, wherever no reader has taken them.
_OTHERS = (
    re.compile(r"\d{3}[^\d\n]{0,3}\d{3}[^\d\n]{0,3}\d{4}(?!\d)"),
    re.compile(r"\$\s*\d[\d,.]*(?:\s*[-–—~]\s*\$?\d[\d,.]*)?"),
    re.compile(r"(?<!\d)(?:19|20)\d\d\s*(?:[-–—~至到]|to)\s*(?:(?:19|20)\d\d|\d\d)(?!\d)|(?<!\d)(?:19|20)\d\d\s*年"),
    re.compile(
        r"(?:lic(?:ense|ence)?|执照|牌照|证照|mhic|hvacr|dpor|certificate)\.?\s*(?:no\.?|number|号码|号|编号)?\s*[:：#]?\s*#?\d[\d\-]*"
    ),
    re.compile(r"(?:#|(?<![a-z])no\.|ad\s*no|广告号?|编号)\s*[:：#]?\s*\d[\d\-]*"),
    re.compile(
        r"\d+(?:\s*-\s*\d+)?[a-z]?\s+(?:[nsew]\.?\s+)?(?:[a-z]+\s+){1,3}"
        r"(?:st|street|ave|avenue|rd|road|blvd|dr|drive|ln|lane|pike|hwy|highway|ct|court|way|pkwy|plaza)(?![a-z])"
    ),
)


class Range(NamedTuple):
    """Opens and closes, in minutes since midnight (24:00 closes at midnight, an earlier close is the next day's)."""

    start: int
    end: int
    opens: int
    closes: int
    #: A clock's sign, a word for it or a colon shows that it is one.
    is_sure: bool


def without_others(text: str, taken: Sequence[tuple[int, int]]) -> str:
    """A folded text with the digits of `taken`, and of prices, years, licenses and streets, as no digits."""
    characters = list(text)
    for start, end in (*taken, *(match.span() for other in _OTHERS for match in other.finditer(text))):
        characters[start:end] = (TAKEN if c.isdigit() else c for c in text[start:end])
    return "".join(characters)


def ranges(line: str) -> Iterator[Range]:
    """Every range of hours of a line; one that no day can have is none."""
    line = _NAMED.sub(lambda named: {"m": "12am", "n": "12pm"}[named[1][0]].ljust(len(named[0])), line)
    for match in _TIME.finditer(line):
        opens, closes = _minutes(match, 0), _minutes(match, _GROUPS)
        if opens is None or closes is None:
            continue
        # 12:00-02:00 is a clock of 24 hours; 09:00-06:00 may be none.
        is_clock = opens >= _NOON and match[_GROUPS + 2].startswith("0")
        both = _together(opens, closes, is_clock or _is_told(match, 0), is_clock or _is_told(match, _GROUPS))
        if both is not None:
            signs = (match[group] for group in (1, 3, 5, 6, 7, 9, 11, 12))
            yield Range(*match.span(), *both, is_sure=any(signs) or bool(re.search("[点时]", match[0])))


def _minutes(match: re.Match[str], first: int) -> int | None:
    """Minutes since midnight as printed; what says nothing of morning or evening is taken as it stands."""
    part, said, colon, quarter, half, sign = match.group(*range(first + 1, first + 1 + _GROUPS))
    hour, minute = int(said), 30 if half else int(quarter or 0)
    if hour > 24 or hour * 60 + minute > _MIDNIGHT or (quarter and not colon and quarter not in _QUARTERS):
        return None
    is_late = bool(re.fullmatch(f"下午|{_NIGHT}", part or "") or (sign or "").startswith("p"))
    is_night = bool(re.fullmatch(_NIGHT, part or ""))
    is_early = bool(re.fullmatch(_MORNING, part or "") or (sign or "").startswith("a"))
    if hour == 12 and (is_early or is_night):
        hour = 0
    elif is_late and hour < 12 and not (is_night and part in ("半夜", "深夜", "午夜") and hour < 6):
        hour += 12
    return hour * 60 + minute


def _is_told(match: re.Match[str], first: int) -> bool:
    """Whether morning or evening is said, or an hour that only the one of them has."""
    return bool(match[first + 1] or match[first + 6]) or int(match[first + 2]) > 12


def _together(opens: int, closes: int, is_opening_told: bool, is_closing_told: bool) -> tuple[int, int] | None:
    """Opens and closes of one day: 8-6 closes in the afternoon, 7pm-2am the next morning; None where it is a guess."""
    if is_closing_told:
        if closes == 0:
            # 8am-12am; but "8-12am" may mean noon.
            return (opens, _MIDNIGHT) if is_opening_told else None
        is_overnight = is_opening_told and opens >= _NOON > closes
        return (opens, closes) if closes > opens or is_overnight else None
    if closes <= opens:
        for later in (closes + _NOON, closes + _MIDNIGHT) if closes <= _NOON else ():
            if later > opens:
                return opens, later if later <= _MIDNIGHT else later - _MIDNIGHT
        return None
    return opens, closes
