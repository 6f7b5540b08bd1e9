"""Phone numbers: E.164 in storage, 240-636-8420 on display, US and Canada only."""

from functools import cache
from typing import TYPE_CHECKING

from directory.kernel.later import later

if TYPE_CHECKING:
    import phonenumbers
else:
    phonenumbers = later("phonenumbers")

#: Kinds of numbers of the library that lie somewhere.
_GEOGRAPHIC = ("FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE")
#: The fictional exchange of the North American plan (555-0100 to 555-0199): valid in tests and examples only.
_FICTIONAL = "55501"


def parse(text: str) -> str:
    """The E.164 form of a US or Canadian geographic number in any spelling.

    Raises ValueError for anything else: too short, another country, toll-free, premium. Text is never sent to those,
    so that nobody can pump messages to numbers that earn money.
    """
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number") from error
    if number.country_code != 1 or number.extension:
        raise ValueError("not a US or Canadian number")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if e164[5:10] == _FICTIONAL and len(e164) == 12:
        # No plan knows the fictional exchange: judge the area code by an ordinary number in it.
        number = phonenumbers.parse(f"{e164[:5]}2345678")
    region = phonenumbers.region_code_for_number(number)
    if region not in {"US", "CA"} or phonenumbers.number_type(number) not in _geographic():
        raise ValueError("not a US or Canadian geographic number")
    return e164


@cache
def _geographic() -> set[int]:
    return {getattr(phonenumbers.PhoneNumberType, name) for name in _GEOGRAPHIC}


def is_geographic(e164: str) -> bool:
    """Whether texts may go there: a US or Canadian geographic number in its E.164 form."""
    try:
        return parse(e164) == e164
    except ValueError:
        return False


def display(e164: str) -> str:
    """240-636-8420 for +12406368420; anything that is not a +1 number comes back as it is."""
    if len(e164) == 12 and e164.startswith("+1") and e164[1:].isdigit():
        return f"{e164[2:5]}-{e164[5:8]}-{e164[8:]}"
    return e164
