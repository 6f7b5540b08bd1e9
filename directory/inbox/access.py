"""Which photos the business of a lead may look at."""

from sqlalchemy.orm import Session

from directory.kernel.errors import NotFound
from directory.leads.models import Lead
from directory.leads.rules import is_over
from directory.photos.access import photo_of
from directory.photos.models import Photo
from directory.quotes.models import photo_subjects, replies_of


def photo_of_lead(session: Session, lead: Lead, photo_id: int) -> Photo:
    """A photo of a lead's request or conversation (its request loaded). Raises NotFound, for any once that is over."""
    if is_over(lead.state, lead.request.state):
        raise NotFound
    replies = replies_of(session, [lead.id])[lead.id]
    return photo_of(session, photo_id, subjects=frozenset(photo_subjects(lead.request_id, replies)))
