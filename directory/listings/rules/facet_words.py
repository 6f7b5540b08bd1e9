"""What a facet, its values and the things understood of a search are called in the page's language."""

from collections.abc import Callable, Mapping
from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from directory.kernel.site import site
from directory.kernel.text import language_of
from directory.reading.lexicon import Concept
from directory.trades.labels import label

_GROUPS = {
    "service": _l("What they do"),
    "brand": _l("Brands"),
    "license": _l("License"),
    "insured": _l("Insurance"),
    "property": _l("Property"),
    "parts_years": _l("Parts warranty"),
    "labor_years": _l("Labor warranty"),
    "order": _l("Order"),
}
_LICENSES = {"stated": _l("Ad says licensed"), "checked": _l("License checked")}
_HOURS = {"tonight": _l("Comes in the evening"), "weekend": _l("Works on weekends")}
_WISHES = {"price": _l("Price"), "quotes": _l("Quotes")}
#: What only the words typed can name.
_OWN_WORDS = frozenset(("name", "phone", "ad", "unlisted"))
#: More years than anybody can type are a lifetime.
_MOST_YEARS = 99


def group_name(group: str) -> str:
    """The heading of a facet: "Brands" for `brand`; the code itself where it is unknown."""
    return str(_GROUPS.get(group, group))


def value_name(group: str, value: str) -> str:
    """A value of a facet: "License in VA" for `license` and `VA`."""
    return _VALUES[group](value) if group in _VALUES else value


def concept_name(concept: Concept, words: str) -> str:
    """A thing understood of these words of a search: "Warranty on parts: 5 years or more", or the words themselves."""
    if concept.kind in _OWN_WORDS:
        return as_typed(words or concept.code)
    if concept.kind == "wish" and concept.code not in _WISHES:
        return Markup(_("not needed: %(what)s", what=as_typed(words)))  # noqa: S704  (ours, and escaped)
    return _CONCEPTS[concept.kind](concept.code) if concept.kind in _CONCEPTS else label(concept.kind, concept.code)


def as_typed(words: str) -> Markup:
    """Words of a visitor, marked with the language they are in."""
    return Markup('<span lang="{}">{}</span>').format(language_of(words), words)


def _license(code: str) -> str:
    if code in _LICENSES:
        return str(_LICENSES[code])
    return _("License in %(state)s", state=code) if code in site().codes else label("license_type", code)


def _years(years: str) -> str:
    return ngettext("%(num)d year or more", "%(num)d years or more", int(years))


def _warranty(code: str) -> str:
    """`parts:5`, `any:0`: on what, and for how many years at least."""
    scope, years = code.split(":")
    name = _("Warranty") if scope == "any" else _("Warranty on %(what)s", what=label("warranty_scope", scope).lower())
    if not int(years):
        return name
    return name + _(": %(what)s", what=_("lifetime") if int(years) > _MOST_YEARS else _years(years))


def _longest(scope: str) -> str:
    if scope == "warranty":
        return _("Longest warranty")
    return _("Longest warranty on %(what)s", what=label("warranty_scope", scope).lower())


_VALUES: Mapping[str, Callable[[str], str]] = {
    "service": partial(label, "service"),
    "brand": partial(label, "brand"),
    "property": partial(label, "property_type"),
    "insured": lambda _value: _("Ad says insured"),
    "license": _license,
    "parts_years": _years,
    "labor_years": _years,
    "order": lambda _value: _("Longest warranty first"),
}
_CONCEPTS: Mapping[str, Callable[[str], str]] = {
    **{kind: _VALUES[kind] for kind in ("license", "insured", "property")},
    "warranty": _warranty,
    "language": partial(label, "lang"),
    "longest": _longest,
    "hours": lambda code: str(_HOURS[code]),
    "wish": lambda code: str(_WISHES[code]),
}
