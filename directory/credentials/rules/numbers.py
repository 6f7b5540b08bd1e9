"""License numbers as people write them, and as a registry does."""

import re
import unicodedata

#: Virginia: board 27, then the occupation. The lists in which a number of each can stand.
LISTS = {
    "2701": ("2701",),
    "2705": ("2705a", "2705b", "2705c"),
    "2710": ("2710",),
}
#: Every list that can be read.
CODES = tuple(code for codes in LISTS.values() for code in codes)

_WORDS = re.compile(
    r"VIRGINIA|CONTRACTORS?|TRADES[MW][AE]N|MASTER|LICEN[SC]E|LIC|DPOR|HVAC|CLASS|NUMBER|NO|VA|[#:№()]", re.IGNORECASE
)
#: A class letter may stand before, between or after the digits.
_NUMBER = re.compile(r"[ABC]?[\s./_-]*(27(?:01|05|10))([\s./_ABC-]*)(\d+)[\s./_-]*[ABC]?", re.IGNORECASE)
_BARE = re.compile(r"\d{6}")


def virginian(number: str | None, state: str | None = None) -> str | None:
    """The ten digits of a Virginia license in any spelling (`VA 2705-123456`, `2705 A 0000123456`), else None.

    Four digits and fewer than six more are a number only where something parts them: `270512` is nobody's.
    A number said to be another state's is not Virginia's.
    """
    if not number or state not in (None, "VA"):
        return None
    plain = _WORDS.sub(" ", unicodedata.normalize("NFKC", number).replace("–", "-").replace("—", "-")).strip()
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    prefix, between, digits = found[1], found[2], found[3].lstrip("0")
    if not digits or len(digits) > 6 or (not between and len(found[3]) < 6):
        return None
    return prefix + digits.zfill(6)


def bare(number: str | None, state: str | None) -> list[str]:
    """The Virginia numbers that six digits without the board's four may mean: good enough to ask, not to tell."""
    plain = _WORDS.sub(" ", unicodedata.normalize("NFKC", number or "")).strip()
    return [prefix + plain for prefix in LISTS] if state == "VA" and _BARE.fullmatch(plain) else []
