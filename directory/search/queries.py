"""Finding businesses: the one interface. A search costs one statement; everything else is in memory.

The snapshot of all listings is kept a process and replaced when the version of the listings moves, so an edit shows in
the first search after its commit.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.credentials.rules import as_of
from directory.foundation import versions
from directory.kernel import clock
from directory.kernel.slug import is_slug
from directory.places.gazetteer import Place, gazetteer
from directory.search.actions import SCOPE
from directory.search.models import SearchDoc
from directory.search.rules import fallback, ranking
from directory.search.rules.evaluator import Facet, FacetValue, Found
from directory.search.rules.lexicon import Concept, as_typed
from directory.search.rules.published import facet_counts, item
from directory.search.rules.query import Query
from directory.search.rules.reading import Reading
from directory.search.rules.snapshot import Snapshot

__all__ = ["Concept", "Facet", "FacetValue", "Page", "Query", "all_listings", "find", "listing", "listings"]

PAGE_SIZE = 20
_SHOWN_AS_TYPED = ("name", "warranty")

_snapshots: WeakKeyDictionary[Engine, Snapshot] = WeakKeyDictionary()
_lock = threading.Lock()


@dataclass(frozen=True)
class Page:
    """One page of results, and how the query was read.

    Each item is a listing document with `area`: stated, unstated, or None where no place was asked for.
    """

    items: list[dict[str, Any]]
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
    #: Words that no listing mentions.
    leftover: list[str]
    outside: str | None = None
    #: The place field was filled and is no place we know.
    place_unknown: bool = False
    #: What no ad mentions, in the words typed (`leftover` and services nobody states): fill of "No ad mentions ...".
    missing: tuple[str, ...] = ()
    #: Service codes that the suggested businesses do state.
    instead: tuple[str, ...] = ()
    #: Moves with every change of any listing: what is rendered from items may be kept under it.
    version: int = 0


def find(session: Session, query: Query) -> Page:
    """What /find shows. Never raises for any text; a page beyond the last is the last."""
    snapshot = _snapshot(session)
    answer = fallback.answer(snapshot, query, gazetteer())
    hits = ranking.ordered(answer.found.hits, answer.conditions, clock.local(clock.now()).date())
    pages = max(1, -(-len(hits) // PAGE_SIZE))
    page = min(query.page, pages)
    shown = hits[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    reading = answer.reading
    return Page(
        items=[{**hit.entry.doc, "area": hit.area} for hit in shown],
        total=len(hits),
        page=page,
        pages=pages,
        facets=list(answer.found.facets),
        corrected=None,
        fallback=answer.is_fallback,
        place=next(iter(reading.places), None),
        place_outside=reading.outside is not None,
        understood=_understood(reading, query.text),
        leftover=[as_typed(words, query.text) for words in reading.leftover],
        outside=reading.outside,
        place_unknown=answer.place_unknown,
        missing=tuple(as_typed(words, query.text) for words in answer.missing),
        instead=answer.instead,
        version=snapshot.version,
    )


def _understood(reading: Reading, text: str) -> list[Concept]:
    """What was understood, once each; words that have no label of their own as they were typed."""
    concepts = (concept for condition in reading.conditions for concept in condition.concepts)
    return [
        replace(concept, words=as_typed(concept.words, text)) if concept.kind in _SHOWN_AS_TYPED else concept
        for concept in dict.fromkeys(concepts)
        if concept.kind != "unlisted"
    ]


def listing(session: Session, slug: str) -> dict[str, Any] | None:
    """The document of one published listing; None for any other text."""
    if not is_slug(slug):
        return None
    found = _snapshot(session).by_slug.get(slug)
    return dict(found.doc) if found else None


def listings(session: Session, slugs: list[str]) -> list[dict[str, Any]]:
    """Documents of the published listings among these slugs, in the order asked for, each once."""
    by_slug = _snapshot(session).by_slug
    return [dict(by_slug[slug].doc) for slug in dict.fromkeys(slugs) if slug in by_slug]


def all_listings(session: Session) -> list[dict[str, Any]]:
    """Every published listing, in today's order."""
    found = Found(tuple(_snapshot(session).everything), ())
    hits = ranking.ordered(found.hits, (), clock.local(clock.now()).date())
    return [{**hit.entry.doc, "area": None} for hit in hits]


def version(session: Session) -> int:
    """Moves with every change of any listing, in the transaction of the change; 0 before the first."""
    return versions.current(session, SCOPE)


def _snapshot(session: Session) -> Snapshot:
    """All listings as of now and today. The version is read before the documents: it can be too old, never too new."""
    engine = session.get_bind()
    key = engine if isinstance(engine, Engine) else engine.engine
    now, today = version(session), clock.today()
    held = _snapshots.get(key)
    if held is not None and (held.version, held.day) == (now, today):
        return held
    docs = session.scalars(select(SearchDoc.doc).order_by(SearchDoc.business_id))
    made = Snapshot(now, [as_of(doc, today) for doc in docs], gazetteer(), today)
    with _lock:
        # A slower thread may put an older one back: the next search sees that its version is not the current one.
        _snapshots[key] = made
    return made


def published(page: Page, url_of: Callable[[str], str]) -> dict[str, Any]:
    """A page of results as the outside sees it (API, `search --json`)."""
    return {
        "items": [item(doc, url_of) for doc in page.items],
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "facets": facet_counts(page.facets),
        "corrected": page.corrected,
        "fallback": page.fallback,
    }
