"""The short codes of the phrase book in a text: `Q1`, `3 q2 30`, `王女士 Q4`."""

import re
from collections.abc import Sequence

import msgspec

from directory.kernel.text import fold
from directory.texts.rules.leads import OpenLead, meant, unaddressed
from directory.texts.rules.text import plain

#: Whom it is for, the letter, the number, and what fills it.
_CODE = re.compile(
    r"(?P<whom>.*?)[\s,:，：、]*(?<![a-z])q\s*(?P<number>\d{1,2})(?:[\s,:，：]+\$?(?P<value>\d{1,7}))?"
    r"\s*(?:min(?:ute)?s?|years?|days?|分钟?|元|块|天|年)?[\s.!。！]*",
    re.DOTALL,
)
_ALL = re.compile(r"q[\s?？.。!！]*")
_DIGIT = re.compile(r"[#(]?(\d{1,3})[)#号]?")


class Coded(msgspec.Struct, frozen=True):
    """A phrase that is texted by its number. `accept` is the digit of its customer; None: not clear which one."""

    number: int
    digits: tuple[int, ...] = ()
    accept: int | None = None
    #: Whether it says for whom it is.
    is_addressed: bool = False


def asks_for_codes(body: str) -> bool:
    """Whether a text is the bare letter: which codes there are."""
    return _ALL.fullmatch(fold(body).strip()) is not None


def read_code(body: str, leads: Sequence[OpenLead]) -> Coded | None:
    """The phrase that a text says to one of these customers; None where it is no code.

    Before the code may stand the customer's digit, name or town, and nothing else. Without it the only customer is
    meant. A digit that takes nobody, or declines, leaves it open.

    >>> read_code("3 Q2 30", leads)
    Coded(number=2, digits=(30,), accept=3, is_addressed=True)
    """
    match = _CODE.fullmatch(fold(body).strip())
    if match is None:
        return None
    number, digits = int(match["number"]), (int(match["value"]),) if match["value"] else ()
    whom = match["whom"].strip()
    if not whom:
        only = leads[0].accept if len(leads) == 1 else None
        return Coded(number, digits, only)
    if digit := _DIGIT.fullmatch(whom):
        accept = int(digit[1])
        return Coded(number, digits, accept if accept in [lead.accept for lead in leads] else None, is_addressed=True)
    named = meant(plain(whom), leads)
    if not named.is_named or unaddressed(plain(whom), leads):
        return None
    return Coded(number, digits, named.lead.accept if named.lead else None, is_addressed=True)


def bare_code(body: str) -> str:
    """The code that stands in a text, without whom it is for: `q2 30` is `Q2 30`; empty where there is none."""
    match = _CODE.fullmatch(fold(body).strip())
    return " ".join(part for part in (f"Q{match['number']}", match["value"]) if part) if match else ""
