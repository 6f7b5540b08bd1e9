"""Finding businesses: the one interface. A search costs one statement; everything else is in memory.

The snapshot of all listings is kept a process and replaced when the version of the listings moves, so an edit shows in
the first search after its commit.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.businesses.fields.listing import Listing
from directory.credentials.rules import as_of
from directory.foundation import versions
from directory.kernel import clock
from directory.kernel.prepared import Json
from directory.kernel.text import is_slug
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.models import SCOPE, SearchDoc
from directory.search.rules import fallback as finding
from directory.search.rules import ranking
from directory.search.rules import suggest as suggesting
from directory.search.rules.documents import facet_counts, item
from directory.search.rules.entry import county_counts
from directory.search.rules.evaluator import Facet, FacetValue, Found
from directory.search.rules.query import Query
from directory.search.rules.ranking import Chip, chips
from directory.search.rules.reading import Reading
from directory.search.rules.snapshot import Snapshot
from directory.search.rules.suggest import Suggestion

__all__ = [
    "Chip",
    "Concept",
    "Facet",
    "FacetValue",
    "Item",
    "Page",
    "Query",
    "Suggestion",
    "all_listings",
    "find",
    "listing",
    "listings",
    "suggest",
]

PAGE_SIZE = 20
#: Kinds of conditions that alone do not say what is asked for.
_SAYING_LITTLE = ("work_type", "wish")

_snapshots: WeakKeyDictionary[Engine, Snapshot] = WeakKeyDictionary()
_lock = threading.Lock()


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
    #: How many of all results state everything that was asked.
    stated: int = 0
    #: Words for work of another trade.
    not_ours: tuple[str, ...] = ()
    #: FIPS -> how many of all results say they work there; and how many say nothing of places.
    counties: Mapping[str, int] = field(default_factory=dict)
    unstated: int = 0
    #: Dangers that are spoken of (gas, co, burn): leaving the house comes first.
    dangers: tuple[str, ...] = ()
    #: Moves with every change of any listing: what is rendered from items may be kept under it.
    version: int = 0


def find(session: Session, query: Query) -> Page:
    """What /find shows. Never raises for any text; a page beyond the last is the last."""
    snapshot = _snapshot(session)
    answer, hits = finding.find(snapshot, query, gazetteer(), clock.today())
    pages = max(1, -(-len(hits) // PAGE_SIZE))
    page = min(query.page, pages)
    shown = hits[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    reading = answer.reading
    return Page(
        items=[Item(hit.entry.doc, hit.area, hit.unstated) for hit in shown],
        total=len(hits),
        page=page,
        pages=pages,
        facets=list(answer.found.facets),
        corrected=answer.corrected,
        fallback=answer.is_fallback,
        place=next(iter(reading.places), None),
        place_outside=reading.outside is not None,
        understood=_understood(reading),
        chips=chips(reading, gazetteer()),
        unread=reading.unread(),
        outside=reading.outside,
        place_unknown=answer.place_unknown,
        missing=answer.missing,
        instead=answer.instead,
        has_rest=answer.is_fallback and any(condition.kind not in _SAYING_LITTLE for condition in answer.conditions),
        stated=sum(not hit.unstated for hit in hits),
        not_ours=answer.not_ours,
        counties=county_counts((hit.entry.area for hit in hits if hit.entry.area), gazetteer()),
        unstated=sum(hit.entry.area is None for hit in hits),
        dangers=reading.dangers,
        version=snapshot.version,
    )


def _understood(reading: Reading) -> list[Concept]:
    """What was understood, once each."""
    concepts = (concept for condition in reading.conditions for concept in condition.concepts)
    return [concept for concept in dict.fromkeys(concepts) if concept.kind != "unlisted"]


def suggest(session: Session, text: str, language_url: str, field: str = "q", limit: int = 8) -> list[Suggestion]:
    """At most `limit` suggestions for what is being typed into one of the search boxes, `q` or `place`."""
    return suggesting.suggest(_snapshot(session), text, language_url, gazetteer(), field=field, limit=limit)


def listing(session: Session, slug: str) -> Listing | None:
    """The document of one published listing; None for any other text."""
    if not is_slug(slug):
        return None
    entry = _snapshot(session).by_slug.get(slug)
    return entry.doc if entry else None


def listings(session: Session, slugs: list[str]) -> list[Listing]:
    """Documents of the published listings among these slugs, in the order asked for, each once."""
    by_slug = _snapshot(session).by_slug
    return [by_slug[slug].doc for slug in dict.fromkeys(slugs) if slug in by_slug]


def all_listings(session: Session) -> list[Listing]:
    """Every published listing, in today's order."""
    everything = Found(tuple(_snapshot(session).everything), ())
    hits = ranking.ordered(everything.hits, ranking.Wanted(is_anything=False), clock.today())
    return [hit.entry.doc for hit in hits]


def version(session: Session) -> int:
    """Moves with every change of any listing, in the transaction of the change; 0 before the first."""
    return versions.current(session, SCOPE)


def _snapshot(session: Session) -> Snapshot:
    """All listings as of now and today. The version is read before the documents: it can be too old, never too new."""
    engine = session.get_bind()
    key = engine if isinstance(engine, Engine) else engine.engine
    now, today = version(session), clock.today()
    current = _snapshots.get(key)
    if current is not None and (current.version, current.day) == (now, today):
        return current
    docs = session.scalars(select(SearchDoc.doc).order_by(SearchDoc.business_id))
    made = Snapshot(now, [as_of(Listing.of_json(doc), today) for doc in docs], gazetteer(), today)
    with _lock:
        # A slower thread may put an older one back: the next search sees that its version is not the current one.
        _snapshots[key] = made
    return made


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
        "facets": facet_counts(page.facets),
        "corrected": page.corrected,
        "fallback": page.fallback,
        "unread": list(page.unread),
    }
