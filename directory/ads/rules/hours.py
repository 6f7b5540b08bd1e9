"""Opening hours, languages spoken, and what else is offered: around the clock, free estimates, financing, rebates."""

import re
from collections.abc import Sequence

from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = {
    **{
        name: n
        for n, names in enumerate(
            (
                "mon monday",
                "tue tues tuesday",
                "wed wednesday",
                "thu thur thurs thursday",
                "fri friday",
                "sat saturday",
                "sun sunday",
            )
        )
        for name in names.split()
    },
    **{f"{week}{c}": n for week in ("周", "星期", "礼拜") for n, c in enumerate("一二三四五六日")},
    **{f"{week}天": 6 for week in ("周", "星期", "礼拜")},
}
_NAMES = "|".join(sorted(map(re.escape, _DAY), key=len, reverse=True))
_TO = r"\s*(?:-|–|—|~|～|至|到|to|through|thru)\s*"
_CLOCK = (
    r"(?:(上午|早上|早|下午|晚上|晚|中午)?\s*(\d{1,2})(?:[:：](\d{2})|点半|点)?\s*(am|pm|a\.m\.|p\.m\.|a|p)?(?![a-z]))"
)
_TIME = re.compile(rf"(?<![\d\-/$]){_CLOCK}{_TO}{_CLOCK}(?![\d%])")
_SPAN = re.compile(rf"({_NAMES})\.?(?:{_TO}({_NAMES}|[一二三四五六日天](?![a-z])))?(?![a-z])")
_EVERY = re.compile(r"每天|每日|天天|daily|every ?day|7 days|七天|全年无休|周一至周日|mon\s*-\s*sun|seven days")
_WORKDAYS = re.compile(r"weekdays?|平日|工作日")
_WEEKEND = re.compile(r"周末|weekends?")
_OPEN_24 = re.compile(
    r"24\s*/\s*7|24\s*-?\s*(?:hours?|hrs?|hr|小时)|全天候|24\s*时|二十四小时|around the clock|open_24h|24h(?![a-z])|日夜"
)
_FEATURES = {
    "free_estimate": re.compile(
        r"free\s+(?:in-home\s+|on-site\s+|written\s+|no-obligation\s+)?(?:estimates?|quotes?|consultation)|免费(?:上门)?(?:估价|报价|到府估价|评估|估算|勘察|检查估价|上门)|免費(?:上門)?估價"
    ),
    "financing": re.compile(
        r"financing|finance(?! charge)|payment plans?|分期(?:付款)?|贷款|融资|0%\s*(?:interest|利息)|零利息|免息"
    ),
    "rebates": re.compile(r"rebates?|补贴|补助|返现|返利|退税优惠|tax credits?|incentives?|退款优惠|政府补"),
}
_NO = re.compile(r"(?:no|not|无|没有|不提供|不含)\s*$")


def features(ad: Printed) -> dict[str, Span]:
    """Feature code -> the words that offer it."""
    found: dict[str, Span] = {}
    for code, pattern in {"open_24h": _OPEN_24, **_FEATURES}.items():
        for match in pattern.finditer(ad.folded):
            if not _NO.search(ad.folded[max(0, match.start() - 8) : match.start()]):
                found[code] = match.span()
                break
    return found


def languages(found: Sequence[Mark]) -> dict[str, list[Span]]:
    """Language code -> the words that say it is spoken."""
    spoken: dict[str, list[Span]] = {}
    for mark in found:
        if mark.kind == "language" and not mark.is_negated:
            spoken.setdefault(mark.codes[0], []).append(mark.span)
    return spoken


def hours(ad: Printed) -> tuple[dict[str, list[str]], list[Span]]:
    """Day -> [opens, closes] on a clock of 24 hours, and the words that say so. Never a phone, a price or a range of years."""
    week: dict[str, list[str]] = {}
    said: list[Span] = []
    for start, end in ad.lines:
        line = ad.folded[start:end]
        if not any(c.isdigit() for c in line):
            continue
        days: list[int] = []
        since = 0
        for match in _TIME.finditer(line):
            opened = _clock(match, 1), _clock(match, 5)
            if None in opened or not _is_time(line, match):
                continue
            before = line[since : match.start()]
            days = _days(before) or _days(line[match.end() : match.end() + 14]) or days
            if not days:
                continue
            opens, closes = _evening(opened[0] or 0, opened[1] or 0, match)
            for day in days:
                week[DAYS[day]] = [_show(opens), _show(closes)]
            first = _first_day(line, since, match.start())
            said.append((start + first, start + match.end()))
            since = match.end()
    return {day: week[day] for day in DAYS if day in week}, said


def _days(text: str) -> list[int]:
    if _EVERY.search(text):
        return list(range(7))
    if _WORKDAYS.search(text):
        return list(range(5))
    if _WEEKEND.search(text):
        return [5, 6]
    found: list[int] = []
    for match in _SPAN.finditer(text):
        first = _DAY[match[1]]
        last = _DAY.get(match[2] or "", None) if match[2] else first
        if last is None:
            last = "一二三四五六日天".index(match[2])
            last = 6 if last == 7 else last
        found += range(first, last + 1) if first <= last else []
    return list(dict.fromkeys(found))


def _first_day(line: str, since: int, time_at: int) -> int:
    starts = [
        since + match.start()
        for pattern in (_SPAN, _EVERY, _WORKDAYS, _WEEKEND)
        for match in pattern.finditer(line[since:time_at])
    ]
    return min(starts, default=time_at)


def _clock(match: re.Match[str], group: int) -> int | None:
    """Minutes since midnight as printed, before noon and evening are sorted out."""
    hour, minute = int(match[group + 1]), int(match[group + 2] or 0)
    if "半" in match[0] and match[group + 2] is None and "点半" in match[0]:
        minute = 30
    said = (match[group] or "") + (match[group + 3] or "")
    if hour > 24 or minute > 59:
        return None
    if re.search(r"下午|晚|^p", said) and hour < 12:
        hour += 12
    return hour * 60 + minute


def _is_time(line: str, match: re.Match[str]) -> bool:
    """Whether a range of numbers is one of hours: days, a clock's sign or a word for it stands beside."""
    has_sign = any(match[n] for n in (1, 3, 4, 5, 7, 8)) or "点" in match[0]
    around = line[max(0, match.start() - 16) : match.end() + 10]
    return bool(has_sign or _SPAN.search(around) or _EVERY.search(around) or re.search(r"营业|hours|时间|open", around))


def _evening(opens: int, closes: int, match: re.Match[str]) -> tuple[int, int]:
    """A shop that closes before it opens closes in the afternoon: 8-6 is 8:00 to 18:00."""
    if closes <= opens and closes < 12 * 60:
        closes += 12 * 60
    return opens, closes


def _show(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
