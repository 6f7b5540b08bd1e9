"""The shape of a quote as a contractor types it on the page of a lead: only what fits the job, prices as people write
them, what was filled in before."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as BaseForm
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from directory.businesses.fields.listing import Warranty
from directory.businesses.fields.terms import LONGEST_CONDITION, Term
from directory.foundation.forms import Checks, Form, Price, WholeNumber, at_most
from directory.foundation.i18n import Labelled, language
from directory.kernel import clock
from directory.kernel.text import clean
from directory.quotes.forms.fields import ComingDay, Dollars, Rating, Stated, WarrantyLength, line
from directory.quotes.rules import LONGEST_MODEL, LONGEST_TEXT, MOST_OPTIONS
from directory.quotes.rules.fields import NEW_MACHINES, field
from directory.quotes.rules.offer import (
    SCOPES,
    Equipment,
    Honorer,
    Offer,
    Option,
    Paperwork,
    Payment,
    Promise,
    ScopeItem,
    Tier,
    doubts,
)
from directory.trades import vocabulary
from directory.trades.forms import Boxes, commonest


def _labels(table: type[Labelled]) -> Callable[[], list[SelectChoice]]:
    return lambda: [SelectChoice("", _l("Not said")), *(SelectChoice(c, w) for c, w in table.labels().items())]


def _one_of(label: object, table: type[Labelled]) -> SelectField:
    return SelectField(label, choices=_labels(table), default="")


def _brands() -> list[SelectChoice]:
    listed = vocabulary.terms("brand")
    return [SelectChoice("", _l("Not said")), *(SelectChoice(b.code, b.label(language().url)) for b in listed)]


class _Maker(SelectField):  # type: ignore[misc]
    """A maker: one of those that the table names first, which are the commonest, or the one that stands there."""

    def iter_choices(self) -> list[Choice]:
        """The choices that are shown."""
        return commonest(super().iter_choices())


def _scope() -> list[SelectChoice]:
    return [SelectChoice(code, words) for code, words in ScopeItem.labels().items()]


def _label(code: str) -> LazyString:
    return LazyString(lambda: field(code).label())


class OptionForm(BaseForm):  # type: ignore[misc]
    """Another option of the same quote: its price, and what is different in it. Without a price it is not offered."""

    tier = _one_of(_l("Name of this option"), Tier)
    amount = Price(_l("Price in dollars"), validators=[Optional()])
    brand = _Maker(_label("brand"), choices=_brands, default="")
    outdoor = line(_label("outdoor"), LONGEST_MODEL)
    furnace = line(_label("furnace"), LONGEST_MODEL)
    tons = Rating(_label("tons"))
    seer2 = Rating("SEER2")
    parts_years = WarrantyLength(_l("Warranty on parts, years"))
    labor_years = WarrantyLength(_l("Warranty on labor, years"))

    @property
    def is_typed(self) -> bool:
        """Whether it has a price, or something in it was refused."""
        return bool(self.amount.data or self.errors)

    @property
    def is_different(self) -> bool:
        """Whether something beside its name and price was refused."""
        return bool(self.errors.keys() - {"tier", "amount"})


#: What of its machine may be different in another option, and of its warranty.
_MACHINE = ("brand", "outdoor", "tons", "seer2")
_OF_HEATER = ("brand", "furnace")
_OF_WARRANTY = ("parts_years", "labor_years")
#: What stands folded on the page.
_FOLDS = {
    "more": {"amount_max", "rebate", "deposit", "payment", "valid_days", "cancel_days", "finish_date"}
    | {"price_equipment", "price_labor", "price_permit", "price_extras"},
    "machines": {"indoor", "coil", "furnace", "ahri", "eer2", "hspf2", "afue", "refrigerant", "excluded"},
    "papers": {"compressor_years", "heat_exchanger_years", "tank_years", "condition", "register_days", "honored_by"}
    | {"license", "insured", "exclusions"},
    "options": {"tier", "options"},
}


_RARE = ("line_set_reused", "pad", "manual_j", "manual_d", "manual_s")


class QuoteForm(Stated, Form):
    """A quote. `job` is the code of what the customer needs: it decides what is asked."""

    amount_min = Price(_l("Price in dollars"), validators=[InputRequired(Price.complaint)])
    amount_max = Dollars(_l("to, in dollars (leave empty for one price)"), Price.complaint, validators=[Optional()])
    parts_years = WarrantyLength(_l("Warranty on parts, years"))
    labor_years = WarrantyLength(_l("Warranty on labor, years"))
    earliest_date = ComingDay(_l("Earliest day you can come"), validators=[Optional()])
    note = StringField(_l("Note to the customer"), validators=[at_most(LONGEST_TEXT)])

    tier = _one_of(_l("Name of this option"), Tier)
    brand = _Maker(_label("brand"), choices=_brands, default="")
    included = Boxes(_l("Included in the price"), choices=_scope)
    excluded = Boxes(_l("Not included"), choices=_scope)
    permit = _one_of(_label("permit"), Paperwork)
    price_permit = Dollars(_label("price_permit"), validators=[Optional()])
    price_extras = Dollars(_label("price_extras"), validators=[Optional()])
    payment = _one_of(_label("payment"), Payment)
    finish_date = ComingDay(_label("finish"), validators=[Optional()])
    compressor_years = WarrantyLength(_l("Warranty on compressor, years"))
    heat_exchanger_years = WarrantyLength(_l("Warranty on heat exchanger, years"))
    tank_years = WarrantyLength(_l("Warranty on tank, years"))
    condition = line(_l("Warranty only for (empty: no condition)"), LONGEST_CONDITION)
    honored_by = _one_of(_l("Who honors the warranty on parts"), Honorer)
    register_days = WholeNumber(
        _l("To be registered within, days"),
        validators=[Optional(), NumberRange(1, 365, message=_l("Give days, from 1 to 365."))],
    )
    insured = RadioField(
        _label("insured"),
        choices=[SelectChoice("yes", _l("yes")), SelectChoice("no", _l("no")), SelectChoice("", _l("Not said"))],
        default="",
    )
    valid_days = WholeNumber(
        _l("Price holds for, days"),
        validators=[Optional(), NumberRange(1, 365, message=_l("Give days, from 1 to 365."))],
    )
    cancel_days = WholeNumber(
        _l("Can be canceled within, days after signing"),
        validators=[Optional(), NumberRange(0, 365, message=_l("Give days, from 0 to 365."))],
    )
    exclusions = TextAreaField(_l("Not included, in your words"), validators=[at_most(LONGEST_TEXT)])
    options = FieldList(FormField(OptionForm), min_entries=MOST_OPTIONS - 1, max_entries=MOST_OPTIONS - 1)
    #: Numbers that look like the older ratings were looked up again.
    sure = BooleanField(_l("The numbers are right"))

    #: Its fields that hold how long a warranty lasts.
    LENGTHS = tuple(f"{scope}_years" for scope in ("parts", "labor", "compressor", "heat_exchanger", "tank"))

    #: What is ticked at nearly every job, and what is asked for further down.
    COMMON_SCOPE = tuple(item for item in ScopeItem.labels() if item not in _RARE)
    RARE_SCOPE = _RARE

    def __init__(self, *values: Any, job: str = "repair", **named: Any) -> None:
        super().__init__(*values, **named)
        self.job = job
        #: Where what stands in it at first comes from: `listing`, `before`, `this`; empty for nothing.
        self.filled_from = ""

    @property
    def is_large(self) -> bool:
        """Whether the job puts in machines."""
        return self.job in NEW_MACHINES

    @property
    def asks_permit(self) -> bool:
        """Whether such a job may need a permit."""
        return field("permit").fits(self.job)

    def asks_scope(self, item: str) -> bool:
        """Whether such a job may have this part of the work."""
        return field(item).fits(self.job)

    @property
    def more_lengths(self) -> tuple[str, ...]:
        """The warranties that are asked for further down."""
        return tuple(name for name in self.LENGTHS[2:] if field(f"warranty_{name[:-6]}").fits(self.job))

    @property
    def differences(self) -> tuple[str, ...]:
        """The fields of another option beside its name and price: what may be different in it at such a job."""
        return (*(_OF_HEATER if self.job == "wh" else _MACHINE), *_OF_WARRANTY)

    def is_open(self, fold: str) -> bool:
        """Whether something in a fold of the page was refused."""
        return any(name in _FOLDS[fold] for name in self.errors)

    @property
    def has_doubts(self) -> bool:
        """Whether a number looks like one of the older ratings."""
        return bool(self.sure.errors or self.sure.data)

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """What the fields say; a range typed in one place; numbers that look like the older ratings are asked about."""
        is_valid = super().validate(extra_validators)
        if self.amount_min.upper and self.amount_max.raw_data not in ([], [""], None):
            self.amount_min.errors = [*self.amount_min.errors, str(Price.complaint)]
            is_valid = False
        doubtful = [] if self.sure.data else doubts(self._equipment())
        for code in doubtful:
            name = code.upper()
            question = _("This is low for %(name)s. Is it %(name)s on the label? Then tick the box below.", name=name)
            self[code].errors = [*self[code].errors, question]
            self.sure.errors = [_("Please check the numbers, then tick this.")]
        return is_valid and not doubtful

    def offer(self) -> Offer:
        """The quote as typed; what was left empty is not stated."""
        low = self.amount_min.data or 0
        upper = self.amount_max.data or self.amount_min.upper or low
        main = Option(
            low,
            upper,
            tier=self.tier.data or None,
            equipment=self._equipment(),
            included=tuple(self.included.data or ()),
            excluded=tuple(item for item in self.excluded.data or () if item not in (self.included.data or ())),
            permit=self.permit.data or None,
            equipment_price=self.price_equipment.data,
            labor_price=self.price_labor.data,
            permit_price=self.price_permit.data,
            extras_price=self.price_extras.data,
            rebate=self.rebate.data,
            deposit=self.deposit.data,
            payment=self.payment.data or None,
            start=self.earliest_date.data,
            finish=self.finish_date.data,
            promises=self._promises(),
        )
        days = self.valid_days.data
        return Offer(
            options=(main, *(_other(main, entry) for entry in self.options if entry.amount.data)),
            license=clean(self.license.data or "") or None,
            insured={"yes": True, "no": False}.get(self.insured.data or ""),
            valid_until=clock.today() + timedelta(days=days) if days else None,
            cancel_days=self.cancel_days.data,
            exclusions=clean(self.exclusions.data or "") or None,
            note=self.note.data or "",
        )

    def _equipment(self) -> Equipment:
        values = {name: self[name].data for name in Equipment.__struct_fields__}
        return msgspec.convert({name: _tidy(value) for name, value in values.items()}, Equipment)

    def _promises(self) -> tuple[Promise, ...]:
        words = clean(self.condition.data or "") or None
        promises = []
        for scope in SCOPES:
            term = self[f"{scope}_years"].data if f"{scope}_years" in self.LENGTHS else None
            if isinstance(term, Term):
                # Who honors it and by when it is registered is asked of the machine's parts, not of the labor.
                of_maker = scope != "labor" and term.amount != 0
                promises.append(
                    Promise(
                        Warranty.of(scope, term, words if term.amount != 0 else None),
                        (self.honored_by.data or None) if of_maker else None,
                        self.register_days.data if of_maker else None,
                    )
                )
        return tuple(promises)


def _tidy(value: object) -> object:
    return (clean(value) if isinstance(value, str) else value) or None


def _other(main: Option, entry: OptionForm) -> Option:
    """Another option: as the first, but for what is typed for it; the parts of its price are not those of the first."""
    low = entry.amount.data or 0
    typed_in = {name: _tidy(entry[name].data) for name in {*_MACHINE, *_OF_HEATER}}
    machine = {name: value for name, value in typed_in.items() if value is not None}
    promises = {promise.scope: promise for promise in main.promises}
    for name in _OF_WARRANTY:
        scope, term = name.removesuffix("_years"), entry[name].data
        if isinstance(term, Term):
            before = promises.get(scope)
            promises[scope] = Promise(
                Warranty.of(scope, term, before.warranty.condition if before else None),
                before.honored_by if before else None,
                before.register_days if before else None,
            )
    same = {"brand": main.equipment.brand, "refrigerant": main.equipment.refrigerant}
    return msgspec.structs.replace(
        main,
        amount_min=low,
        amount_max=entry.amount.upper or low,
        tier=entry.tier.data or None,
        equipment=msgspec.convert({**same, **machine}, Equipment) if machine else main.equipment,
        equipment_price=None,
        labor_price=None,
        permit_price=None,
        extras_price=None,
        rebate=None,
        deposit=None,
        promises=tuple(promises.values()),
    )


def answers(offer: Offer, given_on: date, *, with_price: bool) -> dict[str, Any]:
    """What an earlier quote puts into a form: codes, machines, warranties; with its price and words only into a new
    version of the same quote."""
    main = offer.main
    values: dict[str, Any] = msgspec.structs.asdict(main.equipment)
    values |= {name: getattr(main, name) for name in ("tier", "included", "excluded", "permit", "payment")}
    for promise in main.promises:
        values[f"{promise.scope}_years"] = promise.warranty.term
        values["condition"] = promise.warranty.condition or values.get("condition")
        values["honored_by"] = promise.honored_by or values.get("honored_by")
        values["register_days"] = promise.register_days or values.get("register_days")
    values |= {"license": offer.license, "cancel_days": offer.cancel_days}
    values["insured"] = {True: "yes", False: "no", None: ""}[offer.insured]
    values["valid_days"] = (offer.valid_until - given_on).days if offer.valid_until else None
    values["options"] = [_shown(option, with_price=with_price) for option in offer.options[1:]]
    if with_price:
        values |= {name: getattr(main, name) for name in ("amount_min", "rebate", "deposit")}
        values["amount_max"] = main.amount_max if main.is_range else None
        values |= {f"price_{code}": amount for code, amount in main.lines.items()}
        values |= {"earliest_date": main.start, "finish_date": main.finish}
        values |= {"note": offer.note, "exclusions": offer.exclusions}
    return {name: value for name, value in values.items() if value is not None}


def _shown(option: Option, *, with_price: bool) -> dict[str, Any]:
    machine = option.equipment
    promises = {f"{promise.scope}_years": promise.warranty.term for promise in option.promises}
    return {
        "tier": option.tier or "",
        "amount": option.amount_min if with_price else None,
        **{name: getattr(machine, name) for name in (*_MACHINE, *_OF_HEATER)},
        **{name: promises.get(name) for name in _OF_WARRANTY},
        "brand": machine.brand or "",
    }
