"""Whether the index of a process is the one that is built of the documents there are."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.fields.listing import Listing
from directory.businesses.models import Business
from directory.credentials.rules import as_of
from directory.foundation.unit import touch, unit
from directory.kernel import clock as kernel_clock
from directory.places.gazetteer import gazetteer
from directory.search.models import SearchDoc
from directory.search.queries import process
from directory.search.rules.index import Index


def plain(index: Index) -> Any:
    """Everything in an index, however it came there."""
    return msgspec.to_builtins(index.as_table()), {name: dict(table.items()) for name, table in index.tables.items()}


def follows(session: Session) -> None:
    """Fails where the index that was brought up to date is not the one that is built of the documents there are."""
    session.rollback()
    listed = process.current(session)
    listed.catch_up(session)
    today = kernel_clock.today()
    docs = [Listing.of_json(doc) for doc in session.scalars(select(SearchDoc.doc).order_by(SearchDoc.business_id))]
    built = Index([as_of(doc, today) for doc in docs], gazetteer(), today)
    assert plain(listed.index) == plain(built)


def change(slug: str, **values: Any) -> None:
    with unit() as session:
        business = session.scalars(select(Business).where(Business.slug == slug)).one()
        for name, value in values.items():
            setattr(business, name, value)
        touch(session, business.id)
