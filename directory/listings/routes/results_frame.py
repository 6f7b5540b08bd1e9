"""What stands around the results, drawn once for each language and search: chips, heading, facets, map."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from markupsafe import Markup, escape

from directory.foundation.templates import macros
from directory.kernel.text import language_of
from directory.listings.rules import county_map
from directory.listings.rules import facets as sieve
from directory.places.gazetteer import gazetteer, shapes
from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.queries import Chip, Facet, Page, Query
from directory.trades import vocabulary
from directory.trades.rules import urgency_of

#: The job on the request form that a kind of work asks for.
_JOBS = {"repair": "repair", "install": "install", "replacement": "replace", "maintenance": "maint"}
_FACETS = ("service", "brand", "license", "insured", "property", "parts_years", "labor_years")
#: What can be taken away beside the words and the place.
_CHOICES = (*_FACETS, "order")


@dataclass(frozen=True)
class Area:
    """Where the results say they work: (FIPS, how many) pairs, and what the map says of them in words."""

    counties: tuple[tuple[str, int], ...]
    #: Results that state an area, and those that state none.
    stated: int
    unstated: int
    #: The place asked for; None where the results are a suggestion made without it.
    place: Place | None


@dataclass(frozen=True)
class Shown:
    """Everything of a page of results but the results: what is drawn around them depends on nothing else."""

    text: str
    place_typed: str
    total: int
    #: How many of them state everything asked.
    stated: int
    #: What was asked for and none of them says.
    unsaid: tuple[Concept, ...]
    page: int
    corrected: str | None
    is_fallback: bool
    place: Place | None
    place_unknown: bool
    outside: str | None
    missing: tuple[str, ...]
    instead: tuple[str, ...]
    not_ours: tuple[str, ...]
    has_rest: bool
    fits_rest: bool
    #: Words that were not understood.
    unread: tuple[str, ...]
    #: Dangers for which leaving the house comes before everything else.
    dangers: tuple[str, ...]
    #: Something does not work: a call comes before a form.
    is_pressing: bool
    #: What was asked for that no listing could state: `price`, `quotes`.
    wishes: tuple[str, ...]
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    #: None where no result states an area.
    area: Area | None


def shown(query: Query, page: Page) -> Shown:
    """What of a page of results its surroundings are drawn from."""
    is_asked = page.place and not (page.fallback or page.place_unknown or page.place_outside)
    counties, stated = tuple(page.counties.items()), page.total - page.unstated
    return Shown(
        text=query.text,
        place_typed=query.place,
        total=page.total,
        stated=page.stated,
        unsaid=page.unsaid,
        page=page.page,
        corrected=page.corrected,
        is_fallback=page.fallback,
        place=page.place,
        place_unknown=page.place_unknown,
        outside=page.outside if page.place_outside else None,
        missing=page.missing,
        instead=page.instead,
        not_ours=page.not_ours,
        has_rest=page.has_rest,
        fits_rest=page.fits_rest,
        unread=page.unread,
        dangers=page.dangers,
        wishes=tuple(dict.fromkeys(chip.concepts[0].code for chip in page.chips if chip.kind == "wish")),
        is_pressing=page.is_pressing or urgency_of(query.text) == "now",
        facets=tuple(page.facets),
        chips=page.chips,
        area=Area(counties, stated, page.unstated, page.place if is_asked else None) if counties else None,
    )


@dataclass(frozen=True)
class Removable:
    """A chip and the query string of the search without it."""

    chip: Chip
    address: str


@dataclass(frozen=True)
class County:
    """A county of the results with how many name it, and the query string of the results for it alone."""

    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Around:
    """What stands around the results, drawn. `here`: the place asked for, in the page's language."""

    here: str | None
    title: Markup
    says: Markup
    search: Markup
    #: A danger, or that a call is fastest.
    first: Markup
    chosen: Markup
    head: Markup
    aside: Markup
    #: What put them into this order.
    order: Markup
    #: Fields of the request form that the search has answered already.
    answered: tuple[tuple[str, str], ...]
    #: The same as a query string, for the links to the contractors' pages.
    carried: str


@lru_cache(maxsize=256)
def drawn(language_url: str, query: Query, page: Shown, pairs: tuple[tuple[str, str], ...]) -> Around:
    """Everything around the results; kept, since people look at the same few lists again and again."""
    here = page.place.label(language_url) if page.place else None
    between = _("”, “")
    unmarked = {
        "text": page.corrected or page.text,
        "missing": between.join(page.missing),
        "not_ours": between.join(page.not_ours),
        "unread": between.join(page.unread),
        "place": page.place_typed,
    }
    marked = {
        "text": _marked(page.corrected or page.text),
        "missing": _quoted(page.missing, between),
        "not_ours": _quoted(page.not_ours, between),
        "unread": _quoted(page.unread, between),
        "place": _marked(page.place_typed),
        "outside": _marked(page.outside or ""),
    }
    is_read = page.place_typed and here and not page.place_unknown
    place = here if is_read else marked["place"] if page.place_typed else ""
    words = [Removable(chip, sieve.with_text(pairs, chip.rest)) for chip in (*page.chips, *_strangers(page))]
    choices = tuple(_chosen(query))
    facets, head = macros("listings/facets.html"), macros("listings/head.html")
    place_chips = [chip for chip in page.chips if chip.kind == "place" and not chip.is_negated]
    blank = sieve.blank(pairs, place_chips[0].rest if len(place_chips) == 1 else None)
    filters = [(key, value) for key, value in pairs if key in _CHOICES]
    is_longest = query.order or any(chip.kind == "longest" for chip in page.chips)
    by_warranty = "" if is_longest else sieve.by_warranty(pairs)
    answered = tuple(_answered(page))
    return Around(
        here=here,
        title=head.title(page, here, unmarked).strip(),
        says=head.says(page),
        search=macros("_parts/search.html").search_box(page.text, page.place_typed, filters),
        first=head.first(page),
        chosen=facets.chosen(words, place, sieve.with_place(pairs, ""), sieve.chosen(choices, pairs)),
        head=head.head(page, here, marked, sieve.as_typed(pairs)),
        aside=Markup(  # noqa: S704
            blank.fill(_aside(language_url, page.facets, page.total, page.area, blank.pairs, blank.rest))
        ),
        order=head.order(page, here, by_warranty),
        answered=answered,
        carried=sieve.address(answered),
    )


def _answered(page: Shown) -> Iterator[tuple[str, str]]:
    """What of the request form the search says, so that nobody types it twice.

    今晚 暖气坏了 20850 讲粤语 -> zip 20850, service repair, symptom noheat, urgency now, lang yue
    """
    if page.place and page.place.kind in ("zip", "city", "county"):
        yield "zip", page.place.key
    wanted = [chip for chip in page.chips if not chip.is_negated]
    symptoms = [concept.code for chip in wanted if chip.kind == "symptom" for concept in chip.concepts]
    jobs = [_JOBS[c.code] for chip in wanted if chip.kind == "work_type" for c in chip.concepts if c.code in _JOBS]
    if symptoms or jobs:
        yield "service", "repair" if symptoms else jobs[0]
    # A danger has its own question there.
    yield from (("symptom", code) for code in symptoms if vocabulary.question("symptom").option(code))
    yield from (("safety", code) for code in page.dangers[:1])
    if soon := urgency_of(page.text):
        yield "urgency", soon
    spoken = [concept.code for chip in wanted if chip.kind == "language" for concept in chip.concepts]
    yield from (("lang", code) for code in spoken[:1] if vocabulary.question("lang").option(code))


def _strangers(page: Shown) -> Iterator[Chip]:
    """What of the text is none of ours: a place of another state, and words that mean nothing here."""
    strangers = [("place", page.outside)] if page.outside else []
    for kind, words in (*strangers, *(("unread", words) for words in page.unread)):
        if words in page.text:
            before, _, after = page.text.partition(words)
            yield Chip(kind, words, " ".join(f"{before} {after}".split()))


@lru_cache(maxsize=512)
def _aside(
    language_url: str,
    facets: tuple[Facet, ...],
    total: int,
    area: Area | None,
    pairs: tuple[tuple[str, str], ...],
    rest: str | None,
) -> Markup:
    """The column beside the results, its links with blanks for what was typed: most searches find one of few lists."""
    where = _where(language_url, pairs, rest, area) if area else ""
    groups = sieve.groups(facets, pairs, total)
    drawn: Markup = macros("listings/facets.html").aside(where, groups) if where or groups else Markup("")
    return drawn


def _where(language_url: str, pairs: tuple[tuple[str, str], ...], rest: str | None, area: Area) -> Markup:
    """The map with its legend, and the counties most of the results name as links."""
    asked_county = area.place.fips[0] if area.place and area.place.kind not in ("state", "region") else None
    shading = _shading(area.counties, asked_county)
    counties = [
        County(place.label(language_url), count, sieve.with_place(pairs, place.key, rest))
        for place, count in shading.named
    ]
    shown: Markup = macros("listings/where.html").where(
        shading.packed,
        asked_county,
        shading.legend,
        area.place.label(language_url) if area.place else None,
        area.stated,
        area.unstated,
        counties,
    )
    return shown


@dataclass(frozen=True)
class Shading:
    """A map's shades as a word for its address, empty where it tells nothing, what each means with how dark it is, the
    counties to name first."""

    packed: str
    legend: tuple[tuple[county_map.Shade, str], ...]
    named: tuple[tuple[Place, int], ...]


@lru_cache(maxsize=256)
def _shading(counties: tuple[tuple[str, int], ...], center: str | None) -> Shading:
    """How the map of these (FIPS, how many) pairs is drawn; of equal counties those nearest to `center` come first."""
    counts = dict(counties)
    named = [(gazetteer().county(fips), count) for fips, count in county_map.named(counts, shapes(), center)]
    return Shading(
        county_map.packed(counts, shapes().counties) if county_map.differs(counts, shapes().counties) else "",
        tuple((shade, county_map.SHADES[shade.number]) for shade in county_map.shades(counts.values())),
        tuple((place, count) for place, count in named if place),
    )


def _chosen(query: Query) -> Iterator[tuple[str, str]]:
    """The facets' values that were asked for, as the address writes them."""
    for group in _CHOICES:
        value = getattr(query, group)
        values = value if isinstance(value, tuple) else (str(value).lower() if value is True else value,)
        yield from ((group, str(choice)) for choice in values if choice)


def _quoted(words: tuple[str, ...], between: str) -> Markup:
    """Several of somebody's words inside one pair of quotes: each has its own."""
    return escape(between).join(map(_marked, words))


def _marked(text: str) -> Markup:
    """Somebody's words with the language they are in, which need not be the page's."""
    return Markup('<span lang="{}">{}</span>').format(language_of(text), text)
