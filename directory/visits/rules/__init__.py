"""States of a visit, the times that may be proposed, and how a time reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.businesses.fields.terms import Week
from directory.foundation.i18n import Act, language, show_clock, show_date, show_moment
from directory.foundation.tokens import refuse_link
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.language import ENGLISH
from directory.kernel.states import table
from directory.kernel.typed import read_day
from directory.quotes.rules import LONGEST_WAIT
from directory.reading.hours import DAYS

BUSINESS, HOMEOWNER = "business", "homeowner"
#: The other side of each.
OTHER = {BUSINESS: HOMEOWNER, HOMEOWNER: BUSINESS}

VISIT = table(
    "visit",
    # Only the address is known.
    open="proposed cancelled",
    proposed="agreed cancelled",
    agreed="moved cancelled done",
    # It was agreed, one side cannot come then, and has proposed other times: the old one does not hold any more.
    moved="agreed cancelled",
    done="",
    cancelled="",
)
#: What was called done by mistake, or off by a text that was misread, stands as before.
VISIT_UNDONE = table("visit", agreed="", done="agreed", cancelled="agreed")
#: A lead has one visit of these at most.
LIVE = ("open", "proposed", "agreed", "moved")
#: One side has proposed times and the other has not picked yet.
WAITING = ("proposed", "moved")

#: Characters of a street address.
LONGEST_ADDRESS = 200
#: Times proposed at once.
MOST_WINDOWS = 3
#: Minutes by which somebody may be late, as they are offered.
LATE_MINUTES = (15, 30, 60, 120)
#: Hours of the day that are offered one by one: no clock change in Washington falls into them.
FIRST_HOUR, LAST_HOUR = 6, 22
#: The blocks offered on a day, in hours.
_BLOCKS = ((9, 12), (13, 16), (16, 19))
#: Where hours are not stated: Monday to Saturday, the first two blocks.
_USUAL_DAYS, _USUAL_BLOCKS = frozenset(DAYS[:6]), _BLOCKS[:2]
#: Times offered, from so many days ahead.
_OFFERED, _AHEAD = 6, 14
#: So long before it begins the offer of a block ends.
_NOTICE = timedelta(hours=1)
#: A visit can be called done for so long after it began.
DONE_WITHIN = timedelta(days=30)
#: The evening before, at this hour in Washington, both are reminded.
REMINDED_AT = time(18)
#: A number stands for one time to a phone, and for so long after it for no other.
NUMBER_RESTS = timedelta(days=3)
#: The number of a time that no text can pick: a phone has too many of them.
NO_NUMBER = 0


class VisitAct(Act):
    """What this slice writes into the audit trail."""

    PROPOSE = "propose-visit", _l("proposed times for a visit")
    AGREE = "agree-visit", _l("agreed on a time for a visit")
    MOVE = "move-visit", _l("moved a visit")
    CANCEL = "cancel-visit", _l("canceled a visit")
    ADDRESS = "visit", _l("gave a day and an address for the work")
    ON_WAY = "visit-on-way", _l("is on the way")
    LATE = "visit-late", _l("is running late")
    DONE = "visit-done", _l("was there, the visit is over")
    NOT_DONE = "visit-not-done", _l("took back that the visit is over")


@dataclass(frozen=True, order=True)
class Window:
    """From when to when somebody may come; a whole day goes from midnight to midnight in Washington.

    >>> Window.on(date(2026, 12, 1), 9, 12).code
    '2026-12-01/9-12'
    """

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def on(cls, day: date, opens: int, closes: int) -> "Window":
        """From an hour of a day to another, 24 being midnight, on Washington's clock."""
        return cls(_at(day, opens), _at(day, closes))

    @classmethod
    def whole(cls, day: date) -> "Window":
        """Any time of a day."""
        return cls.on(day, 0, 24)

    @property
    def day(self) -> date:
        """The day in Washington."""
        return clock.local(self.starts_at).date()

    @property
    def is_whole_day(self) -> bool:
        """Whether no hour is named."""
        return self == Window.whole(self.day)

    @property
    def code(self) -> str:
        """How a form names it; `parse_window` reads it."""
        closes = clock.local(self.ends_at).hour or 24
        return f"{self.day.isoformat()}/{clock.local(self.starts_at).hour}-{closes}"


def _at(day: date, hour: int) -> datetime:
    day, hour = (day + timedelta(days=1), 0) if hour == 24 else (day, hour)
    return datetime.combine(day, time(hour), tzinfo=clock.zone()).astimezone(UTC)


_CODE = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{1,2})-(\d{1,2})", re.ASCII)


def parse_window(code: str) -> Window:
    """The time that a form's code names. Raises ValueError for what is none.

    >>> parse_window("2026-12-01/9-12") == Window.on(date(2026, 12, 1), 9, 12)
    True
    """
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(code)
    opens, closes = int(match[2]), int(match[3])
    if not 0 <= opens < closes <= 24:
        raise ValueError(code)
    return Window.on(read_day(match[1]), opens, closes)


def check_windows(windows: Sequence[Window], now: datetime) -> list[Window]:
    """The times in order, each once. Raises Invalid(window) where they cannot be proposed."""
    wanted = sorted(set(windows))
    if not wanted:
        raise Invalid("window", _("Choose at least one time."))
    if len(wanted) > MOST_WINDOWS:
        raise Invalid("window", _("Choose three times at most."))
    if any(is_past(window, now) for window in wanted):
        raise Invalid("window", _("That time has passed. Choose another one."))
    if any(window.day > clock.local(now).date() + LONGEST_WAIT for window in wanted):
        raise Invalid("window", _("Please choose a day within a year."))
    return wanted


def is_past(window: Window, now: datetime) -> bool:
    """Whether nobody can promise to come then any more."""
    return window.ends_at <= now


def check_address(address: str) -> None:
    """Raise Invalid(address) for what is no street address to give to a business."""
    refuse_link("address", address)
    if len(address) > LONGEST_ADDRESS:
        raise Invalid("address", _("Please keep it under %(count)s characters.", count=LONGEST_ADDRESS))


def check_day(day: date, today: date, earliest: date | None) -> None:
    """Raise Invalid(day) for a day on which the work cannot be; `earliest` is the first on which the firm can come,
    where it said one."""
    if day < today:
        raise Invalid("day", _("That day has passed."))
    if earliest is not None and day < earliest:
        raise Invalid("day", _("They can come from %(day)s on.", day=show_date(earliest)))
    if day > today + LONGEST_WAIT:
        raise Invalid("day", _("Please choose a day within a year."))


def suggested(hours: Week | None, now: datetime) -> list[Window]:
    """Times of the next days to offer for a tap, within a firm's `hours`, none sooner than `_NOTICE`.

    `hours` as a fact states them: `{"mon": ["08:00", "18:00"]}`; a day that is missing is closed. None: not stated.
    """
    today = clock.local(now).date()
    days = (today + timedelta(days=ahead) for ahead in range(_AHEAD))
    offers = [window for day in days for window in _of_day(hours, day)]
    return [window for window in offers if window.starts_at >= now + _NOTICE][:_OFFERED]


def _of_day(hours: Week | None, day: date) -> list[Window]:
    """The blocks of a day in which a firm of these hours can come."""
    name = DAYS[day.weekday()]
    if not hours:
        return [Window.on(day, *block) for block in _USUAL_BLOCKS] if name in _USUAL_DAYS else []
    times = hours.get(name)
    if not times:
        return []
    opens, closes = (int(at.split(":")[0]) * 60 + int(at.split(":")[1]) for at in times)
    # One that closes after midnight is open to the end of the day.
    closes = closes if closes > opens else 24 * 60
    return [Window.on(day, *block) for block in _BLOCKS if opens <= block[0] * 60 and block[1] * 60 <= closes]


def reminded_at(window: Window) -> datetime:
    """The evening before, when both are reminded."""
    before = window.day - timedelta(days=1)
    return datetime.combine(before, REMINDED_AT, tzinfo=clock.zone()).astimezone(UTC)


def is_day_of(window: Window, now: datetime) -> bool:
    """Whether it is the day of a visit, or its firm is at it still: then it may be on the way, and late."""
    return window.day == clock.local(now).date() or window.starts_at <= now < window.ends_at


def has_come(window: Window, now: datetime) -> bool:
    """Whether the day of a visit is today, or was."""
    return window.day <= clock.local(now).date()


def may_be_done(window: Window, now: datetime) -> bool:
    """Whether a visit of this time can be called done: its day has come, and is not long over."""
    return has_come(window, now) and now < window.starts_at + DONE_WITHIN


def show_window(window: Window) -> str:
    """Tue, Dec 1, 9:00 AM–12:00 PM / 12月1日（周二）上午9:00–中午12:00; without hours for a whole day."""
    if window.is_whole_day:
        # A day at noon, without its clock.
        noon = _at(window.day, 12)
        words = show_moment(noon).removesuffix(show_clock(noon)).rstrip(", ")
        return _("%(day)s, any time", day=words)
    return f"{show_moment(window.starts_at)}–{show_clock(window.ends_at)}"


_SHORT_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "zh-hans": "周一 周二 周三 周四 周五 周六 周日",
    "zh-hant": "週一 週二 週三 週四 週五 週六 週日",
}


def brief(window: Window) -> str:
    """The time of a visit, short enough for a text: Tue 12/1 9AM-12PM / 12/1周二9-12点 / 12/1週二9-12點."""
    day, reader = window.day, language()
    weekday = _SHORT_DAYS[reader.url].split()[day.weekday()]
    opens, closes = (clock.local(moment).hour for moment in (window.starts_at, window.ends_at))
    if reader is ENGLISH:
        hours = _("any time") if window.is_whole_day else f"{_hour(opens)}-{_hour(closes)}"
        return f"{weekday} {day.month}/{day.day} {hours}"
    hours = _("any time") if window.is_whole_day else _("%(hours)s o'clock", hours=f"{opens}-{closes or 24}")
    return f"{day.month}/{day.day}{weekday}{hours}"


def _hour(hour: int) -> str:
    return f"{hour % 12 or 12}{'PM' if 12 <= hour < 24 else 'AM'}"


#: A number by which a text picks a time: bare for a homeowner, after its word for a firm, whose bare digits are for
#: customers. A place in the list is a number that is counted: the numbers of a second list do not begin at one.
_NUMBERS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "one": 1, "two": 2, "three": 3}
_PLACES = {"一": 1, "二": 2, "三": 3, "1": 1, "2": 2, "3": 3, "first": 1, "second": 2, "third": 3}
_WORD = r"(?P<word>约|約|visit|appointment|appt|v)"
#: What may stand before and behind, which agrees and says nothing else.
_AGREEING = (
    r"(?:(?:可以|好的?|行|那|就|我?[选選定要]|ok|okay|yes|yep|sure|ill take|lets do|i (?:pick|choose|take|want))"
    r"[\s,.]*)*"
)
_SUITING = (
    r"(?:[\s,.]*(?:吧|可以的?|行的?|好的?|没问题|沒問題|合适|合適|works?(?: best)?|is (?:good|fine|ok|okay|best)"
    r"|good|fine|ok|okay|for (?:me|us)|please))*"
)
_PICK = re.compile(
    rf"{_AGREEING}(?:{_WORD}\s*)?(?:(?:option|number|no\.?|#)\s*)?(?P<number>[1-9]\d?|{'|'.join(_NUMBERS)}){_SUITING}",
    re.ASCII | re.IGNORECASE,
)
_PLACE = re.compile(
    rf"{_AGREEING}(?:{_WORD}\s*)?"
    r"(?:第(?P<zh>[一二三123])[个個](?:时间|時間)?|(?:the )?(?P<en>first|second|third)(?: (?:one|time))?)"
    rf"{_SUITING}",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class Picked:
    """The number of a time that a text names, or its place in the list (`is_place`), and whether it stands after its
    word: 约1, visit 1, 约第一个."""

    number: int
    has_word: bool
    is_place: bool = False


def picked(core: str) -> Picked | None:
    """What a text picks, given its words without courtesy and marks; None where it says anything else.

    >>> picked("约2"), picked("2 works for me"), picked("2 pm")
    (Picked(number=2, has_word=True, is_place=False), Picked(number=2, has_word=False, is_place=False), None)
    """
    words = core.strip()
    if match := _PICK.fullmatch(words):
        named = match["number"].lower()
        return Picked(_NUMBERS.get(named) or int(named), match["word"] is not None)
    if match := _PLACE.fullmatch(words):
        return Picked(_PLACES[(match["zh"] or match["en"]).lower()], match["word"] is not None, is_place=True)
    return None
