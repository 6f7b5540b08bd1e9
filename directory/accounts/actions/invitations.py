"""Writing invitations: one use, one address, a week."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.actions.members import give_membership
from directory.accounts.actions.people import locked
from directory.accounts.actions.sessions import revoke_all
from directory.accounts.models import Invitation, Membership
from directory.accounts.rules import INVITATION, INVITATION_LIFE, ROLES
from directory.audit.actions import record
from directory.foundation import tokens
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.outbox import actions as outbox

_CHANNELS = {"phone": "sms", "email": "email"}


def invite(
    session: Session, business_id: int | None, role: str, kind: str, address: str, language: str, by: str
) -> Invitation:
    """Ask whoever holds this address to act for a business, or (None) to be the operator; the message goes with it.

    An open invitation of the same address to the same is taken back: its link opens nothing any more.
    """
    if role not in ROLES:
        raise ValueError(f"{role} is no role")
    same = (Invitation.business_id == business_id) if business_id is not None else Invitation.business_id.is_(None)
    query = select(Invitation).where(
        same, Invitation.kind == kind, Invitation.address == address, Invitation.state == "open"
    )
    for old in session.scalars(query.with_for_update()).all():
        withdraw_invitation(session, old.id, by)
    seed, now = tokens.new_seed(), clock.now()
    row = Invitation(
        business_id=business_id,
        role=role,
        kind=kind,
        address=address,
        language=language,
        seed=seed,
        token_digest=tokens.digest(tokens.derive("invitation", seed)),
        invited_by=by,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    session.add(row)
    session.flush()
    record(session, by, "invited", _subject(row), invitation=row.id, role=role)
    outbox.enqueue(
        session,
        "invitation",
        ("invitation", row.id),
        _CHANNELS[kind],
        address,
        language,
        priority="notice",
        expires_at=row.expires_at,
    )
    return row


def token_of(invitation: Invitation) -> str:
    """The token of an invitation's link."""
    return tokens.derive("invitation", invitation.seed)


def accept_invitation(session: Session, token: str, person_id: int) -> Membership | None:
    """Take an invitation up: the membership it gives; None where it made the person the operator.

    NotFound for one that is over, and for anybody who does not hold the very address it went to.
    """
    query = select(Invitation).where(Invitation.token_digest == tokens.digest(token)).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    person = locked(session, person_id)
    if row is None or row.state != "open" or row.expires_at <= clock.now() or person.state != "active":
        raise NotFound("invitation")
    if (row.kind, row.address) not in {(each.kind, each.address) for each in person.contacts}:
        raise NotFound("invitation")
    INVITATION.move(row, "accepted")
    row.accepted_at = clock.now()
    record(session, f"person:{person_id}", "invitation-accepted", _subject(row), invitation=row.id)
    if row.business_id is None:
        person.is_operator = True
        # Sessions that a contractor may keep for half a year are none for whoever sees everything.
        revoke_all(session, person_id, f"person:{person_id}")
        return None
    return give_membership(session, person_id, row.business_id, row.role, row.invited_by)


def withdraw_invitation(session: Session, invitation_id: int, by: str, business_id: int | None = None) -> None:
    """Take an invitation back; NotFound (also where it is not `business_id`'s), IllegalMove for one that is over."""
    row = session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or (business_id is not None and row.business_id != business_id):
        raise NotFound(f"invitation {invitation_id}")
    INVITATION.move(row, "withdrawn")
    outbox.cancel(session, ("invitation", row.id))
    record(session, by, "invitation-withdrawn", _subject(row), invitation=row.id)
    session.flush()


def _subject(row: Invitation) -> tuple[str, int]:
    return ("business", row.business_id) if row.business_id is not None else ("site", 0)
