"""Telling whoever listed a business what became of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.accounts.actions import tell
from directory.accounts.models import Person
from directory.ads.models import Submission


def tell_lister(session: Session, row: Submission) -> None:
    """A message to the contractor whose submission was decided, in their language; nothing for an operator's own."""
    if row.person_id is None:
        return
    query = select(Person).where(Person.id == row.person_id).options(selectinload(Person.contacts))
    person = session.scalar(query.execution_options(populate_existing=True))
    if person is not None and person.state == "active":
        tell(session, person, f"listing-{row.state}", ("submission", row.id), priority="lead")
