"""Writing invitations: one use, one address, a week."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.members import about, give_membership, withdraw_invitation
from directory.accounts.actions.people import locked, person_for, revoke_all, sign_in, sign_out
from directory.accounts.actions.tell import Address
from directory.accounts.models import Invitation, Membership, Person
from directory.accounts.rules import INVITATION, INVITATION_LIFE, AccountAct, Role
from directory.audit.actions import record
from directory.businesses.models import Business
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
    if role not in tuple(Role):
        raise ValueError(f"{role} is no role")
    same = (Invitation.business_id == business_id) if business_id is not None else Invitation.business_id.is_(None)
    query = select(Invitation).where(
        same, Invitation.kind == kind, Invitation.address == address, Invitation.state == "open"
    )
    for old in session.scalars(query.with_for_update()).all():
        withdraw_invitation(session, old.id, by)
    seed, now = tokens.new_seed(), clock.now()
    invitation = Invitation(
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
    session.add(invitation)
    session.flush()
    record(session, by, AccountAct.INVITED, about(invitation), invitation=invitation.id, role=role)
    outbox.enqueue(
        session,
        "invitation",
        ("invitation", invitation.id),
        _CHANNELS[kind],
        address,
        language,
        priority="notice",
        budget="known",
        expires_at=invitation.expires_at,
    )
    return invitation


def token_of(invitation: Invitation) -> str:
    """The token of an invitation's link."""
    return tokens.derive("invitation", invitation.seed)


def accept_invitation(session: Session, token: str, person_id: int) -> Membership | None:
    """Take an invitation up: the membership it gives; None where it made the person the operator.

    NotFound for one that is over, and for anybody who does not hold the very address it went to. It never takes
    anything away: an owner who follows an invitation to help stays an owner.
    """
    named = Invitation.token_digest == tokens.digest(token)
    # The business before its invitation, as those take them who end a membership or decide a claim.
    session.execute(
        select(Business.id)
        .where(Business.id == select(Invitation.business_id).where(named).scalar_subquery())
        .with_for_update()
    )
    query = select(Invitation).where(named).with_for_update()
    invitation = session.scalar(query.execution_options(populate_existing=True))
    person = locked(session, person_id)
    if (
        invitation is None
        or invitation.state != "open"
        or invitation.expires_at <= clock.now()
        or person.state != "active"
    ):
        raise NotFound("invitation")
    if (invitation.kind, invitation.address) not in {(contact.kind, contact.address) for contact in person.contacts}:
        raise NotFound("invitation")
    INVITATION.move(invitation, "accepted")
    invitation.accepted_at = clock.now()
    record(session, f"person:{person_id}", AccountAct.INVITATION_ACCEPTED, about(invitation), invitation=invitation.id)
    if invitation.business_id is None:
        person.is_operator = True
        # Sessions that a contractor may keep for half a year are none for whoever sees everything.
        revoke_all(session, person_id, f"person:{person_id}")
        return None
    owns = person_id in {owner.id for owner in queries.owners_of(session, invitation.business_id)}
    return give_membership(
        session, person_id, invitation.business_id, "owner" if owns else invitation.role, invitation.invited_by
    )


def enter(
    session: Session,
    via: Address,
    language: str,
    device: str,
    browser: str,
    *,
    invitation: str | None = None,
    before: int | None = None,
) -> tuple[str, Person]:
    """Sign in whoever holds a contact that a code has just proved: the session's token, and the person.

    `via`, `device` and `browser` as in `sign_in`, `language` as in `person_for`. `invitation`: the token of one to take
    up. `before`: the session of this browser that ends with it. Raises as `accept_invitation` and `sign_in` do.
    """
    person = person_for(session, *via, language)
    if invitation:
        accept_invitation(session, invitation, person.id)
    token = sign_in(session, person.id, device, via, browser=browser)
    if before is not None:
        sign_out(session, before)
    return token, person
