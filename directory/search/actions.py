"""Writing the search documents, in the same transaction as the edit that changes them."""

from collections.abc import Mapping, Sequence
from secrets import token_hex

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from directory.businesses import queries as businesses
from directory.credentials import queries as credentials
from directory.foundation import versions
from directory.kernel.prepared import Json
from directory.search.models import MOST_VERSIONS, SCOPE, SearchChange, SearchDoc
from directory.search.rules.documents import document


def write(session: Session, ids: Sequence[int]) -> None:
    """Bring the documents of these businesses up to date; one that is not published has none.

    Runs before each commit with the ids touched in it (tied in wiring), so documents and edit stand or fall together.
    """
    licenses = credentials.licenses_of(session, ids)
    by_owner = businesses.owner_fields(session, ids)
    wanted = {
        business.id: document(business, licenses.get(business.id, ()), by_owner.get(business.id, ())).as_json()
        for business in businesses.by_ids(session, ids)
        if business.state == "published"
    }
    stored = {
        document_row.business_id: document_row
        for document_row in session.scalars(select(SearchDoc).where(SearchDoc.business_id.in_(ids)))
    }
    changed: dict[int, dict[str, Json] | None] = {}
    for business_id, doc in wanted.items():
        document_row = stored.get(business_id)
        if document_row is None:
            changed[business_id] = None
            session.add(SearchDoc(business_id=business_id, doc=doc))
            continue
        document_row.edition += 1
        if document_row.doc != doc:
            changed[business_id] = document_row.doc
            document_row.doc = doc
    gone = [business_id for business_id in stored if business_id not in wanted]
    if gone:
        changed |= {business_id: stored[business_id].doc for business_id in gone}
        session.execute(delete(SearchDoc).where(SearchDoc.business_id.in_(gone)))
    if changed:
        _note(session, changed)


def _note(session: Session, changed: Mapping[int, dict[str, Json] | None]) -> None:
    """Write down what a new version changes, by business its document before; forget what is long past."""
    version, mark = versions.bump(session, SCOPE), token_hex(8)
    rows = [
        {"version": version, "business_id": business_id, "mark": mark, "before": before}
        for business_id, before in changed.items()
    ]
    session.execute(insert(SearchChange), rows)
    session.execute(delete(SearchChange).where(SearchChange.version <= version - MOST_VERSIONS))
