"""People of a listing that was merged into another of the same firm."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts.models import Invitation, Membership
from directory.accounts.rules import MEMBERSHIP
from directory.audit.actions import record
from directory.kernel import clock


def move_members(session: Session, from_id: int, into_id: int, by: str) -> None:
    """Let the people of one listing act for the one it was merged into, in the role they had; invitations go along.

    Somebody who already acts for it keeps the role there. `by` is an audit actor.
    """
    held = set(session.scalars(select(Membership.person_id).where(Membership.business_id == into_id)))
    rows = session.scalars(select(Membership).where(Membership.business_id == from_id).order_by(Membership.id)).all()
    for row in rows:
        if row.person_id not in held:
            row.business_id = into_id
        elif row.state == "active":
            MEMBERSHIP.move(row, "ended")
            row.ended_at = clock.now()
        record(session, by, "move-membership", ("person", row.person_id), gone=from_id, kept=into_id)
    open_ones = update(Invitation).where(Invitation.business_id == from_id, Invitation.state == "open")
    session.execute(open_ones.values(business_id=into_id))
    session.flush()
