"""Taking invitations back: one by hand, and all that somebody sent who may invite no more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Invitation
from directory.accounts.rules import INVITATION
from directory.audit.actions import record
from directory.kernel.errors import NotFound
from directory.outbox import actions as outbox


def withdraw_invitation(session: Session, invitation_id: int, by: str, business_id: int | None = None) -> None:
    """Take an invitation back; NotFound (also where it is not `business_id`'s), IllegalMove for one that is over."""
    row = session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or (business_id is not None and row.business_id != business_id):
        raise NotFound(f"invitation {invitation_id}")
    INVITATION.move(row, "withdrawn")
    outbox.cancel(session, ("invitation", row.id))
    record(session, by, "invitation-withdrawn", about(row), invitation=row.id)
    session.flush()


def withdraw_all_of(session: Session, business_id: int, person_id: int, by: str) -> None:
    """Take back what a person sent for a business: whoever no longer owns it lets nobody in, themselves neither."""
    query = select(Invitation.id).where(
        Invitation.business_id == business_id,
        Invitation.invited_by == f"person:{person_id}",
        Invitation.state == "open",
    )
    for invitation_id in session.scalars(query.order_by(Invitation.id)).all():
        withdraw_invitation(session, invitation_id, by)


def about(row: Invitation) -> tuple[str, int]:
    """What an invitation is about, for the audit trail: its business, or the site."""
    return ("business", row.business_id) if row.business_id is not None else ("site", 0)
