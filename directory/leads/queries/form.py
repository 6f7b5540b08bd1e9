"""Reading what the request form offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from directory.businesses import queries as business_queries
from directory.credentials.rules import LicenseStanding, standing
from directory.kernel import clock
from directory.leads.queries.reach import reach
from directory.leads.rules import serves
from directory.outbox.queries import suppressed_among
from directory.places.gazetteer import gazetteer
from directory.search.queries import all_listings, listings

#: As many businesses as a form can list and still be read.
MOST_ON_FORM = 12


@dataclass(frozen=True)
class Choice:
    """A business on the form: its listing document, whether it is ticked, and what is stated for this ZIP code."""

    doc: dict[str, Any]
    is_ticked: bool
    license: LicenseStanding
    serves: bool | None
    #: Why it cannot be ticked: paused, calls_only, no_texts, cannot_receive; None where it can.
    refusal: str | None

    @property
    def slug(self) -> str:
        """Its slug."""
        return str(self.doc["slug"])


def askable(session: Session, slugs: Sequence[str]) -> list[str]:
    """Those of these businesses a request can be sent to, in the order given, each once."""
    docs = listings(session, list(slugs))
    refused = _refusals(session, docs)
    return [str(doc["slug"]) for doc in docs if doc["slug"] not in refused]


def choices(session: Session, ticked: Sequence[str], asked: Sequence[str], zip_code: str) -> list[Choice]:
    """The businesses the form offers: all while they fit on one page, else those asked for; the ticked ones first."""
    docs = all_listings(session)
    if len(docs) > MOST_ON_FORM:
        docs = listings(session, [*ticked, *asked])
    refused = _refusals(session, docs)
    place = gazetteer().zip(zip_code)
    found = [
        Choice(
            doc,
            doc["slug"] in ticked and doc["slug"] not in refused,
            standing(doc, place.state if place else None, clock.today()),
            serves(_stated(doc), place.fips, place.state, place.code) if place else None,
            refused.get(str(doc["slug"])),
        )
        for doc in docs
    ]
    return sorted(found, key=lambda choice: ticked.index(choice.slug) if choice.is_ticked else len(ticked))


def _refusals(session: Session, docs: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Slug -> why a business can be told of nothing: neither by text nor by mail."""
    businesses = business_queries.by_slugs(session, [doc["slug"] for doc in docs])
    phones = [(b.slug, p) for b in businesses for p in b.contact_points if p.kind == "phone"]
    stopped = suppressed_among(session, "sms", [point.address for _slug, point in phones])
    reached = reach(session, businesses)
    may = {business.slug for business in businesses if reached[business.id].is_open}
    why = {slug: "no_texts" if point.address in stopped else point.state for slug, point in reversed(phones)}
    why |= {business.slug: "paused" for business in businesses if reached[business.id].paused_until}
    return {doc["slug"]: why.get(doc["slug"], "calls_only") for doc in docs if doc["slug"] not in may}


def _stated(doc: dict[str, Any]) -> list[str]:
    """Codes of a stated area; a city counts as its counties, because no ad says which of its ZIP codes it means."""
    found = list(doc["service_states"] or ())
    for code in doc["areas"] or ():
        place = gazetteer().place(code)
        found += place.fips if place is not None and place.kind == "city" else [code]
    return found
