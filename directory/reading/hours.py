"""Ranges of hours on one line: 8-6, 8:00AM-6:00PM, 早8晚8, 晚7点-12点. Digits of anything else are no hours."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from directory.reading.contacts import spoken_for
from directory.reading.offsets import Printed, Span

#: What stands for a digit that belongs to a phone, an ad, a license, a price, a street or a year.
TAKEN = "\x04"
_NOON, _MIDNIGHT = 12 * 60, 24 * 60
#: Nobody opens before it without saying "am".
_EARLIEST = 6 * 60
_UNTIL = r"\s*(?:[-–—~～]{1,3}|至|到|to|through|thru|until|till?)\s*"
_MORNING, _NIGHT = "上午|早上|清晨|早|朝|凌晨", "傍晚|晚上|晚间|深夜|午夜|半夜|夜里|夜间|晚"
_CLOCK = (
    rf"(?:({_MORNING}|中午|下午|{_NIGHT})?\s*(\d{{1,2}}?)(?:([:：.])?([0-5]\d)|\s*(?:点|时)(半)?(?:钟|整)?)?\s*(am|pm|"
    rf"a\.m\.|p\.m\.|a|p)?(?![a-z]))"
)
#: Of an amount no clock shows: tons, years, days, money, and hours that something takes.
_AMOUNT = (
    r"[+%]|-\d|\s*(?:tons?|吨|匹|hp|seer|years?|yrs?|年|天|days?|小时|分钟|minutes?|mins?|miles?|英里|元|块|美元|人|台)"
)
_TIME = re.compile(rf"(?<!\d[/:])(?<![\d\-$.{TAKEN}]){_CLOCK}(?:{_UNTIL}|(?=晚)){_CLOCK}(?![\d{TAKEN}]|{_AMOUNT})")
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
    part, digits, colon, quarter, half, sign = match.group(*range(first + 1, first + 1 + _GROUPS))
    hour, minute = int(digits), 30 if half else int(quarter or 0)
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
        # 1-6pm is the afternoon's; 7-9pm begins in the morning.
        if not is_opening_told and 0 < opens < _EARLIEST and opens + _NOON < closes:
            opens += _NOON
        is_overnight = is_opening_told and opens >= _NOON > closes
        return (opens, closes) if closes > opens or is_overnight else None
    if closes <= opens:
        for later in (closes + _NOON, closes + _MIDNIGHT) if closes <= _NOON else ():
            if later > opens:
                return opens, later if later <= _MIDNIGHT else later - _MIDNIGHT
        return None
    return opens, closes


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
_DAY = {
    name: n for n, names in enumerate(_ENGLISH) for day_name in names.split() for name in (day_name, f"{day_name}s")
}
_DAY |= {f"{week}{c}": n for week in ("周", "星期", "礼拜") for n, c in enumerate(_CHINESE)}
_DAY |= {f"{week}天": 6 for week in ("周", "星期", "礼拜")}
_NAMES = "|".join(sorted(map(re.escape, _DAY), key=len, reverse=True))
_TO = r"\s*(?:[-–—~～]{1,3}|至|到|to|through|thru|until|till?)\s*"
_SPAN = re.compile(
    rf"({_NAMES})\.?(?:{_TO}({_NAMES}|[一二三四五六日天](?![a-z]))|((?:[、,，及和][一二三四五六日])+|日(?![a-z一-鿿])))?(?![a-z])"
)
#: After hours in brackets a day needs no word for the week: 09:00-18:00（一至五）.
_BARE = re.compile(
    rf"[(（]\s*([一二三四五六日])(?:{_TO}([一二三四五六日]))?\s*[)）]"
    rf"|(?:^|(?<=[:： ,，]))([一二三四五六日]){_TO}([一二三四五六日])(?=[ :：]*(?:[早上]?[午]?\d|\Z))"
    # Of a list of such: 一至五 9-6，六 10-3.
    r"|(?<=[,，;；])[ ]?([一二三四五六日])(?=[ :：]?(?:\d|\Z))"
)
#: 六日 09:00–21:00.
_BARE_WEEKEND = re.compile(r"(?:^|(?<=[,，;；、:： ]))六[、]?日(?=[ :：]*(?:\d{1,2}[:：.]\d\d|\Z))")
_M_TO_F = re.compile(r"(?<![a-z])mo?\s*[-–~]\s*(th|fr?|sat?|sun?)(?![a-z])")
#: A day of one letter right before its hours, on a line that begins with some: "M-Th 8-6, F 8-4".
_LETTER = re.compile(r"(?<![a-z])(m|tu|w|th|f|sa|su)[.:]?\s*\Z")
_LETTERS = {"m": 0, "tu": 1, "w": 2, "th": 3, "f": 4, "sa": 5, "su": 6}
_M_W_F = re.compile(r"(?<![a-z])m\s*[/,&]\s*w\s*[/,&]\s*f(?![a-z])")
#: "every day except Saturday and Sunday", 周六周日除外.
_SEVERAL = rf"(?:{_NAMES})(?:\s*(?:,|、|，|和|及|与|&|and|or)?\s*(?:{_NAMES}))*"
_EXCEPT = re.compile(rf"(?:except(?: on)?|excluding|but(?: not)?|除了?)\s*({_SEVERAL})|({_SEVERAL})\s*(?:除外|以外)")
_ONE = re.compile(_NAMES)
_EVERY = re.compile(
    r"每天|每日|天天|日日|[一每]周七天|每?星期七天|年中无休|all week"
    r"|daily|every ?day|7 days|七天|[一每]周7天|(?<!\d)7[ ]?天(?=服务|营业|工作|开门|上班)"
    r"|(?<!\d)365[ ]?(?:天|日|days)(?:[ ]a[ ]year)?|一年到头"
    r"|全年无休|周末(?:不休|无休|照常)|周一至周日|mon\s*-\s*sun|seven days"
)
_WORKDAYS = re.compile(r"weekdays?|平日|工作日")
_WEEKEND = re.compile(r"周末|weekends?")
_EVENING = re.compile(r"(?<![a-z])(?:evenings?|nights?)(?![a-z])|晚间|夜间")
#: "6pm-10pm & weekends": the days beside hours of others are not theirs.
_BESIDES = re.compile(r"^\s*(?:&|and|plus|及|和).*")
_SPOKEN_FOR = re.compile(rf"[{TAKEN}][{TAKEN}\s().-]*")
_CLOSED = re.compile(
    rf"(?:({_NAMES})\.?(?:{_TO}({_NAMES}))?\s*[:：]?\s*(?:休息|公休|休|关门|closed|off)|closed\s*(?:on\s*)?({_NAMES}))"
)
_NUMERAL = re.compile(
    r"(十[一二]?|[一二三四五六七八九两])(?=\s*(?:点|时))|(?<=[早朝晚])(十[一二]?|[一二三四五六七八九])(?![一-鿿a-z]|点|时)|(?<=[早朝])(十[一二]?|[一二三四五六七八九])(?=晚)"
)
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "十": 10, "十一": 11, "十二": 12}


def hours(ad: Printed, taken: Sequence[Span] = ()) -> tuple[dict[str, list[str]], list[Span]]:
    """Day -> [opens, closes] on a clock of 24 hours, and the words that say so. Midnight closes at 24:00.

    `taken` are stretches that say something else. Never a phone, a price or a range of years; hours without any day
    are nobody's to guess.
    """
    week: dict[str, list[str]] = {}
    spans: list[Span] = []
    text = _free(ad, taken)
    for start, end in ad.lines:
        line, at = _with_digits(text[start:end])
        times = [time for time in ranges(line) if _is_time(line, time)] if any(map(str.isdigit, line)) else []
        closed = {day for match in _CLOSED.finditer(line) for day in _closed(match)}
        # 每天9点到18点，周日除外: wherever it stands beside them, no hours are of that day.
        never = {day for match in _EXCEPT.finditer(line) for day in _named(match[1] or match[2])}
        since = 0
        for number, time in enumerate(times):
            until = times[number + 1].start if number + 1 < len(times) else len(line)
            before, after = (
                _CLOSED.sub("", line[max(since, time.start - _FAR) : time.start]),
                _CLOSED.sub("", line[time.end : min(until, time.end + _FAR)]),
            )
            days = (
                _days(before)
                or _letter(line, time.start)
                or _days(_BESIDES.sub("", after))
                or (sorted(set(range(7)) - closed) if closed else [])
            )
            if not days:
                continue
            is_evening = not time.is_sure and time.closes < _NOON and _EVENING.search(before)
            later = _NOON if is_evening else 0
            for day in days:
                if day not in never and (day not in closed or _days(before)):
                    week[DAYS[day]] = [_show(time.opens + later), _show(time.closes + later)]
            first = _first_day(line, max(since, time.start - _FAR), time.start)
            spans.append((start + at[first], start + at[time.end - 1] + 1))
            since = time.end if _days(before) else until
    return {day: week[day] for day in DAYS if day in week}, spans


def _free(ad: Printed, taken: Sequence[Span]) -> str:
    """The folded text without the digits that say something else. Asked only of an ad that names a day."""
    if not any(pattern.search(ad.folded) for pattern in (_SPAN, _EVERY, _WORKDAYS, _WEEKEND, _M_TO_F, _M_W_F, _CLOSED)):
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


def _named(several: str) -> set[int]:
    return {_DAY[name] for name in _ONE.findall(several)}


def _days(text: str) -> list[int]:
    left_out = _EXCEPT.search(text)
    if left_out:
        return [day for day in range(7) if day not in _named(left_out[1] or left_out[2])]
    if _EVERY.search(text):
        return list(range(7))
    part = _part_of_week(text)
    if part:
        return part
    days: list[int] = []
    if _BARE_WEEKEND.search(text):
        return [5, 6]
    short = _M_TO_F.search(text)
    if short:
        days += range({"t": 4, "f": 5, "s": 6}[short[1][0]] + (short[1].startswith("su")))
    bare = _BARE.search(text)
    if bare:
        begins, ends = bare[1] or bare[3] or bare[5], bare[2] or bare[4] or bare[1] or bare[5]
        first, last = _CHINESE.index(begins), _CHINESE.index(ends)
        days += range(first, last + 1)
    days += [0, 2, 4] if _M_W_F.search(text) else []
    for match in _SPAN.finditer(text):
        first = _DAY[match[1]]
        last = (
            _DAY.get(match[2], "一二三四五六日天".index(match[2][0]) if match[2][0] in "一二三四五六日天" else 0)
            if match[2]
            else first
        )
        # 周日至周五: over the end of the week.
        days += range(first, min(last, 6) + 1) if first <= last else [*range(first, 7), *range(last + 1)]
        days += [_CHINESE.index(c) for c in match[3] or "" if c in _CHINESE]
    return list(dict.fromkeys(days))


def _part_of_week(text: str) -> list[int]:
    """Workdays or the weekend; of both, as 平日上班，周末9-5, what was said last."""
    workdays, weekend = (max((m.start() for m in part.finditer(text)), default=-1) for part in (_WORKDAYS, _WEEKEND))
    if workdays == weekend:
        return []
    return list(range(5)) if workdays > weekend else [5, 6]


def _letter(line: str, start: int) -> list[int]:
    """The day of one letter before hours, where the line names others so before it."""
    letter = _LETTER.search(line, 0, start)
    return [_LETTERS[letter[1]]] if letter and _M_TO_F.search(line, 0, letter.start()) else []


def _first_day(line: str, since: int, time_at: int) -> int:
    starts = [
        since + match.start()
        for pattern in (_SPAN, _EVERY, _WORKDAYS, _WEEKEND, _M_TO_F, _M_W_F)
        for match in pattern.finditer(line[since:time_at])
    ]
    return min(starts, default=time_at)


def _is_time(line: str, time: Range) -> bool:
    """Whether a range of numbers is one of hours: days, a clock's sign or a word for it stands beside."""
    before = _SPOKEN_FOR.sub(" ", line[max(0, time.start - _FAR) : time.start])
    around = before[-16:] + line[time.start : time.end + 10]
    beside = _SPAN.search(around) or _EVERY.search(around) or _M_TO_F.search(around) or _M_W_F.search(around)
    beside = (
        beside
        or _WORKDAYS.search(around)
        or _WEEKEND.search(around)
        or _BARE.match(line[time.end :].lstrip())
        or _BARE.search(before[-16:])
        or _CLOSED.search(line)
    )
    return bool(time.is_sure or beside or re.search(r"营业|hours|时间|open", around))


def _show(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
