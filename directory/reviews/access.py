"""The only door that loads a review for its author: by its token. Misses are counted and cost tries."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.security import no_such_link
from directory.leads.models import Lead
from directory.reviews.models import Review


def review_by_token(token: str) -> tuple[Review, Lead]:
    """The review of a link and its lead. Raises NotFound (counted with the misses of other links), TooMany."""
    if tokens.is_token(token):
        query = select(Review, Lead).join(Lead, Lead.id == Review.lead_id).options(joinedload(Lead.request))
        entry = db.session.execute(query.where(Review.token_digest == tokens.digest(token))).one_or_none()
        if entry is not None:
            return entry[0], entry[1]
    no_such_link()
