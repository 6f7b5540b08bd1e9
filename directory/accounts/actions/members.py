"""Writing memberships: who acts for a business. Its rows are held first, so that the last owner cannot slip out."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.tell import tell_event
from directory.accounts.actions.withdrawals import withdraw_all_of
from directory.accounts.models import Membership, Person
from directory.accounts.rules import MEMBERSHIP, MOST_MEMBERS, ROLES
from directory.audit.actions import record
from directory.businesses.models import Business
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound


def give_membership(session: Session, person_id: int, business_id: int, role: str, by: str) -> Membership:
    """Let a person act for a business; the owners it had are told. The same again changes nothing.

    Raises Invalid("person", ...) where a business has `MOST_MEMBERS` already, NotFound for an unknown person.
    """
    _checked(role)
    rows = _held(session, business_id)
    row = next((each for each in rows if each.person_id == person_id), None)
    if row is not None and (row.state, row.role) == ("active", role):
        return row
    if row is None and session.get(Person, person_id) is None:
        raise NotFound(f"person {person_id}")
    if sum(each.state == "active" for each in rows) >= MOST_MEMBERS:
        raise Invalid("person", _("There are enough people for this business. Remove one first."))
    told = [owner for owner in queries.owners_of(session, business_id) if _actor(owner.id) != by]
    if row is None:
        row = Membership(person_id=person_id, business_id=business_id, role=role, created_by=by)
        session.add(row)
    else:
        if row.state == "ended":
            MEMBERSHIP.move(row, "active")
            row.created_at, row.created_by, row.ended_at = clock.now(), by, None
        row.role = role
    session.flush()
    event = record(session, by, "member-added", ("business", business_id), person=person_id, role=role)
    tell_event(session, [owner for owner in told if owner.id != person_id], event)
    return row


def end_membership(session: Session, membership_id: int, by: str) -> None:
    """Somebody no longer acts for a business: from their next request on they see nothing of it.

    They and the other owners are told, and invitations they sent open nothing. Raises NotFound, IllegalMove for one
    that ended, Invalid("member", ...) for the last owner while the business is left without one.
    """
    row, rows = _one(session, membership_id)
    _stays_owned(rows, row)
    MEMBERSHIP.move(row, "ended")
    row.ended_at = clock.now()
    withdraw_all_of(session, row.business_id, row.person_id, by)
    session.flush()
    event = record(session, by, "member-removed", ("business", row.business_id), person=row.person_id)
    owners = queries.owners_of(session, row.business_id)
    tell_event(session, [owner for owner in owners if _actor(owner.id) != by], event)
    left = queries.person(session, row.person_id)
    if left is not None and left.state == "active":
        tell_event(session, [left], event, kind="account-member-left")


def set_role(session: Session, membership_id: int, role: str, by: str) -> Membership:
    """Make a colleague an owner or the other way round; the other owners are told. Raises as `end_membership` does."""
    _checked(role)
    row, rows = _one(session, membership_id)
    if row.state != "active":
        raise NotFound(f"membership {membership_id}")
    if row.role == role:
        return row
    if role != "owner":
        _stays_owned(rows, row)
    told = [owner for owner in queries.owners_of(session, row.business_id) if _actor(owner.id) != by]
    row.role = role
    if role != "owner":
        withdraw_all_of(session, row.business_id, row.person_id, by)
    session.flush()
    event = record(session, by, "role-changed", ("business", row.business_id), person=row.person_id, role=role)
    tell_event(session, told, event)
    return row


def _one(session: Session, membership_id: int) -> tuple[Membership, list[Membership]]:
    found = session.get(Membership, membership_id)
    if found is None:
        raise NotFound(f"membership {membership_id}")
    rows = _held(session, found.business_id)
    return next(each for each in rows if each.id == membership_id), rows


def _held(session: Session, business_id: int) -> list[Membership]:
    """Every membership of a business, ended ones too, held until the unit ends; the business first."""
    session.execute(select(Business.id).where(Business.id == business_id).with_for_update())
    query = select(Membership).where(Membership.business_id == business_id).order_by(Membership.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _stays_owned(rows: list[Membership], leaving: Membership) -> None:
    others = [each for each in rows if each.id != leaving.id and (each.state, each.role) == ("active", "owner")]
    if (leaving.state, leaving.role) == ("active", "owner") and not others:
        raise Invalid("member", _("A business needs one owner. Make somebody else an owner first."))


def _checked(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"{role} is no role")


def _actor(person_id: int) -> str:
    return f"person:{person_id}"
