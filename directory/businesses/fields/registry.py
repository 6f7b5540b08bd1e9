"""Every field that a fact may have, once: its words, its section, who may state it, how it is read, shown and kept.

Whatever lists fields is derived from here: the columns of a business, the phone call, the review of an ad, the editor,
the listing's sources, the public API. To add a fact: a `FactField` here, its column and migration, its words in both
catalogues, and the line of a template that shows it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.businesses.fields import grammar, places
from directory.businesses.fields.terms import FactValue, circle, licenses, texts, warranties
from directory.kernel.errors import Invalid
from directory.kernel.text import clean

T = TypeVar("T")
#: Values that say nothing: not stated.
EMPTY: tuple[FactValue, ...] = (None, "", [], {})
#: Longest text (characters) that is read as the value of a field.
LONGEST_TEXT = 600


class Section(StrEnum):
    """Parts of a listing, in the order in which they are shown."""

    NAMES = "names"
    REACH = "reach"
    WORK = "work"
    PROMISES = "promises"
    AREA = "area"
    HOURS = "hours"
    STATE = "state"


@dataclass(frozen=True)
class Kind:
    """How values of a type are read from a person's words and shown on one line.

    `is_list`: nothing stated is an empty list; `is_set`: the order of its items says nothing; `codes`: the kind of the
    vocabulary that its items belong to.
    """

    parse: Callable[[str], FactValue]
    show: Callable[[FactValue], str] = str
    is_list: bool = False
    is_set: bool = False
    codes: str | None = None


def _codes(kind: str) -> Kind:
    return Kind(grammar.parse_codes(kind), grammar.show_codes(kind), is_list=True, is_set=True, codes=kind)


def _list(separator: str) -> Callable[[FactValue], str]:
    return lambda value: separator.join(texts(value))


def _set(
    parse: Callable[[str], FactValue],
    items: Callable[[FactValue], list[T]],
    show: Callable[[T], str] = str,
    separator: str = ", ",
) -> Kind:
    return Kind(parse, lambda value: separator.join(map(show, items(value))), is_list=True, is_set=True)


def _contacts(kind: str, show: Callable[[FactValue], str]) -> Kind:
    return Kind(grammar.parse_contacts(kind), show, is_list=True)


NAME = Kind(grammar.parse_name)
LINE = Kind(grammar.parse_line)
SCRIPT = Kind(grammar.parse_script)
FLAG = Kind(grammar.parse_flag, grammar.show_flag)
STATES = _set(places.parse_states, texts)
LICENSES = _set(grammar.parse_licenses, licenses, grammar.show_license)
WARRANTIES = _set(grammar.parse_warranties, warranties, grammar.show_warranty)
PLACES = _set(places.parse_places, texts, places.place_label, "; ")
CIRCLE = Kind(places.parse_circle, lambda v: f"{around['zip']}, {around['miles']}" if (around := circle(v)) else "")
WEEK = Kind(grammar.parse_week, grammar.show_week)
DAY = Kind(grammar.parse_day)
LINES = Kind(grammar.parse_lines, _list("; "), is_list=True)


@dataclass(frozen=True)
class FactField:
    """One field of a listing.

    `label`: the operator's word for it; `title`: what homeowners and owners read, where that is another. `ask`: its
    turn in a call with the firm, None where nobody asks by phone. `is_reviewed`: an ad may state it, so a reviewer sees
    it. `is_edited`: the owner edits it on the section's page; `at_once`: by a form of its own that takes effect at
    once. `is_column`: kept in the business's column of this name, else in rows of its own; `default`: what that column
    holds when nothing states it. `adds_up`: what two listings of one firm say is joined when they are merged.
    `is_public`: the API sends it under its own name. `opposite`: the field that says the contrary. `is_sourced`: shown
    with its source on the listing.
    """

    code: str
    section: Section
    kind: Kind
    label: LazyString
    title: LazyString | None = None
    ask: int | None = None
    is_reviewed: bool = True
    is_edited: bool = False
    at_once: bool = False
    is_column: bool = True
    default: FactValue = None
    adds_up: bool = False
    is_public: bool = False
    opposite: str | None = None
    is_sourced: bool = True

    def parse(self, text: str) -> FactValue:
        """The value of what a person typed; None for nothing. Raises Invalid("value", ...)."""
        text = clean(text)
        if not text:
            return None
        if len(text) > LONGEST_TEXT:
            raise Invalid("value", _("That is too long."))
        return self.kind.parse(text)

    def show(self, value: FactValue) -> str:
        """The value on one line, as `parse` reads it; nothing for what is not stated."""
        return "" if value in EMPTY else self.kind.show(value)


_N, _R, _W, _P, _A, _H = (
    Section.NAMES, Section.REACH, Section.WORK, Section.PROMISES, Section.AREA, Section.HOURS,
)  # fmt: skip
FIELDS: tuple[FactField, ...] = (
    FactField("name_zh", _N, NAME, _l("Chinese name"), ask=19, is_edited=True),
    FactField("name_zh_lang", _N, SCRIPT, _l("Script of the Chinese name"), is_edited=True, default="zh-Hans",
              is_sourced=False),
    FactField("name_en", _N, NAME, _l("English name"), ask=20, is_edited=True),
    FactField("romanized", _N, NAME, _l("Name in Latin letters"), title=_l("Name in English letters"), ask=21,
              is_edited=True),
    FactField("owner", _N, NAME, _l("Name of the owner"), title=_l("Owner"), ask=18, is_edited=True, is_public=True),
    FactField("phones", _R, _contacts("phone", grammar.show_phones), _l("Phones"), title=_l("Phone"), ask=16,
              at_once=True, is_column=False, adds_up=True, is_public=True),
    FactField("emails", _R, _contacts("email", _list(", ")), _l("Emails"), title=_l("Email"), ask=17, is_column=False,
              adds_up=True),
    FactField("websites", _R, _contacts("website", _list(", ")), _l("Websites"), title=_l("Website")),
    FactField("wechat", _R, LINE, _l("WeChat")),
    FactField("addresses", _R, LINES, _l("Addresses"), title=_l("Address")),
    FactField("ad_number", _N, LINE, _l("Ad number"), is_public=True),
    FactField("services", _W, _codes("service"), _l("Services"), title=_l("What they do"), ask=4, is_edited=True,
              default=[], is_public=True),
    FactField("services_excluded", _W, _codes("service"), _l("Does not do"), opposite="services"),
    FactField("work_types", _W, _codes("work_type"), _l("Kinds of work"), ask=5, is_edited=True, default=[],
              is_public=True),
    FactField("brands", _W, _codes("brand"), _l("Brands"), ask=6, is_edited=True, default=[], is_public=True),
    FactField("brands_excluded", _W, _codes("brand"), _l("Brands they do not service"), opposite="brands"),
    FactField("property_types", _W, _codes("property_type"), _l("Homes or businesses"), title=_l("Property"), ask=14,
              is_edited=True, is_public=True),
    FactField("property_excluded", _W, _codes("property_type"), _l("Does not work for"), opposite="property_types"),
    FactField("licensed", _P, FLAG, _l("Licensed"), title=_l("License"), ask=8, is_edited=True, is_public=True),
    FactField("licenses", _P, LICENSES, _l("License numbers"), title=_l("License"), ask=1, is_edited=True,
              is_column=False, adds_up=True, is_public=True),
    FactField("licensed_states", _P, STATES, _l("Licensed in these states"), title=_l("Licensed in"), ask=9,
              is_edited=True, is_public=True),
    FactField("insured", _P, FLAG, _l("Insured"), title=_l("Insurance"), ask=10, is_edited=True, is_public=True),
    FactField("insured_states", _P, STATES, _l("Insured in these states"), title=_l("Insured in"), ask=11,
              is_edited=True),
    FactField("warranties", _P, WARRANTIES, _l("Warranties"), title=_l("Warranty"), ask=7, is_edited=True,
              is_column=False, is_public=True),
    FactField("service_states", _A, STATES, _l("States they serve"), title=_l("Where they work"), ask=3, is_edited=True,
              is_public=True),
    FactField("service_places", _A, PLACES, _l("Places they serve"), title=_l("Where they work"), ask=2, is_edited=True,
              is_column=False),
    FactField("service_radius", _A, CIRCLE, _l("Radius they serve"), title=_l("Circle they serve"), is_edited=True),
    FactField("hours", _H, WEEK, _l("Hours"), is_edited=True, is_public=True),
    FactField("emergency", _H, FLAG, _l("Emergencies at any hour"), title=_l("Emergencies"), ask=13, is_reviewed=False,
              is_edited=True, is_public=True),
    FactField("languages", _H, _codes("lang"), _l("Languages they speak"), title=_l("Languages spoken"), ask=12,
              is_edited=True, is_public=True),
    FactField("features", _W, _codes("feature"), _l("Extras"), title=_l("Also"), ask=15, is_edited=True,
              is_public=True),
    FactField("paused_until", Section.STATE, DAY, _l("No new work before"), title=_l("Not taking new work until"),
              ask=22, is_reviewed=False, at_once=True, is_public=True),
)  # fmt: skip
FIELD = {field.code: field for field in FIELDS}
LABEL = {field.code: field.label for field in FIELDS}
#: What homeowners and owners call a field; the area is all of its fields together.
TITLE = {field.code: field.label if field.title is None else field.title for field in FIELDS} | {
    "area": _l("Where they work")
}


def codes(fields: Iterable[FactField]) -> tuple[str, ...]:
    """The codes of these fields, in their order."""
    return tuple(field.code for field in fields)


#: Fields kept in the business's columns; the others in rows of their own.
COLUMNS = {field.code: field.default for field in FIELDS if field.is_column}
#: Fields that a firm is asked for by phone, in the order of the call.
ASKED = codes(sorted((field for field in FIELDS if field.ask), key=lambda field: field.ask or 0))
#: Fields that an ad may state, as its reviewer sees them.
REVIEWED = codes(field for field in FIELDS if field.is_reviewed)
SOURCED = codes(field for field in FIELDS if field.is_sourced)
PUBLIC = codes(field for field in FIELDS if field.is_public)
#: Lists that two listings of one firm say together.
ADDING_UP = codes(field for field in FIELDS if field.adds_up)
#: Pages of the editor and the fields of each, saved as a draft that nobody sees before it is published.
EDITED = {
    section.value: codes(field for field in FIELDS if field.section is section and field.is_edited)
    for section in (Section.NAMES, Section.WORK, Section.PROMISES, Section.AREA, Section.HOURS)
}
AT_ONCE = codes(field for field in FIELDS if field.at_once)


def parse_fact(code: str, text: str) -> FactValue:
    """The value of what a firm said by phone. Raises Invalid("field", ...) for a field that nobody asks by phone."""
    if code not in ASKED:
        raise Invalid("field", _("Choose what they told you."))
    if not clean(text):
        raise Invalid("value", _("Type what they said."))
    return FIELD[code].parse(text)
