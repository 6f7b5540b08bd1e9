"""Reading licenses."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.credentials.models import License


def licenses_of(session: Session, business_ids: Iterable[int]) -> dict[int, list[License]]:
    """Licenses of these businesses in the order they were stated; a business without any is missing."""
    found: dict[int, list[License]] = defaultdict(list)
    query = select(License).where(License.business_id.in_(list(business_ids))).order_by(License.id)
    for row in session.scalars(query):
        found[row.business_id].append(row)
    return dict(found)
