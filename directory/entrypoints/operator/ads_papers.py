"""Licenses and warranties of an ad as a reviewer types them, in any of the languages, and as they are shown again."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.ads.forms import PART
from directory.businesses.rules import LONGEST_CONDITION
from directory.foundation.i18n import language
from directory.kernel.errors import Invalid
from directory.kernel.text import fold
from directory.trades import vocabulary

_NUMBER = re.compile(r"(?<![\w-])(?=[A-Z-]*\d)[A-Z0-9-]*\d{4,}[A-Z0-9-]*(?![\w-])", re.IGNORECASE)
_STATE = re.compile(r"(?<![A-Za-z])(DC|MD|VA|D\.C\.)(?![A-Za-z])", re.IGNORECASE)
_LONG = re.compile(r"(\d{1,3})\s*(years?|yrs?|年|months?|个月|個月|月|days?|天|日)?", re.IGNORECASE)
_CONDITION = re.compile(r"[\[【［]([^\]】］]*)[\]】］]")
#: What parts two promises cannot stand within one.
_SEPARATES = re.compile(r"[,，、;；\n\[\]【】［］]+")
_FOREVER = re.compile(r"lifetime|for life|终身|終身|终生|終生", re.IGNORECASE)


def not_understood(part: str) -> Invalid:
    """What to raise for a part of a line that says nothing to us."""
    return Invalid("", _("We do not understand “%(part)s”.", part=part[:60]))


def code_of(kind: str, part: str) -> str:
    """The code of a kind by its code, its label in any language, or what people call it. Raises Invalid."""
    wanted = fold(part.replace("_", " "))
    for term in vocabulary.terms(kind):
        words = (term.code.replace("_", " "), term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms)
        if wanted in {fold(each) for each in words}:
            return term.code
    raise not_understood(part)


def licenses(text: str) -> list[dict[str, Any]]:
    """`Class A VA 2705123456, Master`: the kind, then the state and the number where the ad gives them."""
    found = []
    for part in PART.split(text):
        number, state = _NUMBER.search(part), _STATE.search(part)
        rest = _STATE.sub(" ", _NUMBER.sub(" ", part))
        words = " ".join(re.sub(r"[#:：()（）]", " ", rest).split())
        if not words and not number:
            raise not_understood(part)
        found.append(
            {
                "type": code_of("license_type", words) if words else "contractor",
                "number": number[0].upper() if number else None,
                "state": state[0].upper().replace(".", "") if state else None,
            }
        )
    return found


def show_license(license: Mapping[str, Any]) -> str:
    """One license as `licenses` reads it."""
    kind = vocabulary.label("license_type", license["type"], language().url)
    return " ".join(part for part in (kind, license.get("state"), license.get("number")) if part)


def warranties(text: str) -> list[dict[str, Any]]:
    """`parts 10 years [新机], labor 90 days, tank (water heater) lifetime`: [...] is what it holds for alone."""
    found = []
    for whole in PART.split(text):
        part, condition = without_condition(whole)
        of = re.search(r"[(（]([^)）]*)[)）]", part)
        rest = part.replace(of[0], " ") if of else part
        term: dict[str, Any] = {}
        if _FOREVER.search(rest):
            term, rest = {"years": "lifetime"}, _FOREVER.sub(" ", rest)
        elif match := _LONG.search(rest):
            unit = fold(match[2] or "年")
            name = "months" if unit.startswith(("mo", "个", "月")) else "days" if unit[0] in "d天日" else "years"
            term, rest = {name: int(match[1])}, rest.replace(match[0], " ", 1)
        if not term or 0 in term.values():
            raise not_understood(part)
        term = {"scope": code_of("warranty_scope", rest.strip()), **term, **condition}
        found.append({**term, "appliance": code_of("service", of[1].strip())} if of else term)
    return found


def without_condition(part: str) -> tuple[str, dict[str, str]]:
    """A promise as typed without what stands in square brackets, and that as its condition."""
    said = _CONDITION.search(part)
    words = said[1].strip()[:LONGEST_CONDITION] if said else ""
    return (part.replace(said[0], " ") if said else part), ({"condition": words} if words else {})


def show_warranty(term: Mapping[str, Any]) -> str:
    """One promise as `warranties` reads it."""
    condition = _SEPARATES.sub(" ", term.get("condition") or "")
    return f"{_show_length(term)} [{condition}]" if condition else _show_length(term)


def _show_length(term: Mapping[str, Any]) -> str:
    scope = vocabulary.label("warranty_scope", term["scope"], language().url)
    if term.get("appliance"):
        scope += f" ({vocabulary.label('service', term['appliance'], language().url)})"
    if term.get("years") == "lifetime":
        return f"{scope} {_('lifetime')}"
    if "years" in term:
        return f"{scope} {ngettext('%(num)d year', '%(num)d years', term['years'])}"
    if "months" in term:
        return f"{scope} {ngettext('%(num)d month', '%(num)d months', term['months'])}"
    return f"{scope} {ngettext('%(num)d day', '%(num)d days', term['days'])}"
