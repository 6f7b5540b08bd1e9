"""Opening hours as people write them, in English and Chinese: `Mon-Fri 8-6`, `周一至周六 9点到5点`."""

import re
from collections.abc import Sequence

from directory.reading.contacts import spoken_for
from directory.reading.offsets import Printed, Span
from directory.reading.times import TAKEN, Range, ranges, without_others

#: Days stand within so many characters of their hours.
_FAR = 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH = (
    "mon monday",
    "tue tues tuesday",
    "wed wednesday",
    "thu thur thurs thursday",
    "fri friday",
    "sat saturday",
    "sun sunday",
)
_CHINESE = "一二三四五六日"
_DAY = {name: n for n, names in enumerate(_ENGLISH) for each in names.split() for name in (each, f"{each}s")}
_DAY |= {f"{week}{c}": n for week in ("周", "星期", "礼拜") for n, c in enumerate(_CHINESE)}
_DAY |= {f"{week}天": 6 for week in ("周", "星期", "礼拜")}
_NAMES = "|".join(sorted(map(re.escape, _DAY), key=len, reverse=True))
_TO = r"\s*(?:-{1,2}|–|—|~|～|至|到|to|through|thru|until)\s*"
_SPAN = re.compile(
    rf"({_NAMES})\.?(?:{_TO}({_NAMES}|[一二三四五六日天](?![a-z]))|((?:[、,，及和][一二三四五六日])+|日(?![a-z一-鿿])))?(?![a-z])"
)
_M_TO_F = re.compile(r"(?<![a-z])m\s*[-–~]\s*(f|sat?|sun?)(?![a-z])")
_EVERY = re.compile(r"每天|每日|天天|daily|every ?day|7 days|七天|全年无休|周一至周日|mon\s*-\s*sun|seven days")
_WORKDAYS = re.compile(r"weekdays?|平日|工作日")
_WEEKEND = re.compile(r"周末|weekends?")
_SPOKEN_FOR = re.compile(rf"[{TAKEN}][{TAKEN}\s().-]*")
_CLOSED = re.compile(
    rf"(?:({_NAMES})\.?(?:{_TO}({_NAMES}))?\s*[:：]?\s*(?:休息|公休|休|关门|closed|off)|closed\s*(?:on\s*)?({_NAMES}))"
)
_NUMERAL = re.compile(
    r"(十[一二]?|[一二三四五六七八九两])(?=\s*(?:点|时))|(?<=[早晚])(十[一二]?|[一二三四五六七八九])(?![一-鿿a-z]|点|时)|(?<=早)(十[一二]?|[一二三四五六七八九])(?=晚)"
)
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "十": 10, "十一": 11, "十二": 12}


def hours(ad: Printed, taken: Sequence[Span] = ()) -> tuple[dict[str, list[str]], list[Span]]:
    """Day -> [opens, closes] on a clock of 24 hours, and the words that say so. Midnight closes at 24:00.

    `taken` are stretches that say something else. Never a phone, a price or a range of years; hours without any day
    are nobody's to guess.
    """
    week: dict[str, list[str]] = {}
    said: list[Span] = []
    text = _free(ad, taken)
    for start, end in ad.lines:
        line, at = _with_digits(text[start:end])
        times = [time for time in ranges(line) if _is_time(line, time)] if any(map(str.isdigit, line)) else []
        closed = {day for match in _CLOSED.finditer(line) for day in _closed(match)}
        since = 0
        for number, time in enumerate(times):
            until = times[number + 1].start if number + 1 < len(times) else len(line)
            before, after = (
                _CLOSED.sub("", line[max(since, time.start - _FAR) : time.start]),
                _CLOSED.sub("", line[time.end : min(until, time.end + _FAR)]),
            )
            days = _days(before) or _days(after) or (sorted(set(range(7)) - closed) if closed else [])
            if not days:
                continue
            for day in days:
                if day not in closed or _days(before):
                    week[DAYS[day]] = [_show(time.opens), _show(time.closes)]
            first = _first_day(line, max(since, time.start - _FAR), time.start)
            said.append((start + at[first], start + at[time.end - 1] + 1))
            since = time.end if _days(before) else until
    return {day: week[day] for day in DAYS if day in week}, said


def _free(ad: Printed, taken: Sequence[Span]) -> str:
    """The folded text without the digits that say something else. Asked only of an ad that names a day."""
    if not any(said.search(ad.folded) for said in (_SPAN, _EVERY, _WORKDAYS, _WEEKEND, _M_TO_F, _CLOSED)):
        return ad.folded
    ways = ((way.start, way.end) for way in spoken_for(ad))
    return without_others(ad.folded, [*taken, *ways])


def _with_digits(line: str) -> tuple[str, list[int]]:
    """A line with its Chinese hours as digits, and where each character stood."""
    pieces: list[str] = []
    at: list[int] = []
    last = 0
    for match in _NUMERAL.finditer(line):
        digits = str(_DIGITS[match[0]])
        pieces += [line[last : match.start()], digits]
        at += [*range(last, match.start()), *[match.start()] * len(digits)]
        last = match.end()
    return "".join([*pieces, line[last:]]), [*at, *range(last, len(line)), len(line)]


def _closed(match: re.Match[str]) -> list[int]:
    first = _DAY[match[1] or match[3]]
    return list(range(first, (_DAY[match[2]] if match[2] else first) + 1))


def _days(text: str) -> list[int]:
    if _EVERY.search(text):
        return list(range(7))
    if _WORKDAYS.search(text):
        return list(range(5))
    if _WEEKEND.search(text):
        return [5, 6]
    found: list[int] = []
    short = _M_TO_F.search(text)
    if short:
        found += range({"f": 5, "s": 6}[short[1][0]] + (short[1].startswith("su")))
    for match in _SPAN.finditer(text):
        first = _DAY[match[1]]
        last = (
            _DAY.get(match[2], "一二三四五六日天".index(match[2][0]) if match[2][0] in "一二三四五六日天" else 0)
            if match[2]
            else first
        )
        found += range(first, min(last, 6) + 1) if first <= last else []
        found += [_CHINESE.index(c) for c in match[3] or "" if c in _CHINESE]
    return list(dict.fromkeys(found))


def _first_day(line: str, since: int, time_at: int) -> int:
    starts = [
        since + match.start()
        for pattern in (_SPAN, _EVERY, _WORKDAYS, _WEEKEND, _M_TO_F)
        for match in pattern.finditer(line[since:time_at])
    ]
    return min(starts, default=time_at)


def _is_time(line: str, time: Range) -> bool:
    """Whether a range of numbers is one of hours: days, a clock's sign or a word for it stands beside."""
    before = _SPOKEN_FOR.sub(" ", line[max(0, time.start - _FAR) : time.start])
    around = before[-16:] + line[time.start : time.end + 10]
    beside = _SPAN.search(around) or _EVERY.search(around) or _M_TO_F.search(around)
    return bool(time.is_sure or beside or re.search(r"营业|hours|时间|open", around))


def _show(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
