"""Opening hours, languages spoken, and what else is offered: around the clock, free estimates, financing, rebates."""

import re
from collections.abc import Sequence
from functools import cache

from directory.ads.rules.denying import denied
from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import tables

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
_PART = "上午|早上|清晨|早|中午|下午|傍晚|晚上|晚间|晚"
_CLOCK = (
    rf"(?:({_PART})?\s*(\d{{1,2}}?)(?:[:：.]?([0-5]\d)|\s*(?:点|时)(半)?(?:钟|整)?)?\s*(am|pm|"
    rf"a\.m\.|p\.m\.|a|p)?(?![a-z]))"
)
_TIME = re.compile(rf"(?<![\d\-/$.]){_CLOCK}(?:{_TO}|(?=晚)){_CLOCK}(?![\d%])")
_SPAN = re.compile(
    rf"({_NAMES})\.?(?:{_TO}({_NAMES}|[一二三四五六日天](?![a-z]))|((?:[、,，及和][一二三四五六日])+|日(?![a-z一-鿿])))?(?![a-z])"
)
_M_TO_F = re.compile(r"(?<![a-z])m\s*[-–~]\s*(f|sat?|sun?)(?![a-z])")
_EVERY = re.compile(r"每天|每日|天天|daily|every ?day|7 days|七天|全年无休|周一至周日|mon\s*-\s*sun|seven days")
_WORKDAYS = re.compile(r"weekdays?|平日|工作日")
_WEEKEND = re.compile(r"周末|weekends?")
_CLOSED = re.compile(
    rf"(?:({_NAMES})\.?(?:{_TO}({_NAMES}))?\s*[:：]?\s*(?:休息|公休|休|关门|closed|off)|closed\s*(?:on\s*)?({_NAMES}))"
)
_NUMERAL = re.compile(
    r"(十[一二]?|[一二三四五六七八九两])(?=\s*(?:点|时))|(?<=[早晚])(十[一二]?|[一二三四五六七八九])(?![一-鿿a-z]|点|时)|(?<=早)(十[一二]?|[一二三四五六七八九])(?=晚)"
)
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "十": 10, "十一": 11, "十二": 12}
#: Without its stroke it is any number.
_ROUND_THE_CLOCK = re.compile(r"(?<![\d/-])24\s*[/x×]\s*7(?![\d/-])")


def features(ad: Printed, found: Sequence[Mark]) -> dict[str, Span]:
    """Feature code -> the words that offer it."""
    offered = {mark.codes[0]: mark.span for mark in reversed(found) if mark.kind == "feature" and not mark.is_negated}
    clock = _ROUND_THE_CLOCK.search(ad.folded)
    if clock and not denied(ad.folded, [clock.span()]):
        offered["open_24h"] = clock.span()
    return offered


def languages(ad: Printed, found: Sequence[Mark]) -> dict[str, list[Span]]:
    """Language code -> the words that say it is spoken; 国、粤、英语 are three."""
    spoken: dict[str, list[Span]] = {}
    for match in _short_languages().finditer(ad.folded):
        for code, short in tables()["short_language"].items():
            if set(short) & set(match["list"] or match["said"]):
                spoken[code] = [match.span()]
    for mark in found:
        if mark.kind == "language" and not mark.is_negated:
            spoken.setdefault(mark.codes[0], []).append(mark.span)
    return spoken


@cache
def _short_languages() -> re.Pattern[str]:
    every = "".join(character for short in tables()["short_language"].values() for character in short)
    several = rf"[{every}](?:[、,，/·和及 ]?[{every}])+"
    alone, other = r"(?<![\u4e00-\u9fff])", r"(?![\u4e00-\u9fff])"
    return re.compile(rf"{alone}(?P<list>{several})[双两三四]?[语文话]|(?<=[说讲通会])(?P<said>{several}){other}")


def hours(ad: Printed) -> tuple[dict[str, list[str]], list[Span]]:
    """Day -> [opens, closes] on a clock of 24 hours, and the words that say so.

    Never a phone, a price or a range of years; hours without any day are nobody's to guess.
    """
    week: dict[str, list[str]] = {}
    said: list[Span] = []
    for start, end in ad.lines:
        line, at = _with_digits(ad.folded[start:end])
        times = (
            [match for match in _TIME.finditer(line) if _is_time(line, match)] if any(map(str.isdigit, line)) else []
        )
        closed = {day for match in _CLOSED.finditer(line) for day in _closed(match)}
        since = 0
        for number, match in enumerate(times):
            until = times[number + 1].start() if number + 1 < len(times) else len(line)
            before, after = (
                _CLOSED.sub("", line[max(since, match.start() - _FAR) : match.start()]),
                _CLOSED.sub("", line[match.end() : min(until, match.end() + _FAR)]),
            )
            days = _days(before) or _days(after) or (sorted(set(range(7)) - closed) if closed else [])
            opened = _clock(match, 0), _clock(match, 5)
            if not days or opened[0] is None or opened[1] is None:
                continue
            opens, closes = _evening(opened[0], opened[1])
            for day in days:
                if day not in closed or _days(before):
                    week[DAYS[day]] = [_show(opens), _show(closes)]
            said.append(
                (
                    start + at[_first_day(line, max(since, match.start() - _FAR), match.start())],
                    start + at[match.end() - 1] + 1,
                )
            )
            since = match.end() if _days(before) else until
    return {day: week[day] for day in DAYS if day in week}, said


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


def _clock(match: re.Match[str], group: int) -> int | None:
    """Minutes since midnight as printed, before morning and evening are sorted out."""
    part, hour_said, minute_said, half, sign = match.group(*range(group + 1, group + 6))
    hour, minute = int(hour_said), 30 if half else int(minute_said or 0)
    if hour > 24 or minute > 59:
        return None
    if re.search("下午|傍晚|晚|^p", (part or "") + (sign or "")) and hour < 12:
        hour += 12
    return hour * 60 + minute


def _is_time(line: str, match: re.Match[str]) -> bool:
    """Whether a range of numbers is one of hours: days, a clock's sign or a word for it stands beside."""
    has_sign = any(match[n] for n in (1, 3, 4, 5, 6, 8, 9, 10)) or bool(re.search("[点时]", match[0]))
    around = line[max(0, match.start() - 16) : match.end() + 10]
    beside = _SPAN.search(around) or _EVERY.search(around) or _M_TO_F.search(around)
    return bool(has_sign or beside or re.search(r"营业|hours|时间|open", around))


def _evening(opens: int, closes: int) -> tuple[int, int]:
    """A shop that closes before it opens closes in the afternoon: 8-6 is 8:00 to 18:00."""
    if closes <= opens and closes < 12 * 60:
        closes += 12 * 60
    return opens, closes


def _show(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
