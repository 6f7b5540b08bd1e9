"""People of a listing that was merged into another of the same firm."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.tell import tell_event
from directory.accounts.actions.withdrawals import withdraw_invitation
from directory.accounts.models import Invitation, Membership
from directory.accounts.rules import MEMBERSHIP
from directory.audit.actions import record
from directory.kernel import clock


def move_members(session: Session, from_id: int, into_id: int, by: str) -> None:
    """Let whoever acts for one listing act for the one it was merged into; open invitations go along.

    Of two roles the higher one stays; whoever once acted for the kept listing and still does for the other acts for
    both again, so that no firm is left without its owner. What ended stays ended. Whoever owned the kept one is told
    of each that joins. The businesses are held by the caller. `by` is an audit actor.
    """
    told = queries.owners_of(session, into_id)
    held = {row.person_id: row for row in _rows(session, into_id)}
    for row in _rows(session, from_id):
        own, was_active = held.get(row.person_id), row.state == "active"
        joins = was_active and (own is None or own.state != "active")
        if own is None:
            row.business_id = into_id
        elif was_active:
            _join(own, row, by)
        record(session, by, "move-membership", ("person", row.person_id), gone=from_id, kept=into_id)
        session.flush()
        if joins:
            event = record(session, by, "member-added", ("business", into_id), person=row.person_id, role=row.role)
            tell_event(session, [owner for owner in told if owner.id != row.person_id], event)
    _move_invitations(session, from_id, into_id, by)


def _rows(session: Session, business_id: int) -> list[Membership]:
    query = select(Membership).where(Membership.business_id == business_id).order_by(Membership.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _join(own: Membership, other: Membership, by: str) -> None:
    """Somebody acts for the listing that goes, and acts or acted for the one that stays: one membership, the higher."""
    if own.state == "ended":
        MEMBERSHIP.move(own, "active")
        own.created_at, own.created_by, own.ended_at, own.role = clock.now(), by, None, other.role
    elif other.role == "owner":
        own.role = "owner"
    MEMBERSHIP.move(other, "ended")
    other.ended_at = clock.now()


def _move_invitations(session: Session, from_id: int, into_id: int, by: str) -> None:
    """One invitation an address: where both listings invited it, the one to own it stays, else the kept one's."""
    query = select(Invitation).where(Invitation.state == "open").order_by(Invitation.id).with_for_update()
    own = {(row.kind, row.address): row for row in session.scalars(query.where(Invitation.business_id == into_id))}
    for row in session.scalars(query.where(Invitation.business_id == from_id)).all():
        same = own.get((row.kind, row.address))
        if same is not None:
            weaker = same if (row.role, same.role) == ("owner", "colleague") else row
            withdraw_invitation(session, weaker.id, by)
        if row.state == "open":
            row.business_id = into_id
    session.flush()
