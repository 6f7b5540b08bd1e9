"""The two private pages that hostile input is sent to."""

from directory.foundation.db import db
from directory.leads.models import Lead, QuoteRequest
from tests.factories.answers import quote_request


def two_asked() -> tuple[QuoteRequest, list[Lead]]:
    """A request and its two leads."""
    row = quote_request()
    return row, db.session.query(Lead).filter_by(request_id=row.id).order_by(Lead.id).all()
