"""Who looks after a business, and two people who turn out to be one."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.people import Address, locked, person_for, revoke_all, sign_in, sign_out, tell_event
from directory.accounts.models import Invitation, Membership, Person
from directory.accounts.rules import INVITATION, INVITATION_LIFE, MEMBERSHIP, MOST_MEMBERS, AccountAct, Role
from directory.audit import record
from directory.businesses.models import Business
from directory.foundation import tokens
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.outbox import actions as outbox


def withdraw_invitation(session: Session, invitation_id: int, by: str, business_id: int | None = None) -> None:
    """Take an invitation back; NotFound (also where it is not `business_id`'s), IllegalMove for one that is over."""
    invitation = session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if invitation is None or (business_id is not None and invitation.business_id != business_id):
        raise NotFound(f"invitation {invitation_id}")
    INVITATION.move(invitation, "withdrawn")
    outbox.cancel(session, ("invitation", invitation.id))
    record(session, by, AccountAct.INVITATION_WITHDRAWN, about(invitation), invitation=invitation.id)
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


def about(invitation: Invitation) -> tuple[str, int]:
    """What an invitation is about, for the audit trail: its business, or the site."""
    return ("business", invitation.business_id) if invitation.business_id is not None else ("site", 0)


def give_membership(session: Session, person_id: int, business_id: int, role: str, by: str) -> Membership:
    """Let a person act for a business; the owners it had are told. The same again changes nothing.

    Raises Invalid("person", ...) where a business has `MOST_MEMBERS` already, NotFound for an unknown person.
    """
    _checked(role)
    rows = _held(session, business_id)
    membership = next((member for member in rows if member.person_id == person_id), None)
    if membership is not None and (membership.state, membership.role) == ("active", role):
        return membership
    if membership is None and session.get(Person, person_id) is None:
        raise NotFound(f"person {person_id}")
    if sum(member.state == "active" for member in rows) >= MOST_MEMBERS:
        raise Invalid("person", _("There are enough people for this business. Remove one first."))
    owners_to_tell = [owner for owner in queries.owners_of(session, business_id) if _actor(owner.id) != by]
    if membership is None:
        membership = Membership(person_id=person_id, business_id=business_id, role=role, created_by=by)
        session.add(membership)
    else:
        if membership.state == "ended":
            MEMBERSHIP.move(membership, "active")
            membership.created_at, membership.created_by, membership.ended_at = clock.now(), by, None
        membership.role = role
    session.flush()
    event = record(session, by, AccountAct.MEMBER_ADDED, ("business", business_id), person=person_id, role=role)
    tell_event(session, [owner for owner in owners_to_tell if owner.id != person_id], event)
    return membership


def end_membership(session: Session, membership_id: int, by: str) -> None:
    """Somebody no longer acts for a business: from their next request on they see nothing of it.

    They and the other owners are told, and invitations they sent open nothing. Raises NotFound, IllegalMove for one
    that ended, Invalid("member", ...) for the last owner while the business is left without one.
    """
    membership, rows = _one(session, membership_id)
    _stays_owned(rows, membership)
    MEMBERSHIP.move(membership, "ended")
    membership.ended_at = clock.now()
    withdraw_all_of(session, membership.business_id, membership.person_id, by)
    session.flush()
    event = record(
        session, by, AccountAct.MEMBER_REMOVED, ("business", membership.business_id), person=membership.person_id
    )
    owners = queries.owners_of(session, membership.business_id)
    tell_event(session, [owner for owner in owners if _actor(owner.id) != by], event)
    left = queries.person(session, membership.person_id)
    if left is not None and left.state == "active":
        tell_event(session, [left], event, kind="account-member-left")


def set_role(session: Session, membership_id: int, role: str, by: str) -> Membership:
    """Make a colleague an owner or the other way round; the other owners are told. Raises as `end_membership` does."""
    _checked(role)
    membership, rows = _one(session, membership_id)
    if membership.state != "active":
        raise NotFound(f"membership {membership_id}")
    if membership.role == role:
        return membership
    if role != "owner":
        _stays_owned(rows, membership)
    owners_to_tell = [owner for owner in queries.owners_of(session, membership.business_id) if _actor(owner.id) != by]
    membership.role = role
    if role != "owner":
        withdraw_all_of(session, membership.business_id, membership.person_id, by)
    session.flush()
    event = record(
        session,
        by,
        AccountAct.ROLE_CHANGED,
        ("business", membership.business_id),
        person=membership.person_id,
        role=role,
    )
    tell_event(session, owners_to_tell, event)
    return membership


def _one(session: Session, membership_id: int) -> tuple[Membership, list[Membership]]:
    membership = session.get(Membership, membership_id)
    if membership is None:
        raise NotFound(f"membership {membership_id}")
    rows = _held(session, membership.business_id)
    return next(member for member in rows if member.id == membership_id), rows


def _held(session: Session, business_id: int) -> list[Membership]:
    """Every membership of a business, ended ones too, held until the unit ends; the business first."""
    session.execute(select(Business.id).where(Business.id == business_id).with_for_update())
    query = select(Membership).where(Membership.business_id == business_id).order_by(Membership.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _stays_owned(rows: list[Membership], leaving: Membership) -> None:
    others = [
        member for member in rows if member.id != leaving.id and (member.state, member.role) == ("active", "owner")
    ]
    if (leaving.state, leaving.role) == ("active", "owner") and not others:
        raise Invalid("member", _("A business needs one owner. Make somebody else an owner first."))


def _checked(role: str) -> None:
    if role not in tuple(Role):
        raise ValueError(f"{role} is no role")


def _actor(person_id: int) -> str:
    return f"person:{person_id}"


def move_members(session: Session, from_id: int, into_id: int, by: str) -> None:
    """Let whoever acts for one listing act for the one it was merged into; open invitations go along.

    Of two roles the higher one stays; whoever once acted for the kept listing and still does for the other acts for
    both again, so that no firm is left without its owner. What ended stays ended. Whoever owned the kept one is told
    of each that joins. The businesses are held by the caller. `by` is an audit actor.
    """
    owners_to_tell = queries.owners_of(session, into_id)
    existing = {member.person_id: member for member in _rows(session, into_id)}
    for member in _rows(session, from_id):
        own, was_active = existing.get(member.person_id), member.state == "active"
        joins = was_active and (own is None or own.state != "active")
        if own is None:
            member.business_id = into_id
        elif was_active:
            _join(own, member, by)
        record(session, by, AccountAct.MOVE_MEMBERSHIP, ("person", member.person_id), gone=from_id, kept=into_id)
        session.flush()
        if joins:
            event = record(
                session, by, AccountAct.MEMBER_ADDED, ("business", into_id), person=member.person_id, role=member.role
            )
            tell_event(session, [owner for owner in owners_to_tell if owner.id != member.person_id], event)
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
    own = {
        (invitation.kind, invitation.address): invitation
        for invitation in session.scalars(query.where(Invitation.business_id == into_id))
    }
    for invitation in session.scalars(query.where(Invitation.business_id == from_id)).all():
        same = own.get((invitation.kind, invitation.address))
        if same is not None:
            weaker = same if (invitation.role, same.role) == ("owner", "colleague") else invitation
            withdraw_invitation(session, weaker.id, by)
        if invitation.state == "open":
            invitation.business_id = into_id
    session.flush()


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
