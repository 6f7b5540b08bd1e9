"""Which row of a registry is whose: by number, else by name and town for a person to look at. Never by name alone."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from flask_babel import lazy_gettext as _l

from directory.businesses.fields.terms import LicenseValue
from directory.credentials.rules.dpor import TRADES, state
from directory.foundation.i18n import Labelled
from directory.kernel import clock
from directory.kernel.site import site


class Doubt(Labelled):
    """Why a row of a state's list may be a business's, and what has to be compared."""

    NAME_AND_PLACE = "name_and_place", _l("Name and town fit; they gave no number.")
    BARE_NUMBER = "bare_number", _l("They gave six digits without the board's four.")
    OTHER_TRADE = "other_trade", _l("Their number, but licensed there for another trade.")
    OTHER_NAME = "other_name", _l("Their number, but there in a name that is not theirs.")
    OTHER_CLASS = "other_class", _l("Their number, but another class there.")


#: License types that name a class of Virginia's.
CLASS_TYPES = {"class_a", "class_b", "class_c"}
#: Who compared a registry's row with a business: the number that it states is its own; the row is its own although it
#: states no number (then it is shown by itself); the row is somebody else's.
COMPARED: Final = "compared_by"
CONFIRMED: Final = "confirmed_by"
REFUSED: Final = "refused_by"
#: The fields that say what a business is called, as a registry's name is compared with it.
NAMES = ("name_en", "romanized", "owner")
#: What a firm is, not what it is called.
_FORMS = {"LLC", "INC", "CORP", "CORPORATION", "CO", "COMPANY", "LTD", "LP", "LLP", "PLLC", "PC", "THE", "DBA", "TA"}


def fold_name(name: str, *, is_person: bool = False) -> str:
    """The form in which names are compared: letters and digits, `&` as AND, no legal form.

    A person's words are put in order and initials left out, since lists write the family name first.
    """
    text = unicodedata.normalize("NFKD", name).upper().replace("&", " AND ").replace("A/C", "AC").replace("'", "")
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("L.L.C", "LLC")
    words = [word for word in re.findall(r"\w+", text) if word not in _FORMS]
    if is_person:
        words = sorted(word for word in words if len(word) > 1)
    return " ".join(words)[:200]


def is_strange(holder: str, names: Iterable[str | None]) -> bool:
    """Whether a registry's name shares no telling word with what a business is called: somebody should look."""
    wanted = set(fold_name(holder).split()) - site().words_of_names
    return not any(wanted & set(fold_name(name).split()) for name in names if name)


@dataclass(frozen=True)
class Row:
    """A registry's row as matching needs it, with the day of its list and when that was read."""

    number: str
    name: str
    license_class: str | None
    specialties: tuple[str, ...]
    expires_on: date | None
    file_date: date
    imported_at: datetime


class Listed(Protocol):
    """What comparing needs to know of a registry's row."""

    @property
    def name(self) -> str: ...

    @property
    def license_class(self) -> str | None: ...

    @property
    def specialties(self) -> Sequence[str]: ...


def doubt(type: str, listed: Listed, names: Iterable[str | None]) -> str | None:
    """Why a person has to compare a row with the business that gives its number before it counts; None: it fits.

    A number can be read off anybody's truck: other_trade (licensed there for none of our trades), other_name (the
    holder's shares no word with the business's), other_class (they state another class than the registry's).
    """
    if not any(code in TRADES for code in listed.specialties):
        return "other_trade"
    if is_strange(listed.name, names):
        return "other_name"
    return "other_class" if class_type(type, listed.license_class) != type else None


def class_type(type: str, license_class: str | None) -> str:
    """The license type that a registry's class makes of a stated one: only a stated class can be another one."""
    named = registered_type(license_class)
    return named if {type, named} <= CLASS_TYPES else type


def registered_type(license_class: str | None) -> str:
    """The license type of a registry's row, where nobody stated one."""
    named = f"class_{(license_class or '').lower()}"
    return named if named in CLASS_TYPES else "dpor"


@dataclass(frozen=True)
class Searched:
    """All the lists in which a number could stand: the day of the oldest, and since when all of them are here."""

    file_date: date
    imported_at: datetime


def as_check(license: LicenseValue, listed: Row) -> LicenseValue:
    """What the registry says of a stated license, as a fact keeps it."""
    return {
        "type": license["type"],
        "number": license.get("number"),
        "registry_number": listed.number,
        "state": state(),
        "status": "checked",
        "license_class": listed.license_class,
        "expires_on": listed.expires_on.isoformat() if listed.expires_on else None,
        "checked_at": listed.imported_at.isoformat(),
        "checked_by": "registry",
        "file_date": listed.file_date.isoformat(),
        "holder": listed.name,
    }


def not_found(license: LicenseValue, number: str, searched: Searched) -> LicenseValue:
    """What is known of a number that stands in none of the lists. Absent from a list is not revoked."""
    return {
        "type": license["type"],
        "number": license.get("number"),
        "registry_number": number,
        "state": state(),
        "status": "not_found",
        "checked_at": searched.imported_at.isoformat(),
        "checked_by": "registry",
        "file_date": searched.file_date.isoformat(),
    }


def refused(license: LicenseValue, number: str, file_date: date, by: str) -> LicenseValue:
    """What is known of a number that the registry has for somebody else: of this business it knows no such license."""
    return {
        "type": license["type"],
        "number": license.get("number"),
        "registry_number": number,
        "state": state(),
        "status": "not_found",
        "checked_at": clock.now().isoformat(),
        "checked_by": by,
        "file_date": file_date.isoformat(),
        REFUSED: by,
    }


def is_decided(check: LicenseValue) -> bool:
    """Whether a person compared the registry's row of this check with the business, and said whose it is."""
    return bool(check.get(COMPARED) or check.get(CONFIRMED) or check.get(REFUSED))


def compared(check: LicenseValue, by: str | None, license: LicenseValue) -> LicenseValue:
    """The check with who said that its number is theirs, if anybody (`by`); `license` as it was stated or confirmed."""
    if not by:
        return check
    return {**check, CONFIRMED: by} if license.get(CONFIRMED) else {**check, COMPARED: by}


def as_decided(check: LicenseValue, earlier: LicenseValue | None, license: LicenseValue) -> LicenseValue:
    """The check with what a person decided of its number before: a row once confirmed may be stated now."""
    return compared(check, (earlier.get(COMPARED) or earlier.get(CONFIRMED)) if earlier else None, license)


def is_newer(check: LicenseValue | None, file_date: date) -> bool:
    """Whether a person looked at the registry's own page after the day of the file."""
    checked_at = check.get("checked_at") if check is not None and not check.get("file_date") else None
    return checked_at is not None and clock.local(datetime.fromisoformat(checked_at)).date() > file_date


def same(check: LicenseValue, license: LicenseValue) -> bool:
    """Whether a check is of this stated license."""
    return bool(check["type"] == license["type"] and check.get("number") == license.get("number"))
