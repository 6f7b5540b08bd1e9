"""Whether two listings may be one firm, by their names in any script. Pure."""

import re
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Labelled
from directory.kernel.text import fold
from directory.reading.syllables import keys


class Likeness(Labelled):
    """Why a listing may be the same firm, the strongest reason first."""

    PHONE = "phone", _l("the same phone")
    NAME = "name", _l("the same name")
    SIMILAR = "similar", _l("a similar name")


#: What a name ends with without telling firms apart.
_FORM = re.compile(
    r"\b(?:llc|l l c|inc|incorporated|corp|corporation|co|company|ltd|the)\b|有限公司|公司|工程行|行$|服务$|中心$"
)
_TRADE = re.compile(
    r"\b(?:hvac|heating|cooling|air|conditioning|a c|ac|mechanical|services?|and|refrigeration|plumbing|heat)\b"
    r"|冷暖气?|空调|暖通|冷气|暖气|水电|工程|服务|维修|制冷|机电|冷冻"
)
#: A rest so short says nothing.
_LEAST_REST = 2


def forms(names: Iterable[str | None]) -> frozenset[str]:
    """The forms in which names are equal: folded, without "LLC" and 公司, and as they sound in pinyin."""
    return _forms(names, _FORM)


def rests(names: Iterable[str | None]) -> frozenset[str]:
    """The same without the words of the trade: 华府冷暖 and 华府空调公司 are alike in 华府."""
    return _forms(names, _FORM, _TRADE)


def _forms(names: Iterable[str | None], *without: re.Pattern[str]) -> frozenset[str]:
    forms: set[str] = set()
    for name in names:
        plain = " ".join("".join(c if c.isalnum() else " " for c in fold(name or "")).split())
        for pattern in without:
            plain = " ".join(pattern.sub(" ", plain).split())
        squeezed = plain.replace(" ", "")
        if len(squeezed) < _LEAST_REST:
            continue
        forms.add(squeezed)
        if any(not c.isascii() for c in squeezed):
            forms.update(keys(squeezed))
    return frozenset(forms)
