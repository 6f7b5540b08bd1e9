"""What a firm says on the phone, typed in the operator's own words, as the value of a fact."""

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from directory.businesses.forms.listing import read_pause
from directory.entrypoints.operator.ads_papers import without_condition
from directory.kernel import mail
from directory.kernel import phone as phones
from directory.kernel.errors import Invalid
from directory.kernel.text import clean, fold, plain
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary

_STATES = ("DC", "VA", "MD")
_SPLIT = re.compile(r"[,，、;；\n]+")
_YES, _NO = {"yes", "y", "是", "有", "对", "對"}, {"no", "n", "否", "没有", "沒有", "无", "無"}
_YEARS = re.compile(r"(\d{1,2})")
#: Longer words first: what is found is taken out of the text.
_FOREVER = ("lifetime", "life", "终身", "終身", "终生", "終生")
_LICENSE = re.compile(r"(?:(DC|VA|MD)\s+)?([A-Z0-9][A-Z0-9 -]{2,30})", re.IGNORECASE)
_LONGEST_NAME = 80
_LONGEST_YEARS = 50


def read(field: str, text: str) -> Any:
    """The value of a fact from what was typed: words or codes apart by commas, in any of the languages.

    Raises Invalid("value", ...) naming what was not understood, Invalid("field", ...) for a field that is not told.
    """
    reader = _READERS.get(field)
    if reader is None:
        raise Invalid("field", _("Choose what they told you."))
    text = clean(text)
    if not text:
        raise Invalid("value", _("Type what they said."))
    return reader(text)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(text) if part.strip()]


def _not_understood(part: str) -> Invalid:
    return Invalid("value", _("We do not understand “%(part)s”.", part=part[:60]))


def _name(text: str) -> str:
    if len(text) > _LONGEST_NAME:
        raise Invalid("value", _("That is too long."))
    return text


def _of_kind(kind: str) -> Callable[[str], list[str]]:
    """Codes of a vocabulary by their code or label in any language, or by what people call them."""

    def read_codes(text: str) -> list[str]:
        return list(dict.fromkeys(_code(kind, part) for part in _parts(text)))

    return read_codes


def _code(kind: str, part: str) -> str:
    wanted = fold(part)
    for term in vocabulary.terms(kind):
        spellings = (term.code, term.code.replace("_", " "), term.labels.en, term.labels.zh_hans, term.labels.zh_hant)
        if wanted in {fold(spelling) for spelling in (*spellings, *term.synonyms)}:
            return term.code
    raise _not_understood(part)


def _states(text: str) -> list[str]:
    found = []
    for part in _parts(text.replace(" ", ",")):
        place = gazetteer().read(part)
        code = part.upper() if part.upper() in _STATES else place.code if place else ""
        if code not in _STATES:
            raise _not_understood(part)
        found.append(code)
    return list(dict.fromkeys(found))


def _places(text: str) -> list[str]:
    found = []
    for part in _parts(text):
        place = gazetteer().read(part)
        if place is None:
            raise _not_understood(part)
        found.append(place.row)
    return list(dict.fromkeys(found))


def _is_so(text: str) -> bool:
    said = fold(text)
    if said in _YES | _NO:
        return said in _YES
    raise Invalid("value", _("Type yes or no."))


def _phones(text: str) -> list[str]:
    found = []
    for part in _parts(text):
        try:
            found.append(phones.parse(part))
        except ValueError:
            raise _not_understood(part) from None
    return list(dict.fromkeys(found))


def _emails(text: str) -> list[str]:
    found = []
    for part in _parts(text):
        try:
            found.append(mail.parse(part))
        except ValueError:
            raise _not_understood(part) from None
    return list(dict.fromkeys(found))


def _licenses(text: str) -> list[dict[str, Any]]:
    """`VA 2705123456, MD 12345`: the state and the number as said; a number alone has no state."""
    found = []
    for part in _parts(text):
        match = _LICENSE.fullmatch(plain(part))
        if match is None or not any(c.isdigit() for c in match[2]):
            raise _not_understood(part)
        # Virginia's numbers are its board's; of any other only the holder can say the kind.
        kind = "dpor" if (match[1] or "").upper() == "VA" else "contractor"
        license: dict[str, Any] = {"type": kind, "number": match[2].upper().strip(), "status": "given"}
        found.append(license | ({"state": match[1].upper()} if match[1] else {}))
    return found


def _warranties(text: str) -> list[dict[str, Any]]:
    """`parts 10, labor 1 [new units], compressor lifetime`: what it covers, for how many years, and for what alone."""
    found = []
    for whole in _parts(text):
        part, condition = without_condition(whole)
        years = _YEARS.search(part)
        forever = next((word for word in _FOREVER if word in fold(part)), None)
        said = part.replace(years[0], " ") if years else part
        said = re.sub(r"\b(years?|yrs?)\b|年", " ", said, flags=re.IGNORECASE)
        for word in _FOREVER if forever else ():
            said = re.sub(re.escape(word), " ", said, flags=re.IGNORECASE)
        if not forever and (years is None or not 0 < int(years[0]) <= _LONGEST_YEARS):
            raise _not_understood(part)
        scope = _code("warranty_scope", said.strip())
        length = "lifetime" if forever or years is None else int(years[0])
        found.append({"scope": scope, "years": length, **condition})
    return found


def _pause(text: str) -> str | None:
    """A day as the owner's own desk takes it; no: they take work again."""
    if fold(text) in _NO:
        return None
    try:
        return read_pause(text)
    except ValueError as error:
        raise Invalid("value", str(error)) from None


_READERS: dict[str, Callable[[str], Any]] = {
    "licenses": _licenses,
    "service_places": _places,
    "service_states": _states,
    "services": _of_kind("service"),
    "work_types": _of_kind("work_type"),
    "brands": _of_kind("brand"),
    "warranties": _warranties,
    "licensed": _is_so,
    "licensed_states": _states,
    "insured": _is_so,
    "insured_states": _states,
    "languages": _of_kind("lang"),
    "emergency": _is_so,
    "property_types": _of_kind("property_type"),
    "features": _of_kind("feature"),
    "phones": _phones,
    "emails": _emails,
    "owner": _name,
    "name_zh": _name,
    "name_en": _name,
    "romanized": _name,
    "paused_until": _pause,
}
#: Fields that can be told by phone, in the order one asks.
TOLD = tuple(_READERS)
