"""Finding businesses: the one interface. A search costs one statement, and one more for documents not yet remembered.

Who matches, in which order, and every count come from the sets of an index in memory (`process.py`); of the listings
only those that the page shows are read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from directory.businesses.fields.listing import Listing
from directory.foundation import versions
from directory.kernel import clock
from directory.kernel.prepared import Json
from directory.kernel.text import is_slug
from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.models import SCOPE, SearchDoc
from directory.search.queries.process import BUSINESSES, Current, current
from directory.search.rules import fallback as finding
from directory.search.rules import ranking
from directory.search.rules import suggest as suggesting
from directory.search.rules.documents import facet_counts, item
from directory.search.rules.evaluator import Facet, FacetValue, Hit, all_stated, county_counts, facets, hit
from directory.search.rules.index import Index
from directory.search.rules.query import Query
from directory.search.rules.ranking import Chip, chips
from directory.search.rules.reading import Reading
from directory.search.rules.suggest import Suggestion

__all__ = [
    "WARMING",
    "Chip",
    "Concept",
    "Facet",
    "FacetValue",
    "Item",
    "Page",
    "Query",
    "Suggestion",
    "all_listings",
    "count_listings",
    "edition",
    "find",
    "known_version",
    "listing",
    "listings",
    "suggest",
]

PAGE_SIZE = 20
#: A search for which everything is made that readings need: it has a word in each script, a sound, a number, a word
#: that dangers are spoken of with, one that was heard as another, a maker heard, and a typing mistake in each script.
WARMING = "三凌空调 kongtiao water heatr furnase 空条 20850"
_EDITION = (
    select(SearchDoc.edition)
    .join(BUSINESSES, BUSINESSES.c.id == SearchDoc.business_id)
    .where(BUSINESSES.c.slug == bindparam("slug"))
)
#: Kinds of conditions that alone do not say what is asked for.
_SAYING_LITTLE = ("work_type", "wish")


@dataclass(frozen=True)
class Item:
    """One result. `area`: the place asked for is stated or unstated; None where no place was asked for.

    `unstated`: what was asked for and its ad does not say.
    """

    doc: Listing
    area: str | None
    unstated: tuple[Concept, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of results, and how the query was read."""

    items: list[Item]
    total: int
    page: int
    pages: int
    facets: list[Facet]
    #: The query it was read as, where that differs from what was typed.
    corrected: str | None
    #: Nothing matches: the items are a broader suggestion and are to be said to be one.
    fallback: bool
    #: The place asked for, by its field first, then by the text.
    place: Place | None
    #: A US ZIP code outside DC, Maryland and Virginia was asked for (`outside` says which).
    place_outside: bool
    understood: list[Concept]
    #: The same word by word, each with the text that is left without it.
    chips: tuple[Chip, ...]
    #: Words that were not understood; the results are those without them.
    unread: tuple[str, ...]
    outside: str | None = None
    #: The place field was filled and is no place we know.
    place_unknown: bool = False
    #: What was asked for and no ad mentions, in the words typed.
    missing: tuple[str, ...] = ()
    #: Service codes that the suggested businesses do state.
    instead: tuple[str, ...] = ()
    #: The suggested businesses meet something of what was asked.
    has_rest: bool = False
    #: They meet all of it but what no ad mentions and what was not understood.
    fits_rest: bool = False
    #: How many of all results state everything that was asked.
    stated: int = 0
    #: Words for work of another trade.
    not_ours: tuple[str, ...] = ()
    #: FIPS -> how many of all results say they work there; and how many say nothing of places.
    counties: Mapping[str, int] = field(default_factory=dict)
    unstated: int = 0
    #: Dangers that are spoken of (gas, co, burn): leaving the house comes first.
    dangers: tuple[str, ...] = ()
    #: Something does not work now.
    is_pressing: bool = False
    #: Moves with every change of any listing: what is rendered from items may be kept under it.
    version: int = 0

    @property
    def unsaid(self) -> tuple[Concept, ...]:
        """What was asked for and none of these ads says: a heading can say it once for all."""
        first = self.items[0].unstated if self.items and not self.stated else ()
        return tuple(concept for concept in first if all(concept in item.unstated for item in self.items))


def find(session: Session, query: Query) -> Page:
    """What /find shows. Never raises for any text; a page beyond the last is the last."""
    listed = current(session)
    while True:
        listed.catch_up(session)
        with listed.lock:
            hits, page = _found(listed.index, query)
            version = listed.version
        documents = listed.documents(session, [hit.number for hit in hits])
        if documents is not None:
            break
    by_number = {document.id: document for document in documents}
    shown = [hit for hit in hits if hit.number in by_number]
    return replace(page, items=[Item(by_number[hit.number], hit.area, hit.unstated) for hit in shown], version=version)


def _found(index: Index, query: Query) -> tuple[list[Hit], Page]:
    """Who stands on the page, and the page but for their documents."""
    result = finding.answer(index, query)
    reading, matching = result.reading, result.matching
    total = len(matching.hits)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(query.page, pages)
    positions = range((page - 1) * PAGE_SIZE, min(page * PAGE_SIZE, total))
    numbers = finding.ordered(result, query, clock.today(), positions)
    hits = [hit(index, matching, result.conditions, number) for number in numbers]
    return hits, Page(
        items=[],
        total=total,
        page=page,
        pages=pages,
        facets=list(facets(index, matching, result.query)),
        corrected=result.corrected,
        fallback=result.is_fallback,
        place=next(iter(reading.places), None),
        place_outside=reading.outside is not None,
        understood=_understood(reading),
        chips=chips(reading, index.gazetteer),
        unread=reading.unread(),
        outside=reading.outside,
        place_unknown=result.place_unknown,
        missing=result.missing,
        instead=result.instead,
        has_rest=result.is_fallback and any(condition.kind not in _SAYING_LITTLE for condition in result.conditions),
        fits_rest=result.fits_rest,
        stated=all_stated(matching),
        not_ours=result.not_ours,
        counties=county_counts(index, matching),
        unstated=matching.hits.intersection_cardinality(index.of("area", "unstated")),
        dangers=reading.dangers,
        is_pressing=reading.is_pressing,
    )


def _understood(reading: Reading) -> list[Concept]:
    """The concepts of a reading, once each, without those that no listing can state."""
    concepts = (concept for condition in reading.conditions for concept in condition.concepts)
    return [concept for concept in dict.fromkeys(concepts) if concept.kind != "unlisted"]


def suggest(session: Session, text: str, language_url: str, field: str = "q", limit: int = 8) -> list[Suggestion]:
    """At most `limit` suggestions for what is being typed into one of the search boxes, `q` or `place`."""
    listed, is_place = current(session), field == "place"
    named = [] if is_place else _documents(session, lambda listed: suggesting.called(listed.index, text))
    with listed.lock:
        return suggesting.suggest(listed.index, named, text, language_url, field=field, limit=limit)


def listing(session: Session, slug: str) -> Listing | None:
    """The document of one published listing; None for any other text."""
    return next(iter(listings(session, [slug])), None)


def edition(session: Session, slug: str) -> int | None:
    """Moves with every edit of one listing, in the transaction of the edit; None where none is published there."""
    return session.connection().execute(_EDITION, {"slug": slug}).scalar() if is_slug(slug) else None


def listings(session: Session, slugs: list[str]) -> list[Listing]:
    """Documents of the published listings among these slugs, in the order asked for, each once."""
    wanted = [slug for slug in dict.fromkeys(slugs) if is_slug(slug)]
    return _documents(session, lambda listed: listed.numbers_of(session, wanted)) if wanted else []


def all_listings(session: Session, most: int | None = None) -> list[Listing]:
    """Every published listing, in today's order; or at most so many of them."""

    def turns(listed: Current) -> list[int]:
        everyone = listed.index.everyone
        return list(ranking.turn(everyone, clock.today(), range(len(everyone) if most is None else most)))

    return _documents(session, turns)


def count_listings(session: Session) -> int:
    """How many listings are published."""
    listed = current(session)
    listed.catch_up(session)
    return len(listed.index.everyone)


def _documents(session: Session, numbers: Callable[[Current], list[int]]) -> list[Listing]:
    """The documents of some listings, which are asked for again where they were changed meanwhile."""
    listed = current(session)
    while True:
        listed.catch_up(session)
        with listed.lock:
            wanted = numbers(listed)
        documents = listed.documents(session, wanted)
        if documents is not None:
            return documents


def known_version(session: Session) -> int:
    """The version of the listings that this process read last; asks the database nothing."""
    return current(session).version


def version(session: Session) -> int:
    """Moves with every change of any listing, in the transaction of the change; 0 before the first."""
    return versions.current(session.connection(), SCOPE)


def published(page: Page, url_of: Callable[[str], str]) -> dict[str, Json]:
    """A page of results as the outside sees it (API, `search --json`)."""
    return {
        "items": [
            {**item(hit.doc, url_of), "unstated": [concept.code for concept in hit.unstated]} for hit in page.items
        ],
        "total": page.total,
        "total_stated": page.stated,
        "page": page.page,
        "pages": page.pages,
        "next": page.page + 1 if page.page < page.pages else None,
        "facets": facet_counts(page.facets),
        "corrected": page.corrected,
        "fallback": page.fallback,
        "unread": list(page.unread),
    }
