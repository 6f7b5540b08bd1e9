"""What a warranty card says, as frozen types; when its promises end, and how long the card is kept."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec
from flask_babel import lazy_gettext as _l

from directory.businesses.fields.listing import License, Names, Warranty
from directory.businesses.fields.terms import LONGEST, Term
from directory.foundation.i18n import Act, Labelled
from directory.kernel.prepared import Json, document_of
from directory.quotes.rules.offer import SCOPES

#: Lengths that a form offers, as `10y`, `90d`; `0y` is a plain no, `life` has no end. Empty is not stated.
LENGTHS = (
    "0y", "30d", "90d", "6m", "1y", "2y", "3y", "4y", "5y", "6y", "7y", "8y", "10y", "12y", "15y", "20y", "25y", "life",
)  # fmt: skip
#: Characters of a make, model or serial, of a text in a line, of the words beside a card.
LONGEST_CODE, LONGEST_LINE, LONGEST_NOTE = 60, 200, 1000
#: Years that a card is kept: after its longest term ended; from its day on with a promise for life, and without any.
KEPT_AFTER, KEPT_FOR_LIFE, KEPT_WITHOUT = 1, 20, 3
#: The longest time in which equipment is to be registered with its maker.
LONGEST_TO_REGISTER = timedelta(days=366)


class WarrantyAct(Act):
    """What this slice writes into the audit trail."""

    ISSUE = "issue-card", _l("made the warranty card")
    FILL = "fill-card", _l("filled in the warranty card")
    ANNOTATE = "annotate-card", _l("wrote on their own warranty card")
    DISCARD = "discard-card", _l("deleted the warranty card")


class Origin(Labelled):
    """Who states a line of a card."""

    PRICE = "price", _l("stated with the price that was accepted")
    BUSINESS = "business", _l("stated by the business on this card")


class CardTerm(Warranty, frozen=True, omit_defaults=True):
    """A promise on a card: of what, for how long, who honors it (`Honorer`, None: not stated), and its `Origin`.

    `years=0` is a plain no: `no warranty on labor`.
    """

    honored_by: str | None = None
    origin: str = Origin.BUSINESS

    @property
    def is_none(self) -> bool:
        """Whether it says that there is no such warranty."""
        return self.years == 0

    def ends_on(self, start: date) -> date | None:
        """The last day of it, counted from the day on which the work was finished; None for a lifetime, and for none.

        >>> CardTerm("parts", years=10).ends_on(date(2026, 11, 29))
        datetime.date(2036, 11, 29)
        """
        if self.is_none or self.term.is_lifetime:
            return None
        if self.days is not None:
            return start + timedelta(days=self.days)
        return months_after(start, self.term.months or 0)


class Unit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of equipment: its make, model and serial number as its business states them; None is not stated."""

    make: str | None = None
    model: str | None = None
    serial: str | None = None

    def __bool__(self) -> bool:
        return bool(self.make or self.model or self.serial)


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything on a card but what its homeowner adds. A copy: it stays, whatever becomes of listing and business."""

    names: Names
    phones: tuple[str, ...] = ()
    #: Licenses as the listing showed them on the day of the card.
    licenses: tuple[License, ...] = ()
    #: License as its business wrote it with its price.
    license: str | None = None
    #: The job by its code.
    service: str
    #: The day on which the work was finished, and who said so: business or homeowner.
    done_on: date
    done_by: Literal["business", "homeowner"]
    made_on: date
    unit: Unit = Unit()
    more: str | None = None
    #: What the price that was accepted stated, and what its business stated on the card.
    quoted: tuple[CardTerm, ...] = ()
    terms: tuple[CardTerm, ...] = ()
    conditions: str | None = None
    register_by: date | None = None
    #: What the listing promised on the day of the card, about no job in particular.
    promises: tuple[Warranty, ...] = ()
    #: Whether its business looked at it and stands by it.
    is_stated: bool = False

    @classmethod
    def of_json(cls, document: dict[str, Json]) -> "Card":
        """The card of a row. Raises msgspec.ValidationError for what no release has written."""
        return msgspec.convert(document, cls)

    def as_json(self) -> dict[str, Json]:
        """The card as its row stores it."""
        return document_of(self)

    @property
    def shown(self) -> tuple[CardTerm, ...]:
        """The terms that stand: those of the card, and of the price what the card says nothing of."""
        scopes = {term.scope for term in self.terms}
        return in_order([*self.terms, *(term for term in self.quoted if term.scope not in scopes)])

    def quoted_otherwise(self, term: CardTerm) -> CardTerm | None:
        """What the price stated of the same scope, where the card says something else of it."""
        quoted = next((other for other in self.quoted if other.scope == term.scope), None)
        return quoted if quoted is not None and quoted.term.normal != term.term.normal else None

    @property
    def expires_on(self) -> date:
        """The day after which nobody can open the card: a year after its longest term, twenty years for a lifetime,
        three where no term is stated."""
        terms = [term for term in (*self.terms, *self.quoted) if not term.is_none]
        if any(term.term.is_lifetime for term in terms):
            return months_after(self.done_on, 12 * KEPT_FOR_LIFE)
        ends = [end for term in terms if (end := term.ends_on(self.done_on))]
        if not ends:
            return months_after(self.done_on, 12 * KEPT_WITHOUT)
        return months_after(max(ends), 12 * KEPT_AFTER)


def months_after(day: date, months: int) -> date:
    """The day so many months later, or the last of that month where it is shorter.

    >>> months_after(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def length_of(term: Term | None) -> str:
    """A length as a form's list has it: `10y`; empty for none.

    >>> length_of(Term("days", 90))
    '90d'
    """
    if term is None:
        return ""
    return "life" if term.is_lifetime else f"{term.amount}{term.unit[0]}"


def is_length(text: str) -> bool:
    """Whether a text is a length as `length_of` writes it, and none that nobody promises: `11y`, not `99y`."""
    most = {"y": LONGEST["years"], "m": LONGEST["months"], "d": LONGEST["days"]}
    number, unit = text[:-1], text[-1:]
    return unit in most and number.isascii() and number.isdigit() and len(number) < 5 and int(number) <= most[unit]


def term_of(scope: str, length: str, honored_by: str | None) -> CardTerm | None:
    """The promise of a chosen length on `scope`; None where none was chosen."""
    if not length:
        return None
    if length == "life":
        return CardTerm(scope, years="lifetime", honored_by=honored_by)
    amount, unit = int(length[:-1]), length[-1]
    years, months, days = (amount if unit == letter else None for letter in "ymd")
    return CardTerm(scope, years=years, months=months, days=days, honored_by=honored_by)


def in_order(terms: Sequence[CardTerm]) -> tuple[CardTerm, ...]:
    """Terms in the order of a card."""
    return tuple(sorted(terms, key=lambda term: SCOPES.index(term.scope) if term.scope in SCOPES else len(SCOPES)))
