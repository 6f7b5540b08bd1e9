"""What may be said of a license: codes only, so that form, card and lead page say the same in every language.

The words for each code stand in the templates; the rule is data so that counsel can change it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Codes of a standing, best known first, and what each means.
STANDINGS = {
    "checked": "a license for this state was found in its registry",
    "not_found": "a number was given and the registry did not know it",
    "given": "a number was given, nobody checked it",
    "stated_here": "says it is licensed in this state; no number",
    "stated_elsewhere": "says it is licensed, and names other states than this one",
    "stated": "says it is licensed, names no state; no number",
    "not_stated": "says nothing of a license: ask",
}

#: States in which work without their own license is worth a warning beside the tick box.
WARNED_STATES = ("DC",)


@dataclass(frozen=True)
class LicenseStanding:
    """What is known of a business's license for a job in one state.

    `states` are those its license is stated for, `types` the license types as stated. `warns` names the
    job's state where that wants a license of its own and nothing says there is one (the DC sentence).
    """

    code: str
    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    warns: str | None = None


def standing(doc: Mapping[str, Any], state: str | None = None) -> LicenseStanding:
    """The standing of a listing document for a job in `state` (DC, MD, VA; None: no job in mind)."""
    licenses: Sequence[Mapping[str, Any]] = doc.get("licenses") or ()
    stated = tuple(doc.get("licensed_states") or ())
    named = tuple(dict.fromkeys((*stated, *(each["state"] for each in licenses if each.get("state")))))
    types = tuple(dict.fromkeys(each["type"] for each in licenses))
    mentioned = bool(doc.get("licensed")) or bool(licenses)
    warns = state if state in WARNED_STATES and state not in named else None
    here = [each for each in licenses if state is None or each.get("state") in (None, state)]
    statuses = {each.get("status") for each in here if _counts_here(each, state)}
    for code in ("checked", "not_found", "given"):
        if code in statuses:
            return LicenseStanding(code, named, types, None if code == "checked" else warns)
    if not mentioned:
        return LicenseStanding("not_stated", warns=warns)
    if not named or state is None:
        return LicenseStanding("stated", named, types, warns)
    return LicenseStanding("stated_here" if state in named else "stated_elsewhere", named, types, warns)


def _counts_here(license: Mapping[str, Any], state: str | None) -> bool:
    """A number or a registry entry belongs to one state: without it, it proves nothing about another."""
    return state is None or license.get("state") == state


def insured_here(doc: Mapping[str, Any], state: str | None = None) -> bool | None:
    """Whether it says it is insured (in this state, where it names states); None = not stated."""
    if not doc.get("insured"):
        return None
    states = doc.get("insured_states")
    return True if not states or state is None or state in states else None


def as_stated(license: Mapping[str, Any]) -> dict[str, Any]:
    """A fact's license with every field of a document: None for what is not given, a status always."""
    number = license.get("number")
    return {
        "type": license["type"],
        "number": number,
        "state": license.get("state"),
        "status": license.get("status") or ("given" if number else "stated"),
    }


def differs(held: Iterable[Mapping[str, Any]], wanted: Iterable[Mapping[str, Any]]) -> bool:
    """Whether two lists of licenses say different things."""
    return [as_stated(each) for each in held] != [as_stated(each) for each in wanted]
