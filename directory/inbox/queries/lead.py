"""Reading one lead's page, which asks only the tables that hold something of it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import BindParameter, bindparam
from sqlalchemy.orm import Session

from directory.ads.queries import Printed, texts_of
from directory.businesses.models import Business, WarrantyTerm
from directory.businesses.queries import warranties_of
from directory.credentials.models import License
from directory.credentials.queries import licenses_of
from directory.foundation.i18n import language
from directory.foundation.presence import Presence
from directory.leads import queries as leads
from directory.leads.models import Lead, RequestVersion
from directory.leads.rules.job import column_words
from directory.nameplates.models import Nameplate, plates_of
from directory.photos.models import Photo, Subject, photos_of
from directory.quotes import models as quotes
from directory.quotes.models import Quote, Reply
from directory.quotes.rules import can_reopen
from directory.reviews.models import Review, reviews_of
from directory.visits.models import Visit, is_withheld, visits_of
from directory.warranties.models import WarrantyCard, cards_of


@dataclass(frozen=True)
class LeadView:
    """What the lead page shows besides the lead and its request."""

    business: Business
    ads: tuple[Printed, ...]
    others: int
    channels: set[str]
    #: The homeowner is written to; else only her page tells her.
    is_written_to: bool
    replies: list[Reply]
    quote: Quote | None
    #: The price whose last day is over, where none stands.
    lapsed: Quote | None
    #: What it said of the same kind of job before, and what its listing promises, for a form to be filled with.
    usual: Quote | None
    warranties: list[WarrantyTerm]
    licenses: list[License]
    #: Whether the business may take back how it ended.
    can_reopen: bool
    #: When the homeowner corrected what this business may read: each column, and what the job said before.
    changes: list[tuple[datetime, dict[str, str]]]
    #: The newest visit on it.
    visit: Visit | None
    #: The homeowner's warranty card, once the work is done.
    card: WarrantyCard | None
    #: What the homeowner wrote of the work.
    review: Review | None
    #: The photos of the request and of each line.
    photos: dict[Subject, list[Photo]]
    #: What the homeowner confirmed of the nameplates on them.
    plates: list[Nameplate]


_LEAD: BindParameter[int] = bindparam("lead")
_REQUEST: BindParameter[int] = bindparam("request")
_BUSINESS: BindParameter[int] = bindparam("business")
#: What there may be of a lead besides its job: most have little of it.
_OF_LEAD = Presence(
    quotes=Quote.lead_id == _LEAD,
    replies=Reply.lead_id == _LEAD,
    photos=(Photo.subject_kind == "request") & (Photo.subject_id == _REQUEST),
    priced=(Quote.lead_id == Lead.id) & (Lead.business_id == _BUSINESS),
    warranties=WarrantyTerm.business_id == _BUSINESS,
    licenses=License.business_id == _BUSINESS,
    versions=RequestVersion.request_id == _REQUEST,
    visits=Visit.lead_id == _LEAD,
    reviews=Review.lead_id == _LEAD,
)


def lead_view(session: Session, lead: Lead) -> LeadView:
    """All that one lead's page shows: nothing of any other business but how many were asked."""
    there = _OF_LEAD.read(session, lead=lead.id, request=lead.request_id, business=lead.business_id)
    prices = quotes.quotes_of(session, [lead.id])[lead.id] if "quotes" in there else []
    channels = leads.channels_of(leads.permissions_of(session, lead.request_id), lead.business_id)
    replies = quotes.replies_of(session, [lead.id])[lead.id] if "replies" in there else []
    subjects = quotes.photo_subjects(lead.request_id, replies) if there & {"photos", "replies"} else []
    photos = photos_of(session, subjects)
    return LeadView(
        business=leads.business_of(session, lead),
        ads=texts_of(session, lead.business_id),
        others=leads.lead_count(session, lead.request_id) - 1,
        channels=channels,
        is_written_to=leads.is_written_to(lead.request),
        replies=replies,
        quote=quotes.standing(prices),
        lapsed=quotes.lapsed(prices),
        usual=quotes.usual_quote(session, lead.business_id, lead.request.service) if "priced" in there else None,
        warranties=warranties_of(session, lead.business_id) if "warranties" in there else [],
        licenses=licenses_of(session, [lead.business_id]).get(lead.business_id, []) if "licenses" in there else [],
        can_reopen=can_reopen(lead, lead.request.state, [price.state for price in prices]),
        changes=_changes(session, lead, channels) if "versions" in there else [],
        visit=_visit(session, lead, prices) if "visits" in there else None,
        card=cards_of(session, [lead.id]).get(lead.id) if lead.is_done else None,
        review=reviews_of(session, [lead.id]).get(lead.id) if "reviews" in there else None,
        photos=photos,
        plates=[plate for plate in plates_of(session, chain(*photos.values())) if plate.is_agreed],
    )


def _visit(session: Session, lead: Lead, prices: list[Quote]) -> Visit | None:
    """The newest visit on a lead, unless the business may not know of it yet."""
    visit = visits_of(session, [lead.id]).get(lead.id)
    accepted = next((price for price in prices if price.state == "accepted"), None)
    return None if visit is not None and is_withheld(visit, accepted) else visit


#: Columns of which a business reads what they said before: codes, which translate.
_READ_BEFORE = ("urgency", "call_language")


def _changes(session: Session, lead: Lead, channels: set[str]) -> list[tuple[datetime, dict[str, str]]]:
    changes = []
    for version in leads.versions_of(session, lead.request_id):
        columns = leads.changed_for(lead, channels, [version], lead.created_at)
        if columns:
            before = {
                column: column_words(column, version.fields[column], language().url) if column in _READ_BEFORE else ""
                for column in version.fields
                if column in columns
            }
            changes.append((version.until, before))
    return changes
