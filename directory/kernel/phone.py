"""Phone numbers: E.164 in storage, 240-636-8420 on display, US and Canada only; an extension behind an x.

A number with an extension (`+12406368420x12`, shown as 240-636-8420 x12) takes calls and no texts.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from directory.kernel.later import later
from directory.kernel.site import site
from directory.kernel.text import plain

if TYPE_CHECKING:
    import phonenumbers
    from phonenumbers import timezone
else:
    phonenumbers = later("phonenumbers")
    timezone = later("phonenumbers.timezone")

#: Kinds of numbers of the library that lie somewhere.
_GEOGRAPHIC = ("FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE")
#: The fictional exchange of the North American plan (555-0100 to 555-0199): valid in tests and examples only.
_FICTIONAL = "55501"
#: Where texts are sent to, of the many countries of the North American plan.
_REGIONS = frozenset(("US", "CA"))
_TOLL_FREE = frozenset(("800", "833", "844", "855", "866", "877", "888"))
#: The words for an extension after a number: 转 12, ext. 12, x12, (分機 12).
EXTENSION = re.compile(
    r"[ ]*[,;，；(（]?[ ]*(?:ext(?:ension)?\.?|extn\.?|x|分[机機](?:号码?|號碼?)?|内线|內線|[转轉](?![账帐帳]))[ ]*"
    r"[:：.#]?[ ]*(\d{1,6})(?!\d)[)）]?",
    re.IGNORECASE,
)
#: How the digits of a number are too few or too many, by the library's `ValidationResult`.
_WRONG_LENGTHS = {2: "short", 3: "long", 4: "no_area"}
#: What the library calls a place of which it knows no time zone.
_NOWHERE = "Etc/Unknown"
#: As many digits as an extension of somebody who asks may have.
_LONGEST_EXTENSION = 5
#: One number among words for it: (cell), 手机, 陈太太.
_DIGITS = re.compile(r"\+?[(\[]?\d(?:[\d .()\[\]/·_\-‐‑‒–—―−－\u3000]*\d)?")
_FEWEST_DIGITS = 7


class NotPhone(ValueError):
    """Text that is no number to be reached at.

    `why`: toll_free, extension, several, short, long, no_area (seven digits), or foreign for anything else.
    """

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


def parse(text: str) -> str:
    """The E.164 form of a US or Canadian geographic number in any spelling, labels around it left out.

    Raises NotPhone for anything else: too short, another country, toll-free, premium, with an extension. Text is never
    sent to those, so that nobody can pump messages to numbers that earn money.
    """
    number = parse_for_calls(text)
    if "x" in number:
        raise NotPhone("extension", "not a phone number that takes texts: it has an extension")
    return number


def parse_for_calls(text: str) -> str:
    """`parse` for a number that is only called: an extension stays, as in `+12406368420x12`. Raises NotPhone."""
    typed = plain(text)
    extension = re.search(EXTENSION.pattern + r"\D*\Z", typed, re.IGNORECASE)
    typed = typed[: extension.start()] if extension else typed
    runs = [match[0] for match in _DIGITS.finditer(typed)]
    numbers = [run for run in runs if sum(map(str.isdigit, run)) >= _FEWEST_DIGITS]
    if len(numbers) > 1:
        raise NotPhone("several", "more than one phone number")
    e164 = _parse(numbers[0] if numbers and len(runs) == 1 else typed)
    if not extension:
        return e164
    if len(extension[1]) > _LONGEST_EXTENSION:
        raise NotPhone("foreign", "not a phone number: its extension is too long")
    return f"{e164}x{extension[1]}"


def _parse(text: str) -> str:
    try:
        number = phonenumbers.parse(text, site().phone_region)
    except phonenumbers.NumberParseException as error:
        raise NotPhone("foreign", "not a phone number") from error
    if number.country_code != 1 or number.extension:
        raise NotPhone("foreign", "not a US or Canadian number")
    if (wrong := _WRONG_LENGTHS.get(phonenumbers.is_possible_number_with_reason(number))) is not None:
        raise NotPhone(wrong, "not a whole phone number")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(e164) == 12 and e164[2:5] in _TOLL_FREE:
        raise NotPhone("toll_free", "not a geographic number: toll-free")
    if e164[5:10] == _FICTIONAL and len(e164) == 12:
        # No plan knows the fictional exchange: judge the area code by an ordinary number in it.
        number = phonenumbers.parse(f"{e164[:5]}2345678")
    region = phonenumbers.region_code_for_number(number)
    if region not in _REGIONS or phonenumbers.number_type(number) not in _geographic():
        raise NotPhone("foreign", "not a US or Canadian geographic number")
    return e164


@cache
def _geographic() -> set[int]:
    return {getattr(phonenumbers.PhoneNumberType, name) for name in _GEOGRAPHIC}


def is_geographic(number: str) -> bool:
    """Whether texts may go there: a US or Canadian geographic number in its E.164 form, without an extension."""
    return _is_geographic(number)


@lru_cache(maxsize=4096)
def _is_geographic(number: str) -> bool:
    try:
        return parse(number) == number
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def zones(number: str) -> tuple[ZoneInfo, ...]:
    """Where the phone of an E.164 number may be, as time zones: several where its area code lies in several, none where
    nobody knows.

    `+12405550123` -> (America/New_York,), `+12085550123` (Idaho) -> (America/Boise, America/Los_Angeles)
    """
    with suppress(phonenumbers.NumberParseException):
        names = timezone.time_zones_for_geographical_number(phonenumbers.parse(without_extension(number)))
        return tuple(map(ZoneInfo, sorted(_all_zones().intersection(names) - {_NOWHERE})))
    return ()


@cache
def _all_zones() -> frozenset[str]:
    """Those that this machine knows: to list them opens some 600 files."""
    return frozenset(available_timezones())


def without_extension(number: str) -> str:
    """The number alone: +12406368420 of +12406368420x12."""
    return number.partition("x")[0]


def extensions(numbers: Iterable[str]) -> dict[str, str]:
    """The extension of each number that has one, by its E.164 form."""
    return {e164: digits for e164, _, digits in (number.partition("x") for number in numbers) if digits}


def dial(number: str) -> str:
    """What a phone dials: the extension after a pause, +12406368420,12."""
    return number.replace("x", ",")


def display(number: str) -> str:
    """240-636-8420 for +12406368420, 240-636-8420 x12 with an extension; what is no +1 number comes back as it is."""
    e164, _, extension = number.partition("x")
    if len(e164) == 12 and e164.startswith("+1") and e164[1:].isdigit():
        return f"{e164[2:5]}-{e164[5:8]}-{e164[8:]}" + (f" x{extension}" if extension else "")
    return number
