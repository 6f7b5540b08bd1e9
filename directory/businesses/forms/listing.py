"""Forms of a business's names, work, hours, licenses and warranties, for its owner, a newcomer and the operator."""

import re
from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from directory.businesses.fields.editing import normal, with_status
from directory.businesses.fields.grammar import read_pause, tidy
from directory.businesses.fields.terms import (
    LONGEST_CONDITION,
    FactValue,
    LicenseValue,
    Term,
    Values,
    WarrantyValue,
    licenses,
    texts,
    warranties,
    week,
)
from directory.businesses.forms.fields import Known, Makers, SectionForm, boxes, line, of_kind, state_boxes
from directory.foundation.forms import Checks, Form, WholeNumber
from directory.kernel.site import site
from directory.kernel.text import plain
from directory.reading.hours import DAYS
from directory.trades import vocabulary
from directory.trades.forms import storable

#: Of the question which language to speak on the phone; "another" says nothing here.
SPOKEN = ("cmn", "yue", "en")
#: As a listing names them.
ORDER = (*SPOKEN, "other")
_TIME = re.compile(r"(\d{1,2})(?:[:：.](\d{2}))?\s*(am|pm|上午|下午)?", re.IGNORECASE)


_SCRIPTS = [
    SelectChoice("zh-Hans", Markup('<span lang="zh-Hans">简体字</span>')),
    SelectChoice("zh-Hant", Markup('<span lang="zh-Hant">繁體字</span>')),
]


class NamesForm(SectionForm):
    """What the business is called, in each script as it writes itself."""

    name_zh = line(_l("Chinese name"))
    name_zh_lang = RadioField(_l("The Chinese name is written in"), choices=_SCRIPTS, default="zh-Hans")
    name_en = line(_l("English name"))
    romanized = line(_l("Chinese name in English letters"))
    owner = line(_l("Owner's name"))

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """A business has a name in at least one script."""
        is_valid = super().validate(extra_validators)
        if is_valid and not (self.name_zh.data or self.name_en.data):
            self.name_zh.errors = [_("Please give a name, in Chinese or in English.")]
            return False
        return is_valid

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        for name in ("name_zh", "name_en", "romanized", "owner"):
            self[name].data = values.get(name) or ""
        self.name_zh_lang.data = values.get("name_zh_lang") or "zh-Hans"

    def values(self) -> dict[str, FactValue]:
        """The names; none is not stated."""
        texts = {name: self[name].data or None for name in ("name_zh", "name_en", "romanized", "owner")}
        return texts | {"name_zh_lang": self.name_zh_lang.data}


class WorkForm(SectionForm):
    """What they do, for whom."""

    services = boxes(_l("What you do"), "service")
    work_types = boxes(_l("Kinds of work"), "work_type")
    property_types = boxes(_l("Customers you work for"), "property_type")
    brands = Makers(_l("Brands you install or repair"))
    features = boxes(_l("Also"), "feature")

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """A listing without any service would be found by nobody."""
        is_valid = super().validate(extra_validators)
        if is_valid and not self.services.data:
            self.services.errors = [_("Please tick at least one thing you do.")]
            return False
        return is_valid

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        for name in _WORK:
            self[name].data = texts(values.get(name))

    def values(self) -> dict[str, FactValue]:
        """What is ticked, in the order of the page; nothing ticked is not stated."""
        return {name: self[name].data or None for name in _WORK}


_WORK = ("services", "work_types", "property_types", "brands", "features")


def read_time(text: str | None) -> str | None:
    """`08:00` for what people type: 8, 8:00, 8:00 am, 下午5, 24:00; None for nothing. ValueError for anything else."""
    typed = (text or "").strip()
    if not typed:
        return None
    prefix = re.fullmatch(r"(上午|下午)\s*(.+)", typed)
    match = _TIME.fullmatch(f"{prefix[2]} {prefix[1]}" if prefix else typed)
    if not match:
        raise ValueError("no time")
    hour, minute, part = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if part and not 1 <= hour <= 12:
        raise ValueError("no hour of half a day")
    if part in ("pm", "下午"):
        hour = hour % 12 + 12
    elif part in ("am", "上午"):
        hour %= 12
    if (hour > 23 and (hour, minute, part) != (24, 0, "")) or minute > 59:
        raise ValueError("no time of the day")
    return f"{hour:02d}:{minute:02d}"


def _is_backwards(start: str, end: str) -> bool:
    """Whether a day would end before it begins; 00:00 and 24:00 end it at midnight."""
    return start == "24:00" or (end not in ("00:00", "24:00") and end <= start)


class WeekForm(SectionForm):
    """When and in which languages they answer. The fields of the seven days are added below."""

    languages = boxes(_l("Languages you speak"), "lang", only=SPOKEN)

    def days(self) -> list[tuple[str, Field, Field]]:
        """(day, opens, closes) for the page."""
        return [(day, self[f"{day}_opens"], self[f"{day}_closes"]) for day in DAYS]

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Both times of a day or neither, the later last (midnight closes a day). What stands there may stay."""
        is_valid = super().validate(extra_validators)
        current = week(self.held.get("hours"))
        for day, opens, closes in self.days():
            try:
                start, end = read_time(opens.data), read_time(closes.data)
            except ValueError:
                opens.errors = [_("Please write times like 8:00 or 17:30.")]
                is_valid = False
                continue
            if (start is None) != (end is None):
                opens.errors = [_("Please give both times, or neither: closed that day.")]
                is_valid = False
            elif start and end and _is_backwards(start, end) and current.get(day) != [start, end]:
                opens.errors = [_("Closing must come after opening. For midnight write 00:00.")]
                is_valid = False
        return is_valid

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        hours = week(values.get("hours"))
        for day, opens, closes in self.days():
            opens.data, closes.data = hours.get(day) or ("", "")
        self.languages.data = texts(values.get("languages"))

    def values(self) -> dict[str, FactValue]:
        """No hours at all is not stated; with some, a day without is closed."""
        times = {day: (read_time(opens.data), read_time(closes.data)) for day, opens, closes in self.days()}
        return {
            "hours": {day: [start, end] for day, (start, end) in times.items() if start and end} or None,
            "languages": [code for code in ORDER if code in (self.languages.data or ())] or None,
        }


class HoursForm(WeekForm):
    """The desk's page asks for emergencies besides."""

    emergency = SelectField(
        _l("Emergencies, nights and weekends too"),
        choices=[SelectChoice("", _l("Not stated")), SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
    )

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        super().fill(values)
        emergency = values.get("emergency")
        self.emergency.data = "" if emergency is None else "yes" if emergency else "no"

    def values(self) -> dict[str, FactValue]:
        """Not answered is not stated."""
        return super().values() | {"emergency": {"yes": True, "no": False}.get(self.emergency.data)}


_DAY_WORDS = {
    "mon": _l("Monday"),
    "tue": _l("Tuesday"),
    "wed": _l("Wednesday"),
    "thu": _l("Thursday"),
    "fri": _l("Friday"),
    "sat": _l("Saturday"),
    "sun": _l("Sunday"),
}
for _name, _words in _DAY_WORDS.items():
    for _end in ("opens", "closes"):
        _checks = [Optional(), storable, Length(max=12, message=_l("Please keep it shorter."))]
        setattr(WeekForm, f"{_name}_{_end}", StringField(_words, filters=[tidy], validators=_checks))


class PauseForm(Form):
    """Not taking new work until a day; empty takes it again."""

    until = StringField(
        _l("Not taking new work until"), filters=[tidy], validators=[Optional(), Length(max=10), storable]
    )

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """A day after today, within a year."""
        is_valid = super().validate(extra_validators)
        if is_valid and self.until.data:
            try:
                self.until.data = read_pause(self.until.data)
            except ValueError as error:
                self.until.errors = [str(error)]
                return False
        return is_valid


MOST_LICENSES, MOST_TERMS = 6, 8
#: Empty rows shown after the filled ones.
SPARE = 2
LONGEST_NUMBER = 40
MOST_YEARS = 50


class PromisesForm(SectionForm):
    """The numbered rows are added below: `license_0_type`, `license_0_state`, ..., `warranty_0_scope`, ..."""

    licensed = BooleanField(_l("We are licensed"))
    licensed_states = state_boxes(_l("Licensed in"))
    insured = BooleanField(_l("We are insured"))
    insured_states = state_boxes(_l("Insured in"))

    def license_rows(self) -> list[tuple[Field, ...]]:
        """(type, state, number) of each row the page shows."""
        return self._rows("license", ("type", "state", "number"), MOST_LICENSES)

    def term_rows(self) -> list[tuple[Field, ...]]:
        """(scope, amount, unit, condition) of each row the page shows."""
        return self._rows("warranty", ("scope", "amount", "unit", "condition"), MOST_TERMS)

    def _rows(self, name: str, parts: tuple[str, ...], most: int) -> list[tuple[Field, ...]]:
        rows = [tuple(self[f"{name}_{number}_{part}"] for part in parts) for number in range(most)]
        filled = [
            number
            for number, fields in enumerate(rows)
            if fields[0].data or fields[1].data or any(f.errors for f in fields)
        ]
        return rows[: max([*filled, -1]) + 1 + SPARE]

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """A row is whole or empty; a term has an amount unless it is for life."""
        is_valid = super().validate(extra_validators)
        for kind, state, number in self._rows("license", ("type", "state", "number"), MOST_LICENSES):
            if (state.data or number.data) and not kind.data:
                kind.errors = [_("Please say which license this is.")]
                is_valid = False
        for scope, amount, unit, condition in self.term_rows():
            if (amount.data or condition.data) and not scope.data:
                scope.errors = [_("Please say what the warranty covers.")]
                is_valid = False
            elif scope.data and unit.data != "lifetime" and not amount.data and not amount.errors:
                amount.errors = [_("Please say for how long.")]
                is_valid = False
        return is_valid

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        self.licensed.data = bool(values.get("licensed") or values.get("licenses"))
        self.insured.data = bool(values.get("insured"))
        for name in ("licensed_states", "insured_states"):
            self[name].data = texts(values.get(name))
        for number, entry in enumerate(licenses(values.get("licenses"))[:MOST_LICENSES]):
            for part in ("type", "state", "number"):
                self[f"license_{number}_{part}"].data = entry.get(part) or ""
        for number, warranty in enumerate(_promises(values)[:MOST_TERMS]):
            term = Term.of(warranty)
            self[f"warranty_{number}_scope"].data = warranty["scope"]
            self[f"warranty_{number}_unit"].data = term.unit
            self[f"warranty_{number}_amount"].data = term.amount
            self[f"warranty_{number}_condition"].data = warranty.get("condition") or ""

    def promises(self) -> list[WarrantyValue]:
        """The warranties typed."""
        return [
            Term(unit.data, None if unit.data == "lifetime" else amount.data).promise(scope.data, condition.data)
            for scope, amount, unit, condition in self.term_rows()
            if scope.data
        ]

    def values(self) -> dict[str, FactValue]:
        """A row of license or a state says licensed by itself; nothing said is not stated, never no."""
        typed: list[LicenseValue] = [
            {"type": kind.data, "state": state.data or None, "number": plain(number.data or "").upper() or None}
            for kind, state, number in self.license_rows()
            if kind.data
        ]
        licensed_in = self.licensed_states.data or None
        insured_in = self.insured_states.data or None
        return {
            "licensed": True if self.licensed.data or typed or licensed_in else None,
            "licensed_states": licensed_in,
            "licenses": with_status(typed, licenses(self.held.get("licenses"))),
            "insured": True if self.insured.data or insured_in else None,
            "insured_states": insured_in,
            "warranties": self.promises(),
        }


def _promises(values: Values) -> list[WarrantyValue]:
    return warranties(normal("warranties", values.get("warranties")))


def _with_none(kind: str) -> Callable[[], list[SelectChoice]]:
    return lambda: [SelectChoice("", "—"), *of_kind(kind)()]


_UNITS = [
    SelectChoice("years", _l("years")),
    SelectChoice("months", _l("months")),
    SelectChoice("lifetime", _l("lifetime")),
]
for _n in range(MOST_LICENSES):
    _state = SelectField(
        _l("State"),
        choices=[SelectChoice("", "—"), *(SelectChoice(s, s) for s in site().codes)],
        validate_choice=False,
        validators=[Known(frozenset(site().codes))],
    )  # fmt: skip
    _type = SelectField(
        _l("License"), choices=_with_none("license_type"), validate_choice=False,
        validators=[Known(frozenset(vocabulary.codes("license_type")))],
    )  # fmt: skip
    setattr(PromisesForm, f"license_{_n}_type", _type)
    setattr(PromisesForm, f"license_{_n}_state", _state)
    setattr(PromisesForm, f"license_{_n}_number", line(_l("Number"), LONGEST_NUMBER))
for _n in range(MOST_TERMS):
    _scope = SelectField(
        _l("Warranty on"), choices=_with_none("warranty_scope"), validate_choice=False,
        validators=[Known(frozenset(vocabulary.codes("warranty_scope")))],
    )  # fmt: skip
    _amount = WholeNumber(
        _l("How long"),
        validators=[Optional(), NumberRange(1, MOST_YEARS, message=_l("Please write a number from 1 to 50."))],
    )
    _unit = SelectField(
        _l("Unit"), choices=_UNITS, default="years", validate_choice=False,
        validators=[Known(frozenset(("years", "months", "lifetime")))],
    )  # fmt: skip
    setattr(PromisesForm, f"warranty_{_n}_scope", _scope)
    setattr(PromisesForm, f"warranty_{_n}_amount", _amount)
    setattr(PromisesForm, f"warranty_{_n}_unit", _unit)
    setattr(PromisesForm, f"warranty_{_n}_condition", line(_l("Only for (empty: no condition)"), LONGEST_CONDITION))
