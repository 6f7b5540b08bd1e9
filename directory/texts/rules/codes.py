"""The short codes of the phrase book in a text: `Q1`, `3 q2 30`, `王女士 Q4`, `Q2 half an hour for Smith`."""

import re
from collections.abc import Sequence

import msgspec

from directory.kernel.text import fold
from directory.texts.rules.leads import OpenLead, meant, unaddressed
from directory.texts.rules.text import core, plain

#: Whom it is for, the letter, the number, and what fills it; whom it is for may also stand behind.
_CODE = re.compile(
    r"(?P<whom>.*?)[\s,:，：、]*(?<![a-z])q\s*(?P<number>\d{1,2})(?:[\s,:，：]+\$?(?P<value>\d{1,7}))?"
    r"\s*(?:min(?:ute)?s?\b|years?\b|days?\b|分钟?|元|块|天|年)?"
    r"(?:[\s,，、]+(?:for\s|to\s|给)?\s*(?P<behind>\S.*?))?[\s.!。！]*",
    re.DOTALL,
)
#: Times that are said in hours, in the minutes that a code is filled with.
_HOURS = (
    (re.compile(r"半个?(?:小时|钟头)|\bhalf an? hour\b"), "30"),
    (re.compile(r"(?:\b1|一)个?(?:小时|钟头)|\b(?:an|one|1) ?h(?:ou)?r\b"), "60"),
    (re.compile(r"(?:\b2|两)个?(?:小时|钟头)|\b(?:two|2) ?h(?:ou)?rs\b"), "120"),
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

    Before the code may stand the customer's digit, name or town, or behind it a name or town; courtesy, and nothing
    else. Without it the only customer is meant. A digit that takes nobody, or declines, leaves it open.

    >>> read_code("3 Q2 30", leads)
    Coded(number=2, digits=(30,), accept=3, is_addressed=True)
    """
    match = _match(body)
    if match is None or (match["whom"].strip() and match["behind"]):
        return None
    number, digits = int(match["number"]), (int(match["value"]),) if match["value"] else ()
    whom = match["whom"].strip() or match["behind"] or ""
    if match["behind"] and whom.isdecimal():
        return None
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


def _match(body: str) -> re.Match[str] | None:
    """A code in a text, without courtesy around it; a time in hours is put into minutes."""
    words = fold(body).strip()
    for hours, minutes in _HOURS:
        words = hours.sub(minutes, words)
    match = _CODE.fullmatch(words)
    return _CODE.fullmatch(core(plain(words))) if match is None or match["behind"] else match


def bare_code(body: str) -> str:
    """The code that stands in a text, without whom it is for: `q2 30` is `Q2 30`; empty where there is none."""
    match = _match(body)
    return " ".join(part for part in (f"Q{match['number']}", match["value"]) if part) if match else ""
