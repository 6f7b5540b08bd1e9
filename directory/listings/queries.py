"""Reading what one business's page shows: its listing, its facts with their sources, its ad as printed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.ads.models import Ad
from directory.ads.queries import ads_of
from directory.businesses.fields.listing import Listing
from directory.businesses.fields.projection import winning
from directory.businesses.models import Fact
from directory.businesses.queries import facts_of
from directory.kernel.errors import NotFound
from directory.leads.queries.answering import answering_of
from directory.leads.rules.answering import Answering
from directory.listings.rules import text as provenance
from directory.reviews.models import Board, board
from directory.search.queries import listing


@dataclass(frozen=True)
class BusinessPage:
    """Everything the page of one business shows."""

    doc: Listing
    facts: list[Fact]
    ads: list[Ad]
    board: Board
    answering: Answering


def document(session: Session, slug: str) -> Listing:
    """The listing document of a published business; raises NotFound for any other slug."""
    doc = listing(session, slug)
    if doc is None:
        raise NotFound
    return doc


def business_page(session: Session, slug: str) -> BusinessPage:
    """A published business with its facts and ads; raises NotFound for any other slug."""
    doc = document(session, slug)
    facts = provenance.in_order(winning(facts_of(session, doc.id)))
    ads, reviews = ads_of(session, doc.id), board(session, doc.id)
    return BusinessPage(doc, facts, ads, reviews, answering_of(session, doc.id))
