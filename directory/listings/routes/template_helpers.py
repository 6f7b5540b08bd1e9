"""What templates of every slice draw of a listing: its card, the tray, its area in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from flask import url_for
from markupsafe import Markup, escape

from directory.businesses.fields.listing import Listing, Warranty, named_by, typed
from directory.businesses.fields.registry import FIELD, TITLE
from directory.foundation.i18n import language, show_date
from directory.foundation.templates import macros
from directory.kernel.language import LANGUAGES
from directory.listings.routes.blueprint import bp
from directory.listings.rules import county_map, facet_words, text
from directory.listings.rules.facets import Choice
from directory.listings.rules.text import AnyFact
from directory.places.gazetteer import shapes
from directory.search.queries import Concept
from directory.trades.labels import labels

#: Stands in a drawn card for the place asked for. No text that anybody typed has a NUL in it.
_PLACE = "\0place\0"
#: Stand in a drawn value of a facet for where it leads and how many have it.
_ADDRESS, _COUNT = "\0address\0", "\0count\0"
#: Cards that are remembered, some 3 KB each.
_MOST_CARDS = 4096


@bp.app_template_global()
def card(
    doc: Listing,
    place: str | None = None,
    area: str | None = None,
    unstated: tuple[Concept, ...] = (),
    carried: str = "",
) -> Markup:
    """A listing's card. `place`: the place asked for, in words; `area`: whether it states that it works there.

    `unstated`: what was asked for and it does not state. `carried`: the query string that its links take along.
    """
    drawn, page = _card(language().url, bool(place), doc, area, text.paused(doc), unstated)
    if place:
        drawn = drawn.replace(_PLACE, escape(place))
    if carried:
        drawn = drawn.replace(f'{page}"', f'{page}{escape(carried)}"')
    return Markup(drawn)  # noqa: S704


@bp.app_template_global()
def facet_choices(group: str, choices: Iterable[Choice], path: str) -> Markup:
    """Values that narrow the list: every search has its own addresses and counts of the same few."""
    spoken, drawn = language().url, list[str]()
    for choice in choices:
        before, between, after = _facet_choice(spoken, group, choice.value, choice.is_on)
        drawn += (before, escape(path + choice.address), between, str(choice.count), after)
    return Markup("".join(drawn))  # noqa: S704


@lru_cache(maxsize=2048)
def _facet_choice(language_url: str, group: str, value: str, is_on: bool) -> tuple[str, str, str]:
    """What stands before the address of a value, between that and how many have it, and after."""
    drawn = str(macros("listings/facets.html").choice(group, value, is_on, _ADDRESS, _COUNT))
    before, _, rest = drawn.partition(_ADDRESS)
    between, _, after = rest.partition(_COUNT)
    return before, between, after


@bp.app_template_global()
def tray_form(*, is_idle: bool = False) -> Markup:
    """The tray at the bottom of the page; `is_idle`: there is nothing to tick, and script shows it once there is."""
    return _tray(language().url, is_idle)


@lru_cache(maxsize=2 * len(LANGUAGES))
def _tray(language_url: str, is_idle: bool) -> Markup:
    return Markup(macros("_parts/tray.html").tray(is_idle=is_idle))  # noqa: S704


@lru_cache(maxsize=_MOST_CARDS)
def _card(
    language_url: str,
    has_place: bool,
    doc: Listing,
    area: str | None,
    again: date | None,
    unstated: tuple[Concept, ...],
) -> tuple[str, str]:
    """A card, and the beginning of its links to the listing's page.

    Drawn once for each language and content: cards are most of the work of a page of results. The place asked for is
    filled in afterwards: there are as many as people.
    """
    place, page = _PLACE if has_place else None, url_for("listings.business", slug=doc.slug)
    drawn = macros("_parts/card.html").business_card(doc, page, area, place, unstated=unstated)
    return str(drawn), f'href="{page}'


@bp.app_template_filter()
def iso_date(text: str) -> str:
    """A day of a fact (`2026-11-22`) as people write it."""
    return show_date(date.fromisoformat(text))


@bp.app_template_global()
def field_name(field: str) -> str:
    """What homeowners and owners call a field of a fact, in the page's language: "What they do" for `services`."""
    return str(TITLE.get(field, field))


@bp.app_template_global()
def vocabulary_of(field: str) -> str | None:
    """The kind of vocabulary whose codes a field holds: `service` for `services`; None where it holds none."""
    return FIELD[field].kind.codes if field in FIELD else None


@bp.app_template_global()
def map_says_something(codes: Iterable[str]) -> bool:
    """Whether a map of these states and counties is worth a look: one of all of them is a blue sheet."""
    return county_map.says_something(codes, shapes().counties)


@bp.app_template_global()
def refused_words(doc: Listing) -> list[str]:
    """What a business says that it does not do: services, brands and kinds of property, in words."""
    return [
        *labels(doc.services_excluded, "service"),
        *labels(doc.brands_excluded, "brand"),
        *labels(doc.property_excluded, "property_type"),
    ]


@bp.app_template_filter()
def labor_last(warranties: Iterable[Warranty]) -> list[Warranty]:
    """Warranties with those on labor behind those on parts, each in the order they came in."""
    return sorted(warranties, key=lambda warranty: warranty.scope == "labor")


for _words in (
    *(text.county_codes, text.place_name, text.served, text.paused, text.opening, named_by, typed),
    *(facet_words.group_name, facet_words.value_name, facet_words.concept_name, facet_words.as_typed),
):
    bp.add_app_template_global(_words)


@bp.app_template_filter()
def sourced(winners: Mapping[str, AnyFact]) -> list[AnyFact]:
    """The facts that count, by field, in the order of a listing."""
    return text.in_order(winners)
