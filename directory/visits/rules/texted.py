"""A time for a visit in the words of a text, with the command that proposes it, moves a visit there, or cancels one.

Commands stand at the beginning and nothing else may stand beside them: `约 周五9-12`, `visit Fri 9-12 or Sat 1-4pm`,
`改到明天下午`, `move the visit to 12/4 9am-noon`, `取消约`, `cancel visit`. Anything else is no command.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from directory.texts.rules.days import DAY_NAME, MONTH_NAME, until
from directory.visits.rules import FIRST_HOUR, LAST_HOUR, MOST_WINDOWS, Window


class Command(StrEnum):
    """What a text does to a visit."""

    PROPOSE = "propose"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Texted:
    """A command and its times, in order; none where it names none that is certain, or too many."""

    command: Command
    windows: tuple[Window, ...] = ()
    #: The day of the visit that is canceled, where it is named.
    day: date | None = None


_VISIT = r"(?:(?:the|my|our|this|that) )?(?:visit|appointment|appt)"
_TO = r"(?: to| for| until|:)?"
#: What may stand before a command and says nothing else.
_LEADING = (
    r"(?:(?:不好意思|抱歉|对不起|临时有事|sorry|hi|hey|hello)[,.!:\s]*)*"
    # Each can be read in one way only: in two ways, thirty of them would keep a worker busy for minutes.
    r"(?:(?:我们?|想|要|得|需|只好|可以|帮|忙|给|那|就)\s*)*"
    r"(?:(?:lets?|let us|please) )?(?:(?:i|we|wed|id|well|ill) )?"
    r"(?:(?:would |will |d )?(?:like|want|need|have|got|going) to )?(?:(?:can|could|must|will) )?"
)
_COMMANDS = {
    Command.CANCEL: re.compile(
        rf"{_LEADING}(?:取消(?:了|掉)?(?:这次|这个|(?P<zh>[^\s,的]{{2,5}}?)的?)?(?:的)?(?:预?约|上门)了?"
        r"|(?:预?约|上门)(?:要|得|只好)?取消(?:了|掉)?(?:吧)?"
        rf"|(?:cancel|call off) {_VISIT}(?: (?:on |for )?(?P<en>[a-z0-9/ ]{{3,20}}))?"
        rf"|{_VISIT} (?:is |has been )?(?:cancell?ed|called off|cancel))",
    ),
    Command.MOVE: re.compile(
        rf"{_LEADING}(?:(?:上门|预?约|时间|约的时间)?(?:改|换|挪|推迟?|移)"
        r"(?:期|约|时间|上门时间|个时间)?(?:到|成|在|为|至)?[:,\s]*"
        rf"|(?:move|change|reschedule|push|postpone|switch)(?: it| {_VISIT})?{_TO}[:,\s]*"
        rf"|{_VISIT} (?:is |has been )?(?:moved|changed|rescheduled|pushed|postponed){_TO}[:,\s]*)",
    ),
    Command.PROPOSE: re.compile(
        rf"{_LEADING}(?:(?:预?约|上门)(?:在|到|好)?[:,\s]*"
        rf"|(?:book |schedule |set (?:up )?|do )?{_VISIT}(?: on| for)?[:,\s]*)"
    ),
}

_DAY = (
    r"(?:on )?(?P<day>today|tonight|tomorrow|tmrw?|tmw"
    rf"|(?:(?:next|this|coming) )?{DAY_NAME}|{MONTH_NAME}\.? \d{{1,2}}(?:st|nd|rd|th)?(?![\d:]|-\d|\s?[ap]m)"
    r"|(?:the )?\d{1,2}(?:st|nd|rd|th)|\d{1,2}/\d{1,2}"
    r"|大后天|后天|今天|明天|[今明](?=[早晚])|(?:下个?|这个?|本)?周[一二三四五六日天]"
    r"|\d{1,2}月\d{1,2}[号日]?|\d{1,2}[号日])"
)
_PART = r"(?:in the )?(?P<part>morning|afternoon|evening|night|am|pm|早上|早晨|上午|中午|下午|午后|傍晚|晚上|[早晚])"
_CLOCK = r"(?P<{0}>\d{{1,2}})(?::00|点钟?(?:整)?)? ?(?P<{0}_half>[ap]\.?m?\.?(?![a-z])|noon)?"
_HOURS = (
    rf"(?:at |from |between )?{_CLOCK.format('opens')}"
    r" ?(?:-|~|to|and|till|until|到|至) ?(?P<part2>上午|中午|下午|傍晚|晚上)?"
    rf"(?:{_CLOCK.format('closes')}点?|(?P<noon>noon))"
)
#: When somebody arrives: within an hour from then. Only with a mark: `约 周五 1` may be a number.
_ARRIVAL = r"(?P<at>at )?(?P<hour>\d{1,2})(?P<sharp>:00|点钟?整?)? ?(?P<half>[ap]\.?m?\.?(?![a-z])|noon)?"
_ANY = r"(?P<any>any ?time|all day|全天|整天|一天|任何时间|什么时候都(?:行|可以)|都(?:行|可以))"
_TIME = re.compile(
    rf"(?:{_DAY})?[\s,的]*(?:{_DAY.replace('<day>', '<second>')})?[\s,的()]*"
    rf"(?:{_PART})?[\s,:]*(?:{_HOURS}|{_ARRIVAL}|{_ANY})?"
    r"(?: ?o'?clock| ?(?:works|please|ok))?"
)
#: A day whose hours stand behind a comma: `周五，9-12`.
_DAY_ALONE = re.compile(
    rf"((?:^|[,;] ?)(?:{_DAY.replace('(?P<day>', '(?:')}))\s*[,:]\s*(?=(?:at |from )?\d{{1,2}} ?(?:-|:|点|[ap]m|to|到))"
)
#: `between 9 and 11` is one time.
_STRETCH = re.compile(r"\bbetween (\d{1,2}(?: ?[ap]m)?) and (\d{1,2})")
#: Between two times.
_BETWEEN = re.compile(r"\s*(?:[,;]\s*(?:or |and |或者?|和)?|或者?|\bor\b|\band\b|和|还是)\s*")
#: Nothing but what times are written with: a command beside it was one, though its time is none of ours.
_LIKE_TIME = re.compile(
    r"(?:(?<!\d)\d{1,2}(?!\d)|[:/\-~.,;\s]|am|pm|noon|oclock|to|at|on|or|and|the|st|nd|rd|th|next|this"
    rf"|{DAY_NAME}|{MONTH_NAME}|today|tonight|tomorrow|tmrw?|morning|afternoon|evening"
    r"|[点半刻钟号日月周一二三四五六七八九十天今明后大早晚上中下午到至和或的]|以后|之后|左右|before|after|around|about)+"
)

#: Characters of a command with three times.
_LONGEST = 120
#: The hours of a part of the day, as the page offers them.
_PARTS = {"morning": (9, 12), "afternoon": (13, 16), "evening": (16, 19)}
_PART_OF = {
    **dict.fromkeys(("morning", "am", "早上", "早晨", "上午", "早"), "morning"),
    **dict.fromkeys(("afternoon", "pm", "下午", "午后", "中午"), "afternoon"),
    **dict.fromkeys(("evening", "night", "傍晚", "晚上", "晚", "tonight"), "evening"),
}


def texted(words: str, today: date) -> Texted | None:
    """The command that a text is, given its words in plain form without courtesy; None where it is none.

    Days count from `today`: a day of the week is the next one, never today. Hours are whole ones on Washington's clock.

    >>> texted("约 周五9-12", date(2026, 12, 1))
    Texted(Command.PROPOSE, (Window.on(date(2026, 12, 4), 9, 12),))
    >>> texted("cancel visit", today), texted("约了客户周五", today)
    (Texted(Command.CANCEL), None)
    """
    if len(words) > _LONGEST:
        return None
    if match := _COMMANDS[Command.CANCEL].fullmatch(words):
        name = match["zh"] or match["en"]
        day = _day(name, today) if name and re.fullmatch(_DAY, name) else None
        return Texted(Command.CANCEL, day=day) if day or not name else None
    for command in (Command.MOVE, Command.PROPOSE):
        match = _COMMANDS[command].match(words)
        if match is None:
            continue
        rest = words[match.end() :].strip()
        if not rest:
            return Texted(command) if command is Command.MOVE and _names_visit(match[0]) else None
        # 换周三的师傅: of whom it speaks may have been taken for a courtesy.
        windows = None if rest.endswith("的") else _windows(rest, today)
        if windows is not None:
            return Texted(command, windows)
        if not rest.endswith("的") and _LIKE_TIME.fullmatch(rest) and _names_time(rest):
            return Texted(command)
    return None


def _names_visit(words: str) -> bool:
    """Whether a command without a time is plainly one about a visit: `move the visit`, 改期; not a bare `move`."""
    return bool(re.search(r"期|约|时间|上门|visit|appointment|appt", words))


def _names_time(rest: str) -> bool:
    """Whether a rest that is no time of ours names a day or an hour; a lone number picks one of those offered."""
    return not re.fullmatch(r"\d{1,2}", rest.strip()) and bool(
        re.search(r"[\d点早晚午]|[今明后]天|周|day|am|pm|noon", rest)
    )


def _windows(rest: str, today: date) -> tuple[Window, ...] | None:
    """The times of some words, in order, each once; a time without a day is on the day before it. None where one of
    them is not certain, or there are more than can be proposed."""
    windows: list[Window] = []
    day: date | None = None
    silent = 0
    rest = _STRETCH.sub(r"\1-\2", rest)
    for piece in _BETWEEN.split(_DAY_ALONE.sub(r"\1 ", rest)):
        match = _TIME.fullmatch(piece.strip())
        if match is None or not piece.strip():
            return None
        for read in _days(match, today):
            if read is None:
                return None
            day = read
        hours = _hours(match)
        if day is None or hours is None:
            return None
        silent += hours == (0, 24) and not match["any"]
        window = Window.whole(day) if hours == (0, 24) else Window.on(day, *hours)
        if window not in windows:
            windows.append(window)
    # Of `12/4, 12/5 9-12` the hours may be those of both days.
    is_certain = silent in (0, len(windows)) and len(windows) <= MOST_WINDOWS
    return tuple(windows) if windows and is_certain else None


def _days(match: re.Match[str], today: date) -> Iterator[date | None]:
    """The day of a time; None where none is certain, or its day of the week is not that of its date."""
    names = [name for name in (match["day"], match["second"]) if name]
    days = {_day(name, today) for name in names}
    if len(days) == 2 and None not in days:
        # `Fri 12/11`: the date says which Friday.
        by_name = dict(zip((_day(name, today) for name in names), names, strict=True))
        dated = next((day for day, name in by_name.items() if day and re.search(r"\d", name)), None)
        other = next((day for day in by_name if day and day != dated), None)
        days = {dated if dated and other and dated.weekday() == other.weekday() else None}
    yield from days


def _day(name: str, today: date) -> date | None:
    if name in ("today", "tonight", "今天", "今"):
        return today
    if name in ("明", "tmw"):
        return today + timedelta(days=1)
    if re.fullmatch(rf"{today.month}/{today.day}|{today.month}月{today.day}[号日]?|{today.day}[号日]", name):
        return today
    return until(f"until {name}", today)


def _hours(match: re.Match[str]) -> tuple[int, int] | None:
    """From which hour to which; (0, 24) for a whole day. None where either half of the day may be meant."""
    part = match["part"] or ("tonight" if match["day"] == "tonight" else "")
    if match["hour"] is not None:
        return _arrival(match, part)
    if match["opens"] is None:
        return _PARTS[_PART_OF[part]] if part and not match["any"] else (0, 24)
    opens, closes = int(match["opens"]), int(match["closes"] or 12)
    if opens > 24 or closes > 24:
        return None
    first, last = _half(match["opens_half"], part), _half(match["closes_half"] or match["noon"], match["part2"] or "")
    return _between(opens, closes, first, last, has_part=bool(part))


def _arrival(match: re.Match[str], part: str) -> tuple[int, int] | None:
    """The hour from an arrival on: 9点, `at 2`, 5pm."""
    hour, half = int(match["hour"]), _half(match["half"], part)
    if not (match["at"] or match["sharp"] or match["half"] or part) or hour > 24:
        return None
    if half == "pm" or (not half and hour < 6):
        hour += 12 if hour < 12 else 0
    elif not half and hour < 8:
        return None
    return (hour, hour + 1) if FIRST_HOUR <= hour < LAST_HOUR else None


def _half(mark: str | None, part: str) -> str:
    """`am` or `pm` where a clock or its part of the day says so, `noon` for noon; empty where nothing does."""
    if mark:
        return "noon" if mark == "noon" else f"{mark[0]}m"
    if part in ("中午", "noon"):
        return "noon"
    return {"morning": "am", "afternoon": "pm", "evening": "pm"}.get(_PART_OF.get(part, ""), "")


def _between(opens: int, closes: int, first: str, last: str, *, has_part: bool) -> tuple[int, int] | None:
    """Two hours in the half of the day that is meant.

    One mark is for both where that makes a stretch: 1-4pm, 上午9-11点, 9-12pm. Without any, 8 to 12 are before noon and
    1 to 5 after it; 6 and 7 may be either.
    """
    if first in ("pm", "noon") and (first == "pm" or has_part or opens != 12):
        opens += 12 if opens < 12 else 0
    elif not first and last == "pm" and opens < 12:
        opens += 12 if closes % 12 > opens and opens < 8 else 0
    elif not first and not last and opens < 8:
        if opens > 5:
            return None
        opens += 12
    if last in ("pm", "noon") or (not last and closes <= opens):
        closes += 12 if closes < 12 else 0
    elif not last and first == "pm" and closes < 12:
        closes += 12
    return (opens, closes) if FIRST_HOUR <= opens < closes <= LAST_HOUR else None
