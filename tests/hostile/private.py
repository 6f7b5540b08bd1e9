"""The two private pages that hostile input is sent to."""

from directory.foundation.db import db
from directory.leads.models import Lead, QuoteRequest
from tests.factories.answers import quote_request


def request_of_two() -> tuple[QuoteRequest, list[Lead]]:
    """A request and its two leads."""
    first_request = quote_request()
    return first_request, db.session.query(Lead).filter_by(request_id=first_request.id).order_by(Lead.id).all()
