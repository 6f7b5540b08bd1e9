"""Every field of a quote, once: what it is called, what a quote says of it and in which words, which jobs ask for it.

Pages, compare and the printed estimate walk through `fields`. A field that is not stated has no words (None): its
reader says "not stated" where the job asks for it, and leaves it out where not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from directory.businesses.fields.grammar import show_term
from directory.foundation.i18n import Labelled, language, show_date
from directory.quotes.rules.offer import (
    REFRIGERANTS,
    SCOPES,
    Honorer,
    Offer,
    Option,
    Paperwork,
    Payment,
    Promise,
    ScopeItem,
    Tier,
    price,
)
from directory.trades import vocabulary
from directory.trades.labels import label

#: Jobs that put in machines; those that cool; work that is more than an hour's.
NEW_MACHINES = frozenset(("replace", "install", "mini", "wh", "light", "second"))
_COOLING = NEW_MACHINES - {"wh"}
LARGE = NEW_MACHINES | {"duct"}


class Section(Labelled):
    """Where a field stands."""

    PRICE = "price", _l("Price")
    COVERS = "covers", _l("What the price covers")
    EQUIPMENT = "equipment", _l("Equipment")
    WARRANTY = "warranty", _l("Warranty")
    DAYS = "days", _l("Dates")
    PAPERS = "papers", _l("License and terms")


@dataclass(frozen=True)
class OfferField:
    """One field: `value` is what an option says (None: nothing), `words` the same in the reader's language.

    `of` are the jobs (codes of what a homeowner needs) that have such a thing; None: every job.
    """

    code: str
    section: Section
    label: Callable[[], str]
    value: Callable[[Offer, Option], object]
    show: Callable[[object], str]
    of: frozenset[str] | None = None
    #: Jobs of which a good quote says it: where it does not, that is named. None: every job.
    needed: frozenset[str] | None = frozenset()
    #: As its business wrote it, in whichever language.
    is_free: bool = False

    @property
    def is_scope(self) -> bool:
        """Whether it is work or a paper that the price covers or not."""
        return self.code in ScopeItem.labels()

    def words(self, offer: Offer, option: Option) -> str | None:
        """What an option says of it, in the language spoken; None where it says nothing."""
        value = self.value(offer, option)
        return None if value is None else self.show(value)

    def is_missing(self, offer: Offer, option: Option, job: str) -> bool:
        """Whether a good quote for this job would say it, and this one does not."""
        is_needed = self.needed is None or job in self.needed
        return is_needed and self.value(offer, option) is None

    def fits(self, job: str) -> bool:
        """Whether this job has such a thing: it is asked for in a form."""
        return self.of is None or job in self.of


def fields() -> tuple[OfferField, ...]:
    """Every field, in the order of a quote."""
    return _fields()


def field(code: str) -> OfferField:
    """The field of a code. Raises KeyError."""
    return _by_code()[code]


def shown(offer: Offer, option: Option, job: str) -> Iterator[tuple[OfferField, str | None]]:
    """The fields of an option to show for a job, each with its words; None: not stated, though it should be."""
    for entry in fields():
        words = entry.words(offer, option)
        if words is not None or entry.is_missing(offer, option, job):
            yield entry, words


def changes(before: Offer, after: Offer, job: str) -> list[tuple[OfferField, str | None, str | None]]:
    """What the first option of a newer quote says otherwise: the field, its words before and now."""
    out = []
    for entry in fields():
        if entry.value(before, before.main) != entry.value(after, after.main):
            out.append((entry, entry.words(before, before.main), entry.words(after, after.main)))
    return out


@dataclass(frozen=True)
class Card:
    """An option as a page draws it: pairs of label and words, those that decide first."""

    option: Option
    tier: str
    price: str
    net: str
    #: Warranty, first day, permit: what is asked of every price is "not stated" (None) where it is not.
    first: list[tuple[OfferField, str | None]]
    #: Labels of what the price covers, and of what it says it does not.
    covers: list[str]
    leaves_out: list[str]
    #: The rest, by the heading it stands under.
    rest: list[tuple[str, list[tuple[OfferField, str]]]]
    #: Labels of what a good quote for the job would say, and this one does not.
    missing: list[str]


def cards(offer: Offer, job: str) -> list[Card]:
    """Each option of a quote for a job (code), in the language spoken."""
    return [_card(offer, option, job) for option in offer.options]


_ON_TOP = ("total", "net")
_FIRST = ("warranty_parts", "warranty_labor", "start", "permit", "valid_until")


def _card(offer: Offer, option: Option, job: str) -> Card:
    entries = {entry.code: (entry, words) for entry, words in shown(offer, option, job) if entry.code not in _ON_TOP}
    first = [
        entries[code] for code in _FIRST if code in entries and (entries[code][1] or entries[code][0].needed is None)
    ]
    scope = [entry for entry, words in entries.values() if entry.section is Section.COVERS and words and entry.is_scope]
    taken = {entry.code for entry, _words in first} | {entry.code for entry in scope}
    left = [(entry, words) for entry, words in entries.values() if entry.code not in taken]
    by_section = [
        (str(section.label), [(entry, words) for entry, words in left if words and entry.section is section])
        for section in Section
    ]
    return Card(
        option=option,
        tier=Tier.label_of(option.tier) if option.tier else "",
        price=price(option.amount_min, option.amount_max),
        net=price(*option.net) if option.net else "",
        first=first,
        covers=[entry.label() for entry in scope if entry.value(offer, option)],
        leaves_out=[entry.label() for entry in scope if not entry.value(offer, option)],
        rest=[(heading, pairs) for heading, pairs in by_section if pairs],
        missing=[entry.label() for entry, words in left if words is None],
    )


def show_promise(promise: Promise) -> str:
    """A warranty in words: `10 years, honored by the manufacturer, if registered within 60 days`."""
    if promise.is_none:
        return _("no warranty")
    parts = [show_term(promise.warranty.term)]
    if promise.honored_by:
        parts.append(_("honored by %(whom)s", whom=Honorer.label_of(promise.honored_by)))
    if promise.register_days is not None:
        parts.append(
            ngettext("if registered within %(num)d day", "if registered within %(num)d days", promise.register_days)
        )
    if promise.warranty.condition:
        parts.append(promise.warranty.condition)
    return ("; " if language().url == "en" else "；").join(parts)


def _money(value: object) -> str:
    return price(*value) if isinstance(value, tuple) else f"${value:,}"


def _days(value: object) -> str:
    return ngettext("within %(num)d day", "within %(num)d days", int(str(value)))


def _flag(value: object) -> str:
    return _("included") if value else _("not included")


def _yes(value: object) -> str:
    return _("yes") if value else _("no")


def _number(value: object) -> str:
    return f"{value:g}"


def _brand(value: object) -> str:
    known = vocabulary.term("brand", str(value))
    return known.label(language().url) if known else str(value)


def _paid(table: type[Labelled]) -> Callable[[object], str]:
    return lambda value: table.label_of(str(value))


def _machine(name: str) -> Callable[[Offer, Option], object]:
    return lambda offer, option: getattr(option.equipment, name)


def _covered(item: ScopeItem) -> OfferField:
    jobs: dict[ScopeItem, frozenset[str]] = {
        ScopeItem.LINE_SET_NEW: _COOLING,
        ScopeItem.LINE_SET_REUSED: _COOLING,
        ScopeItem.MANUAL_J: _COOLING,
        ScopeItem.DUCTS: _COOLING | {"duct"},
        ScopeItem.MANUAL_D: _COOLING | {"duct"},
        ScopeItem.MANUAL_S: _COOLING,
        ScopeItem.CONDENSATE: _COOLING,
        ScopeItem.PAD: _COOLING,
    }
    # Either of two says how the refrigerant lines are; the two designs are for who asks for them.
    is_extra = item in (ScopeItem.LINE_SET_REUSED, ScopeItem.MANUAL_D, ScopeItem.MANUAL_S, ScopeItem.PAD)
    return OfferField(
        str(item),
        Section.COVERS,
        lambda: str(item.label),
        lambda offer, option: option.covers(item),
        _flag,
        jobs.get(item, NEW_MACHINES),
        frozenset() if is_extra else jobs.get(item, NEW_MACHINES),
    )


def _warranted(scope: str) -> OfferField:
    jobs = {"parts": None, "labor": None, "tank": frozenset(("wh",)), "compressor": _COOLING}
    fits = jobs.get(scope, NEW_MACHINES)
    return OfferField(
        f"warranty_{scope}",
        Section.WARRANTY,
        lambda: _("Warranty on %(what)s", what=label("warranty_scope", scope).lower()),
        lambda offer, option: option.promise(scope),
        lambda value: show_promise(value) if isinstance(value, Promise) else "",
        fits,
        fits if scope in jobs else frozenset(),
    )


_MODELS = {
    "brand": (_l("Brand"), True),
    "outdoor": (_l("Outdoor unit model"), True),
    "indoor": (_l("Indoor unit model"), False),
    "coil": (_l("Coil model"), False),
    "furnace": (_l("Furnace or water heater model"), False),
    "ahri": (_l("AHRI certificate"), False),
}
_RATINGS = {
    "tons": (_l("Size in tons"), True),
    "seer2": ("SEER2", True),
    "eer2": ("EER2", False),
    "hspf2": ("HSPF2", False),
    "afue": (_l("AFUE (percent)"), False),
}
_LINES = {
    "equipment": _l("Equipment"),
    "labor": _l("Labor"),
    "permit": _l("Permit"),
    "extras": _l("Extra work"),
}


@cache
def _fields() -> tuple[OfferField, ...]:
    return (
        *_of_price(),
        *map(_covered, ScopeItem),
        OfferField(
            "permit", Section.COVERS, _label(_l("Permit and inspection")), lambda o, p: p.permit, _paid(Paperwork),
            LARGE, LARGE,
        ),
        *_of_equipment(),
        *map(_warranted, SCOPES),
        OfferField("start", Section.DAYS, _label(_l("Earliest day")), lambda o, p: p.start, _day, needed=None),
        OfferField("finish", Section.DAYS, _label(_l("Finished by")), lambda o, p: p.finish, _day),
        *_of_papers(),
    )  # fmt: skip


def _of_price() -> Iterator[OfferField]:
    def line(code: str) -> Callable[[Offer, Option], object]:
        return lambda offer, option: option.lines.get(code)

    yield OfferField("total", Section.PRICE, _label(_l("Total")), lambda o, p: (p.amount_min, p.amount_max), _money)
    for code, called in _LINES.items():
        yield OfferField(f"price_{code}", Section.PRICE, _label(called), line(code), _money)
    yield OfferField("rebate", Section.PRICE, _label(_l("Rebate")), lambda o, p: p.rebate, _money)
    yield OfferField("net", Section.PRICE, _label(_l("After the rebate")), lambda o, p: p.net, _money)
    yield OfferField("deposit", Section.PRICE, _label(_l("Deposit")), lambda o, p: p.deposit, _money, needed=LARGE)
    yield OfferField("payment", Section.PRICE, _label(_l("Payment")), lambda o, p: p.payment, _paid(Payment))


def _of_equipment() -> Iterator[OfferField]:
    for code, (words, is_needed) in _MODELS.items():
        yield OfferField(
            code, Section.EQUIPMENT, _label(words), _machine(code), _brand if code == "brand" else str, NEW_MACHINES,
            NEW_MACHINES if is_needed else frozenset(),
        )  # fmt: skip
    for code, (called, is_needed) in _RATINGS.items():
        yield OfferField(
            code, Section.EQUIPMENT, _label(called), _machine(code), _number, _COOLING,
            _COOLING if is_needed else frozenset(),
        )  # fmt: skip
    yield OfferField(
        "refrigerant", Section.EQUIPMENT, _label(_l("Refrigerant")), _machine("refrigerant"),
        lambda value: REFRIGERANTS.get(str(value), str(value)), _COOLING, _COOLING,
    )  # fmt: skip


def _of_papers() -> tuple[OfferField, ...]:
    return (
        OfferField("license", Section.PAPERS, _label(_l("License number")), lambda o, p: o.license, str, needed=LARGE),
        OfferField("insured", Section.PAPERS, _label(_l("Has insurance")), lambda o, p: o.insured, _yes, needed=LARGE),
        OfferField(
            "valid_until", Section.PAPERS, _label(_l("Price valid until")), lambda o, p: o.valid_until, _day,
            needed=LARGE,
        ),
        OfferField(
            "cancel_days", Section.PAPERS, _label(_l("Can be canceled after signing")), lambda o, p: o.cancel_days,
            _days,
        ),
        OfferField(
            "exclusions", Section.PAPERS, _label(_l("Not included, in their words")), lambda o, p: o.exclusions, str,
            is_free=True,
        ),
    )  # fmt: skip


def _label(words: object) -> Callable[[], str]:
    return lambda: str(words)


def _day(value: object) -> str:
    return show_date(value) if isinstance(value, date) else ""


@cache
def _by_code() -> dict[str, OfferField]:
    return {entry.code: entry for entry in _fields()}
