"""The first day on which somebody who takes no work may be asked again.

A day of return is that day (`back on the 9th`, 周四以后再找我); a last day off, or a period, ends on the day after
(`thru the 22nd`, 这周 -> next Monday). Weeks begin on Monday. Vague ends (春节后, `after the holidays`) are None.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from directory.kernel.numerals import ENGLISH_ONES, chinese_number

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTS = dict(islice(ENGLISH_ONES.items(), 13))
_COUNTS |= {"a": 1, "an": 1, "couple": 2, "a couple": 2, "couple of": 2, "a couple of": 2, "half a": 0}
_ZH_DAYS = {character: n for n, character in enumerate("一二三四五六", 0)} | {"日": 6, "天": 6, "末": 5}
_ZH = "[一二两三四五六七八九十]{1,3}|\\d{1,2}"
#: Days of the week and months as they are named in plain text, for expressions.
DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\b"
MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
#: Words before or after a day that make it the last one off.
_LAST = re.compile(r"(?:thru|through|incl\w*|till the end of|until the end of|end of|off|休|放假|放|没空)[^\d]{0,16}$")


_FROM = re.compile(rf"\b(?:from|starting|beginning) (?P<day>{DAY_NAME})")
_FOR = re.compile(r"\bfor (?P<count>\d{1,2}|one|two|three|four|a) (?P<unit>days?|weeks?|wks?|months?)\b(?P<unit2>)")

#: A clause that says when he is back, whatever stands before it: 出国到六号，七号可以再接.
_COMES_BACK = re.compile(
    r"\b(?:back|home|return\w*|resum\w+|reopen\w*|open again|available|start(?:ing)?|good to go|regres\w+|vuelv\w+)\b"
    r"|(?:开始|起(?!床)|才(?:有|能|可|回|接|开)|再(?:接|派|找|麻烦|联系|开|给|来|说)|恢复|回来|开工|上班|回美|先(?:得|可以|有空|得闲)(?=$))"
)


#: The first day of a time off, before its last: 1月20到2月25, 下周一到下周三.
_FIRST_OF_TWO = re.compile(
    r"(?:\d{1,2}月\d{1,2}[号日]?|[下这本]?个?(?:周|星期|礼拜)[一二三四五六日天])(?:到|至|-|~)"
    r"(?=\d{1,2}[月号日]|[下这本]?个?(?:周|星期|礼拜)[一二三四五六日天])"
)


def until(text: str, today: date) -> date | None:
    """The day that a plain text names, as seen from `today`; None where it names none that is certain."""
    text = _FIRST_OF_TWO.sub("", text)
    begins = _FROM.search(text)
    if begins and (spell := _FOR.search(text)):
        first = _WEEKDAYS.index(begins["day"][:3])
        day = _span(spell, text, today + timedelta(days=(first - today.weekday() - 1) % 7 + 1))
        if day is not None:
            return day
    for piece in re.split(r"[,;.!\n](?!\d)", text):
        if _COMES_BACK.search(piece) and piece != text and (day := _first(piece, today)) is not None:
            return day
    return _first(text, today)


def _first(text: str, today: date) -> date | None:
    """The day of the first reader that is certain."""
    for expression, read in _READERS:
        match = expression.search(text)
        if match:
            day = read(match, text, today)
            if day is not None and today < day <= today + timedelta(days=366):
                return day
    return None


def _after_last(day: date, match: re.Match[str], text: str) -> date:
    """The day itself, or the one after where the words say that it is the last day off."""
    is_return = bool(_RETURN_AFTER.match(text[match.end() :]))
    return day + timedelta(days=1) if _LAST.search(text[: match.start("day")]) and not is_return else day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month_start(day: date, months: int = 1) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _ahead(year: int, month: int, day: int, today: date) -> date | None:
    """A day of a month as the next one from today; None for one that no month has."""
    try:
        when = date(year, month, day)
        return when if when >= today else date(year + 1, month, day)
    except ValueError:
        return None


def _number(words: str) -> int | None:
    words = words.strip()
    if words.isdigit():
        return int(words)
    if words in _COUNTS:
        return _COUNTS[words]
    return chinese_number(words)


def _iso(match: re.Match[str], text: str, today: date) -> date | None:
    month, day = _number(match["month"]), _number(match["day"])
    when = _ahead(today.year, month, day, today) if month and day else None
    return when and _after_last(when, match, text)


def _named_month_day(match: re.Match[str], text: str, today: date) -> date | None:
    month = _MONTHS.index((match["name"] or match["name2"])[:3]) + 1
    number = match["number"] or match["number2"]
    when = _ahead(today.year, month, int(number), today)
    return when and (when + timedelta(days=1) if _LAST.search(text[: match.start()]) else when)


def _day_of_month(match: re.Match[str], text: str, today: date) -> date | None:
    number = _number(match["day"])
    if number is None or not 1 <= number <= 31:
        return None
    ahead = 1 if match["next"] else 0 if number > today.day else 1
    start = _month_start(today, ahead)
    if number > monthrange(start.year, start.month)[1]:
        return None
    return _after_last(start.replace(day=number), match, text)


def _range(match: re.Match[str], text: str, today: date) -> date | None:
    """The day after the last of several: 8号到20号, `3/1-3/10`."""
    month, number = match["month"] or match["month2"], int(match["number"] or match["number2"] or match["number3"])
    if month:
        last = _ahead(today.year, int(month), number, today)
    else:
        starts = (_month_start(today, ahead) for ahead in (0, 1))
        days = (start.replace(day=number) for start in starts if 1 <= number <= monthrange(start.year, start.month)[1])
        last = next((day for day in days if day > today), None)
    return last and last + timedelta(days=1)


def _named_range(match: re.Match[str], text: str, today: date) -> date | None:
    """The day after the last of several months' days: `15 nov to 20 dec`."""
    name, number = (
        match["name"] or match["name3"] or match["name2"],
        match["number"] or match["number2"] or match["number3"],
    )
    last = _ahead(today.year, _MONTHS.index(name[:3]) + 1, int(number), today)
    return last and last + timedelta(days=1)


def _weekday_range(match: re.Match[str], text: str, today: date) -> date | None:
    """The day after the last weekday: `Wed to Fri`, `tomorrow or Thursday`, 周三到周五."""
    number = _WEEKDAYS.index(match["day"][:3]) if match["day"] else _ZH_DAYS[match["name"]]
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 2)


def _is_spent(text: str, match: re.Match[str]) -> bool:
    """Whether all of a month is meant, not its beginning: 二月份先不接."""
    return bool(
        _LAST.search(text[: match.start()]) or re.match(r"份?(?:都|先|全|整|不|没|暂|休|放|返|回)", text[match.end() :])
    )


def _month_zh(match: re.Match[str], text: str, today: date) -> date | None:
    number = _number(match["day"])
    if number is None or not 1 <= number <= 12:
        return None
    start = _ahead(today.year, number, 1, today + timedelta(days=1)) if number != today.month else today.replace(day=1)
    return _month_start(start) if start and (match["part"] or _is_spent(text, match)) else start


def _month(match: re.Match[str], text: str, today: date) -> date | None:
    month = _MONTHS.index(match["day"][:3]) + 1
    start = _ahead(today.year, month, 1, today + timedelta(days=1)) if month != today.month else today.replace(day=1)
    return _month_start(start) if start and _LAST.search(text[: match.start()]) else start


def _weekday(match: re.Match[str], text: str, today: date) -> date | None:
    number = _WEEKDAYS.index(match["day"][:3])
    return _coming(number, bool(match["next"]), match, text, today)


def _weekday_zh(match: re.Match[str], text: str, today: date) -> date | None:
    return _coming(_ZH_DAYS[match["name"]], match["next"] in ("下", "下个"), match, text, today)


def _coming(number: int, is_next: bool, match: re.Match[str], text: str, today: date) -> date:
    if is_next:
        day = _monday(today) + timedelta(days=7 + number)
    else:
        day = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return _after_last(day, match, text)


def _period(match: re.Match[str], text: str, today: date) -> date | None:
    words = match[0]
    ahead = bool(re.search(r"next|coming|following|下", words))
    if re.search("week|wk|周", words):
        return _monday(today) + timedelta(days=14 if ahead and _is_off(text, match) else 7)
    return _month_start(today, 2 if ahead and _is_off(text, match) else 1)


#: Before a coming week or month: it is the return, not the absence.
_RETURN = re.compile(
    r"(?:until|till|til|before|after|back|in|open|available|try|ask|check|again|hit|text|call|到|至|等|才|回|再)[^,.!?;]{0,12}$"
)
_RETURN_AFTER = re.compile(
    r"[^,.!?;]{0,4}(?:再|才|回(?!国|乡|老家|大陆|台|香港)|恢复|可以|开工|上班|联系|找|以后|之后|后)"
)


def _is_off(text: str, match: re.Match[str]) -> bool:
    return not _RETURN.search(text[: match.start()]) and not _RETURN_AFTER.match(text[match.end() :])


def _span(match: re.Match[str], text: str, today: date) -> date | None:
    number = _number(match["count"])
    unit = match["unit"] or match["unit2"]
    if number is None:
        return None
    if unit[0] in "dD天日":
        return today + timedelta(days=number)
    if unit[0] in "w周":
        return today + timedelta(weeks=number)
    start = _month_start(today, number)
    return start.replace(day=min(today.day, monthrange(start.year, start.month)[1]))


def _half_month(match: re.Match[str], text: str, today: date) -> date | None:
    return today + timedelta(days=15)


def _tomorrow(match: re.Match[str], text: str, today: date) -> date | None:
    days = {"明": 1, "后": 2, "大": 3}.get(match["day"][0], 1)
    is_off = _is_off(text, match) and not re.search(r"(?:until|till|til|到|至) ?$", text[: match.start()])
    return today + timedelta(days=days + (1 if is_off else 0))


def _today(match: re.Match[str], text: str, today: date) -> date | None:
    return today + timedelta(days=1)


_Reader = Callable[[re.Match[str], str, date], date | None]
_COUNT_NAME = "|".join(sorted(_COUNTS, key=len, reverse=True))
_WHICH = "this|next|the|all|whole|rest of the|rest of this|end of the|end of this|coming|following"
_TH = "(?:st|nd|rd|th)?"
_TO = r" ?(?:-|~|to|thru|through|till|until|到|至) ?"
#: From the surest to the vaguest: the first that fits decides.
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(expression), reader)
    for expression, reader in (
        (
            r"(?<![\d/])(?:\d{1,2}月)?\d{1,2}(?:号|日)?(?:到|至|-|~)(?:(?P<month>\d{1,2})月)?(?P<number>\d{1,2})(?:号|日)"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th){_TO}(?:the )?(?P<number3>\d{{1,2}})(?:st|nd|rd|th)\b"
            rf"|(?<![\d/])\d{{1,2}}/\d{{1,2}}{_TO}(?P<month2>\d{{1,2}})/(?P<number2>\d{{1,2}})(?![\d/])",
            _range,
        ),
        (
            rf"\b\d{{1,2}}{_TH} {MONTH_NAME}{_TO}(?P<number>\d{{1,2}}){_TH} (?P<name>{MONTH_NAME})"
            rf"|\b(?P<name2>{MONTH_NAME}) \d{{1,2}}{_TH}{_TO}"
            rf"(?:(?P<name3>{MONTH_NAME}) (?P<number2>\d{{1,2}})(?!\d)|(?P<number3>\d{{1,2}}){_TH}(?![\d:]| ?[ap]m))",
            _named_range,
        ),
        (
            rf"(?:\b(?:tomorrow|{DAY_NAME}) ?(?:-|to|thru|through|and|or|&) ?(?P<day>{DAY_NAME}))"
            "|周[一二三四五六日天](?:到|至|-|和|跟)周?(?P<name>[一二三四五六日天])",
            _weekday_range,
        ),
        (
            rf"\b(?:(?P<name>{MONTH_NAME})\.? ?(?:the )?(?P<number>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?[ap]m)"
            rf"|(?P<number2>\d{{1,2}})(?:st|nd|rd|th)? (?:of |de )?(?P<name2>{MONTH_NAME}))",
            _named_month_day,
        ),
        (r"(?<![\d/])(?P<month>\d{1,2})(?:/|月)(?P<day>\d{1,2})(?:号|日|/\d{2,4})?(?![\d/])", _iso),
        (
            "(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})(?:号|日|(?![个天周年点]))",
            _iso,
        ),
        (
            r"(?P<next>下个?月|next month)?(?:\bthe )?(?<![\d:$,.])"
            r"(?P<day>\d{1,2}(?=st|nd|rd|th)|\d{1,2}(?=号|日)|[一二三四五六七八九十]{1,3}(?=号))",
            _day_of_month,
        ),
        (rf"\b(?P<next>next |following )?(?P<day>{DAY_NAME})", _weekday),
        (r"(?P<next>下个?|这个?|本)?周(?P<name>(?P<day>[一二三四五六日天末]))", _weekday_zh),
        (
            rf"\b(?:{_WHICH})(?: whole| entire)? (?:week|wk|month)\b(?!end)|\bend of (?:the )?(?:week|month)\b"
            r"|(?:这|本|下|整)(?:一|整)?个?(?:周|月)(?![一二三四五六日天末])|(?<![一二三四五六七八九十\d])月底",
            _period,
        ),
        (
            rf"\b(?P<count>\d{{1,2}}|{_COUNT_NAME})(?: more| or so)? "
            r"(?P<unit>days?|weeks?|wks?|months?|mos)\b(?P<unit2>)",
            _span,
        ),
        (rf"(?P<day>{_ZH})月(?P<part>底|末)?", _month_zh),
        ("(?<![一二两三四五六七八九十个\\d])半个月", _half_month),
        (rf"(?P<count>{_ZH})(?:个(?P<unit>周|月)|(?P<unit2>天|周))", _span),
        (r"(?P<day>\b(?:tomorrow|tmrw?|tomorow|tmw)\b|(?:大后|后|明)天)", _tomorrow),
        (rf"\b(?P<day>{MONTH_NAME})", _month),
        (r"\b(?:today|tonight)\b|今天", _today),
    )
)
