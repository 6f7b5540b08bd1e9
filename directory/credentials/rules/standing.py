"""What may be said of a license: codes only, so that form, card and lead page say the same in every language.

The words for each code stand in the templates; the rule is data so that counsel can change it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from flask_babel import lazy_gettext as _l
from msgspec.structs import replace

from directory.businesses.fields.listing import License, Listing
from directory.businesses.fields.terms import LicenseValue, part_of
from directory.credentials.rules.matching import class_type
from directory.foundation.i18n import Act, Labelled
from directory.kernel import clock
from directory.kernel.site import site


class LicenseStatus(Labelled):
    """What is known of a license: said, with a number, found in the registry or not."""

    STATED = "stated", _l("stated, no number")
    GIVEN = "given", _l("number given, not checked")
    CHECKED = "checked", _l("found")
    NOT_FOUND = "not_found", _l("not found")


class LicenseAct(Act):
    """What this slice writes into the audit trail."""

    CHECK_LICENSE = "check-license", _l("looked a license number up")
    CONFIRM_LICENSE = "confirm-license", _l("confirmed a license in the registry")
    REFUSE_LICENSE = "refuse-license", _l("said that a license in the registry is somebody else's")
    IMPORT_LIST = "import-list", _l("read a state's license list")


#: Codes of a standing, best known first, and what each means.
STANDINGS = {
    "checked": "a license for this state was found in its registry, and its date has not passed",
    "expired": "it was found, and the date that the registry gave has passed since",
    "not_found": "a number was given and the registry does not know it as theirs",
    "given": "a number was given, nobody checked it",
    "stated_here": "says it is licensed in this state; no number",
    "stated_elsewhere": "says it is licensed, and names other states than this one",
    "stated": "says it is licensed, names no state; no number",
    "not_stated": "says nothing of a license: ask",
}


@dataclass(frozen=True)
class LicenseStanding:
    """What is known of a business's license for a job in one state.

    `states` are those its license is stated for, `types` the license types as stated. `warns` names the
    job's state where that wants a license of its own and nothing says there is one (the DC sentence). `license`
    is the one that the code speaks of, where it speaks of one.
    """

    code: str
    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    warns: str | None = None
    license: License | None = None


def as_of(doc: Listing, today: date) -> Listing:
    """The document as it reads on a day (Washington's): a checked license whose date has passed is `expired`.

    Nothing has to run for that: whoever reads a document reads it through here, and the badge falls at midnight.
    """
    return replace(doc, licenses=tuple(lowered(license, today) for license in doc.licenses)) if doc.licenses else doc


def lowered(license: License, today: date) -> License:
    """One license as it reads on a day."""
    over = license.status == "checked" and is_over(license.expires_on, today)
    return replace(license, status="expired") if over else license


def is_over(expires_on: date | None, today: date) -> bool:
    """Whether a license has run out: it holds through its last day. No date known: it has not."""
    return expires_on is not None and expires_on < today


def standing(doc: Listing, state: str | None, today: date) -> LicenseStanding:
    """The standing of a listing document for a job in `state` (DC, MD, VA; None: no job in mind) on a day."""
    licenses = as_of(doc, today).licenses
    stated = (*doc.licensed_states, *(license.state for license in licenses if license.state))
    named = tuple(dict.fromkeys(stated))
    types = tuple(dict.fromkeys(license.type for license in licenses))
    mentioned = bool(doc.licensed) or bool(licenses)
    place = site().state(state)
    warns = state if place and place.own_license and state not in named else None
    here = [license for license in licenses if _counts_here(license, state)]
    for code in ("checked", "expired", "not_found", "given"):
        match = next((license for license in here if license.status == code), None)
        if match is not None:
            return LicenseStanding(code, named, types, None if code == "checked" else warns, match)
    if not mentioned:
        return LicenseStanding("not_stated", warns=warns)
    if not named or state is None:
        return LicenseStanding("stated", named, types, warns)
    return LicenseStanding("stated_here" if state in named else "stated_elsewhere", named, types, warns)


def _counts_here(license: License, state: str | None) -> bool:
    """A number or a registry entry belongs to one state: without it, it proves nothing about another."""
    return state is None or license.state == state


def insured_here(doc: Listing, state: str | None = None) -> bool | None:
    """Whether it says it is insured (in this state, where it names states); None = not stated."""
    if not doc.insured:
        return None
    return True if not doc.insured_states or state is None or state in doc.insured_states else None


#: What a check adds to a stated license, as a fact keeps it: dates and moments in ISO form.
OF_A_CHECK = ("license_class", "expires_on", "checked_at", "checked_by", "file_date", "holder")


def as_stated(license: LicenseValue) -> LicenseValue:
    """A fact's license with every field of a document: None for what is not given, a status always.

    Of what only a check knows, no more than is there. A class that was checked is the registry's, whatever is stated.
    """
    number = license.get("registry_number") or license.get("number")
    status = license.get("status") or ("given" if number else "stated")
    is_checked = status == "checked"
    return {
        **part_of(license, OF_A_CHECK),
        "type": class_type(license["type"], license.get("license_class")) if is_checked else license["type"],
        "number": number,
        "state": license.get("state"),
        "status": status,
    }


#: A number that somebody did not find is looked for again after so long.
AGAIN = timedelta(days=30)
#: A license that runs out and was looked at stays away so long; then it may have been renewed.
QUIET = timedelta(days=7)
#: A registry that gives no last day is asked again after so long.
ENDLESS = timedelta(days=180)


class Held(Protocol):
    """What is known of a license that somebody or something looked up."""

    @property
    def status(self) -> str: ...

    @property
    def expires_on(self) -> date | None: ...

    @property
    def checked_at(self) -> datetime | None: ...

    @property
    def checked_by(self) -> str | None: ...


def looked_on(license: Held) -> date:
    """The day on which a person last looked; the first of all days for one that only a list was searched for."""
    if license.checked_at is None or license.checked_by in (None, "registry"):
        return date.min
    return clock.local(license.checked_at).date()


def is_to_find(license: Held, today: date) -> bool:
    """Whether to look a given number up: nobody did, or somebody did not find it and a while has passed.

    A number that the registry's own list does not hold is answered: nobody reads more on the registry's page.
    """
    looked = looked_on(license)
    if license.status == "not_found":
        return date.min < looked <= today - AGAIN
    return license.status == "given"


def runs_out(license: Held, today: date, within: timedelta) -> bool:
    """Whether to look a found license up again: before its last day, once after it, and where no last day is known."""
    if license.expires_on is None:
        return license.checked_at is not None and clock.local(license.checked_at).date() <= today - ENDLESS
    looked = looked_on(license)
    if today > license.expires_on:
        return looked <= license.expires_on
    return license.expires_on <= today + within and (looked == date.min or looked <= today - QUIET)
