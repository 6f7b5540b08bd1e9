"""Rows by what people call them: a code such as `business:3` by its name, and the codes that typed words mean."""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from directory.accounts import queries as accounts
from directory.accounts.models import Person
from directory.businesses import queries as businesses
from directory.foundation.i18n import language
from directory.kernel import phone
from directory.kernel.text import fold

_CODE = re.compile(r"([a-z-]+):([0-9]{1,9})")
#: As a page shows it: business 3.
_SHOWN = re.compile(r"(.+?)\s*([0-9]{1,9})")
#: Whoever acts signs as one or the other.
_PEOPLE = ("person", "operator")
#: Fewer digits than this stand in too many phones.
_LEAST_DIGITS = 4
#: Words that mean more businesses than this mean none in particular.
_MOST = 50


def names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The names of the businesses and people among these codes, in as many statements however many there are."""
    matches = [match for code in set(codes) if (match := _CODE.fullmatch(code))]
    firms = businesses.named(session, {int(match[2]) for match in matches if match[1] == "business"})
    people = accounts.named(session, {int(match[2]) for match in matches if match[1] in _PEOPLE})
    by_code = {f"business:{firm.id}": firm.display_name(language().url) for firm in firms.values()}
    return by_code | {f"{kind}:{person.id}": _name(person) for person in people.values() for kind in _PEOPLE}


def _name(person: Person) -> str:
    """What somebody is called, else what they are reached by."""
    return person.name or next((phone.display(contact.address) for contact in person.contacts), "")


def people_like(session: Session, text: str) -> list[Person]:
    """People whose name, phone or e-mail holds these words; everybody for none."""
    wanted, digits = fold(text), "".join(c for c in text if c.isdigit())
    return [
        person
        for person in accounts.people(session)
        if wanted in fold(person.name or "")
        or any(
            wanted in contact.address or (len(digits) >= _LEAST_DIGITS and digits in contact.address)
            for contact in person.contacts
        )
    ]


def codes(session: Session, text: str, kinds: Mapping[str, object]) -> set[str] | None:
    """What these words mean among kinds of rows (code, words): a code, a kind, a name; None where nothing was typed.

    A name means every person and business that bears it; `business 3` is meant as a page shows it.
    """
    if not text:
        return None
    if text in kinds or _CODE.fullmatch(text):
        return {text}
    shown = _SHOWN.fullmatch(text)
    rows = {f"{kind}:{shown[2]}" for kind, words in kinds.items() if shown and fold(str(words)) == fold(shown[1])}
    firms = {f"business:{firm.id}" for firm in businesses.look_up(session, text, "", 0, _MOST)}
    people = {f"{kind}:{person.id}" for person in people_like(session, text) for kind in _PEOPLE}
    return meant(text, kinds) | rows | firms | people


def meant(text: str, words_by_code: Mapping[str, object]) -> set[str]:
    """The codes of a table whose words, or which themselves, hold what was typed."""
    return {code for code, words in words_by_code.items() if fold(text) in fold(str(words)) or text in code}
