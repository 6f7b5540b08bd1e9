"""Reading the photos that the request page shows, and what is known of the nameplates on them."""

from collections.abc import Mapping
from itertools import chain

from sqlalchemy.orm import Session

from directory.leads import queries as lead_queries
from directory.leads.models import QuoteRequest
from directory.nameplates.models import Nameplate, plates_of
from directory.photos.models import Photo, Subject
from directory.quotes.models import photo_subjects, replies_of


def own_subjects(session: Session, request: QuoteRequest) -> frozenset[Subject]:
    """The rows whose photos the homeowner of a request sees."""
    ids = [lead.id for lead in lead_queries.leads_of(session, request.id)]
    return frozenset(photo_subjects(request.id, chain(*replies_of(session, ids).values())))


def plates_shown(session: Session, request: QuoteRequest, photos: Mapping[Subject, list[Photo]]) -> list[Nameplate]:
    """What was read of the nameplates on these photos: what she confirmed, and, while it is open, what is proposed."""
    plates = plates_of(session, chain(*photos.values()))
    return [plate for plate in plates if plate.is_agreed or request.state == "open"]
