"""What was asked for: the parameters of /find and of the API, brought into one value that never fails to be made."""

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from directory.kernel.text import clean
from directory.kernel.typed import find_number

MOST_CHARACTERS = 200
MOST_VALUES = 20
MOST_YEARS = 99
MOST_PAGES = 100_000
#: Orders a visitor may choose.
ORDERS = ("warranty",)
_YES = {"true", "1", "on", "yes"}


@dataclass(frozen=True)
class Query:
    """A search. A group's values are alternatives, its groups conditions; None and empty ask nothing."""

    text: str = ""
    place: str = ""
    service: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    #: `stated`, `checked` or a license type.
    license: str = ""
    insured: bool = False
    property: tuple[str, ...] = ()
    #: At least so many years of warranty.
    parts_years: int | None = None
    labor_years: int | None = None
    page: int = 1
    #: Typos are not put right.
    exact: bool = False
    #: `warranty`: the longest first; empty is the order of `ranking.CRITERIA`.
    order: str = ""

    @classmethod
    def read(cls, args: MultiDict[str, str]) -> "Query":
        """The query of a URL's parameters. Never raises: what cannot be read asks nothing, what is too long is cut."""
        return cls(
            text=_text(args.get("q", "")),
            place=_text(args.get("place", "")),
            service=_codes(args.getlist("service")),
            brand=_codes(args.getlist("brand")),
            license=_text(args.get("license", ""))[:30],
            insured=args.get("insured", "").strip().lower() in _YES,
            property=_codes(args.getlist("property")),
            parts_years=_number(args.get("parts_years", ""), MOST_YEARS),
            labor_years=_number(args.get("labor_years", ""), MOST_YEARS),
            page=_number(args.get("page", ""), MOST_PAGES) or 1,
            exact=args.get("exact", "").strip().lower() in _YES,
            order=ORDERS[0] if args.get("order", "").strip() in ORDERS else "",
        )

    def is_filtered(self) -> bool:
        """Whether a facet is chosen."""
        return bool(
            self.service
            or self.brand
            or self.license
            or self.insured
            or self.property
            or self.parts_years is not None
            or self.labor_years is not None
        )

    def is_empty(self) -> bool:
        """Whether nothing is asked: everything is the answer."""
        return not (self.text or self.place or self.order or self.is_filtered())


def _text(value: str) -> str:
    """One line of cleaned text; cut before it is cleaned too, so that a huge one costs nothing."""
    return " ".join(clean(value[: 10 * MOST_CHARACTERS]).split())[:MOST_CHARACTERS]


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    codes = (_text(value)[:60] for value in list(values)[:MOST_VALUES])
    return tuple(dict.fromkeys(code for code in codes if code))


def _number(value: str, most: int) -> int | None:
    """A whole number from 1 to `most`; None for anything else."""
    return find_number(value, most) or None
