"""What a quote says, as frozen types: what compare, the warranty card and the printed estimate read.

None, and a scope item in neither list, is "not stated": never a no. Money is whole US dollars, ratings are as the data
plate or the certificate prints them.
"""

from collections.abc import Iterable
from datetime import date
from typing import Self

import msgspec
from flask_babel import lazy_gettext as _l

from directory.businesses.fields.listing import Warranty
from directory.businesses.fields.terms import Term
from directory.foundation.i18n import Labelled
from directory.kernel.prepared import Json, document_of
from directory.kernel.typed import write_price


class Tier(Labelled):
    """What a business calls one of several options."""

    GOOD = "good", _l("Basic")
    BETTER = "better", _l("Better")
    BEST = "best", _l("Best")


class ScopeItem(Labelled):
    """Work and papers that a price may include."""

    REMOVAL = "removal", _l("Old unit taken away")
    DUCTS = "ducts", _l("Duct work")
    LINE_SET_NEW = "line_set_new", _l("New refrigerant lines")
    LINE_SET_REUSED = "line_set_reused", _l("Existing refrigerant lines reused")
    PAD = "pad", _l("Pad or stand")
    CONDENSATE = "condensate", _l("Condensate drain")
    ELECTRICAL = "electrical", _l("Electrical work")
    THERMOSTAT = "thermostat", _l("Thermostat")
    START_UP = "start_up", _l("Start-up and test")
    MANUAL_J = "manual_j", _l("Load calculation (Manual J)")
    MANUAL_D = "manual_d", _l("Duct design (Manual D)")
    MANUAL_S = "manual_s", _l("Equipment selection (Manual S)")


class Paperwork(Labelled):
    """Who gets the permit and has it inspected, and whether the price covers it."""

    INCLUDED = "included", _l("The contractor gets it, included in the price")
    EXTRA = "extra", _l("The contractor gets it, at extra cost")
    HOMEOWNER = "homeowner", _l("The customer gets it")
    NOT_NEEDED = "not_needed", _l("The contractor says that none is needed")


class Payment(Labelled):
    """When what is left after the deposit is due."""

    DONE = "done", _l("When the work is done")
    STAGES = "stages", _l("In stages")
    FINANCED = "financed", _l("In installments (financing)")


class Honorer(Labelled):
    """Who stands behind a warranty."""

    MAKER = "maker", _l("the manufacturer")
    BUSINESS = "business", _l("the contractor")


#: As data plates print them; the same in every language.
REFRIGERANTS = {"R454B": "R-454B", "R32": "R-32", "R410A": "R-410A", "R22": "R-22"}
#: What a warranty of a quote may be on, in the order in which it is asked for.
SCOPES = ("parts", "labor", "compressor", "heat_exchanger", "equipment", "tank", "refrigerant")


class Equipment(msgspec.Struct, frozen=True, omit_defaults=True):
    """The machines of an option."""

    brand: str | None = None
    outdoor: str | None = None
    indoor: str | None = None
    coil: str | None = None
    furnace: str | None = None
    #: The AHRI certificate of the combination.
    ahri: str | None = None
    #: Cooling capacity; a ton is 12,000 BTU an hour.
    tons: float | None = None
    seer2: float | None = None
    eer2: float | None = None
    hspf2: float | None = None
    #: Percent.
    afue: float | None = None
    refrigerant: str | None = None

    @property
    def models(self) -> tuple[str, ...]:
        """Every model number that is stated."""
        return tuple(model for model in (self.outdoor, self.indoor, self.coil, self.furnace) if model)


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """A warranty of a quote: on what, how long and on which condition (`warranty`), and who honors it."""

    warranty: Warranty
    honored_by: str | None = None
    #: It holds only for equipment registered within so many days of the installation.
    register_days: int | None = None

    @classmethod
    def of(cls, scope: str, term: Term, honored_by: str | None = None, register_days: int | None = None) -> Self:
        """`Promise.of("parts", Term("years", 10), "maker", 60)`."""
        return cls(Warranty.of(scope, term), honored_by, register_days)

    @property
    def scope(self) -> str:
        """What it is on: a code of `warranty_scope`."""
        return self.warranty.scope

    @property
    def is_none(self) -> bool:
        """Whether it says that there is no warranty on this: a stated no."""
        return self.warranty.term.amount == 0


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way to do the job, with its price. A price from-to has two amounts, any other twice the same."""

    amount_min: int
    amount_max: int
    tier: str | None = None
    equipment: Equipment = Equipment()
    #: Scope items that the price covers, and those that it says it does not.
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    permit: str | None = None
    #: Parts of the total, where they are named.
    equipment_price: int | None = None
    labor_price: int | None = None
    permit_price: int | None = None
    extras_price: int | None = None
    #: What somebody else pays back; the total is before it.
    rebate: int | None = None
    deposit: int | None = None
    payment: str | None = None
    start: date | None = None
    finish: date | None = None
    promises: tuple[Promise, ...] = ()

    @property
    def is_range(self) -> bool:
        """Whether its price is from-to."""
        return self.amount_min != self.amount_max

    @property
    def net(self) -> tuple[int, int] | None:
        """What is left to pay after the rebate, from-to; None where no rebate is stated."""
        if self.rebate is None:
            return None
        return self.amount_min - self.rebate, self.amount_max - self.rebate

    @property
    def lines(self) -> dict[str, int]:
        """The parts of the total that are named, by code."""
        amounts = {
            "equipment": self.equipment_price,
            "labor": self.labor_price,
            "permit": self.permit_price,
            "extras": self.extras_price,
        }
        return {code: amount for code, amount in amounts.items() if amount is not None}

    def covers(self, item: str) -> bool | None:
        """Whether the price covers a scope item; None where it does not say."""
        if item in self.included:
            return True
        return False if item in self.excluded else None

    def promise(self, scope: str) -> Promise | None:
        """The warranty on a scope (`parts`); None where nothing is stated of it."""
        return next((promise for promise in self.promises if promise.scope == scope), None)

    def years(self, scope: str) -> int | None:
        """The whole years of a warranty; None for none stated, and for a length that is no whole years."""
        promise = self.promise(scope)
        term = promise.warranty.term if promise else None
        return term.amount if term and term.unit == "years" else None

    def as_json(self) -> dict[str, Json]:
        """What `read_option` reads."""
        return document_of(self)


class Offer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A quote: one to three options, the first of them the one that stands alone in a text, and what holds for all."""

    options: tuple[Option, ...]
    #: License as the business writes it, with its class: `VA 2705123456 class A`.
    license: str | None = None
    insured: bool | None = None
    #: The last day on which it can be accepted.
    valid_until: date | None = None
    #: Days within which the customer can cancel after signing.
    cancel_days: int | None = None
    #: Free words, as written: what is not included, and anything else.
    exclusions: str | None = None
    note: str | None = None

    @property
    def main(self) -> Option:
        """The first option."""
        return self.options[0]

    @property
    def amounts(self) -> tuple[tuple[int, int], ...]:
        """The price of each option, from-to."""
        return tuple((option.amount_min, option.amount_max) for option in self.options)

    @property
    def price(self) -> str:
        """The price of each option, the same in every language: `$1,200–1,500`, `$3,200 / $4,100`."""
        return " / ".join(price(low, high) for low, high in self.amounts)

    def as_json(self) -> dict[str, Json]:
        """What `read_offer` reads."""
        return document_of(self)


def read_offer(document: dict[str, Json]) -> Offer:
    """A quote as rows keep it whole. Raises msgspec.ValidationError for what is none."""
    return msgspec.convert(document, Offer)


def read_option(document: dict[str, Json]) -> Option:
    """An option as rows keep it. Raises msgspec.ValidationError for what is none."""
    return msgspec.convert(document, Option)


def simple(
    amount_min: int,
    amount_max: int,
    parts_years: int | None = None,
    labor_years: int | None = None,
    start: date | None = None,
) -> Option:
    """The option of a price that says no more than this: a text, or one from before options were kept."""
    years = {"parts": parts_years, "labor": labor_years}
    promises = tuple(Promise.of(scope, Term("years", n)) for scope, n in years.items() if n is not None)
    return Option(amount_min, amount_max, start=start, promises=promises)


#: The lowest ratings sold new here: under them a number is rather one of the older ratings, or mistyped. They ask
#: back, they never advise. Cooling above so many tons has the second.
_LEAST_SEER2, _LEAST_SEER2_OF_LARGE, _LARGE_TONS, _LEAST_HSPF2 = 14.3, 13.8, 3.75, 7.5


def doubts(machine: Equipment) -> list[str]:
    """Ratings of a machine that look like the older ones (SEER, HSPF), by code: they are asked about.

    A heat pump is one that has a HSPF2.
    """
    is_large = machine.hspf2 is None and machine.tons is not None and machine.tons >= _LARGE_TONS
    least = {"seer2": _LEAST_SEER2_OF_LARGE if is_large else _LEAST_SEER2, "hspf2": _LEAST_HSPF2}
    values = {"seer2": machine.seer2, "hspf2": machine.hspf2}
    return [code for code, value in values.items() if value is not None and value < least[code]]


def price(low: int, high: int) -> str:
    """$1,200 or $1,200–1,500, the same in every language."""
    return write_price(low, high)


def known(codes: Iterable[str], table: type[Labelled]) -> tuple[str, ...]:
    """Those of some codes that a table has, in its order, each once."""
    given = set(codes)
    return tuple(str(member) for member in table if member in given)
