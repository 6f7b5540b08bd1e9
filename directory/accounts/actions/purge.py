"""Forgetting codes, sessions and invitations that are over, and people who never came to act for anybody."""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.accounts.models import Code, Invitation, Membership, Person, PersonContact, SignIn
from directory.accounts.rules import CODE_KEPT, ENDED_KEPT, NOBODY_KEPT


def purge(session: Session, now: datetime) -> dict[str, int]:
    """Forget what is over; how many of each. A second run finds nothing.

    Claims let go of their codes first (`claims.purge`); the two days that a code is kept leave them the time.
    """
    before = now - ENDED_KEPT
    expired = update(Invitation).where(Invitation.state == "open", Invitation.expires_at <= now)
    session.execute(expired.values(state="expired"))
    over = or_(SignIn.revoked_at < before, SignIn.expires_at < before)
    nobody = (
        select(Person.id)
        .where(
            Person.created_at < now - NOBODY_KEPT,
            Person.state == "active",
            Person.is_operator.is_(False),
            ~exists().where(Membership.person_id == Person.id),
            ~exists().where(SignIn.person_id == Person.id),
        )
        .with_for_update()
    )
    counts = {
        "codes": len(session.scalars(delete(Code).where(Code.expires_at < now - CODE_KEPT).returning(Code.id)).all()),
        "sessions": len(session.scalars(delete(SignIn).where(over).returning(SignIn.id)).all()),
    }
    ended = (Invitation.state != "open", Invitation.expires_at < before)
    counts["invitations"] = len(session.scalars(delete(Invitation).where(*ended).returning(Invitation.id)).all())
    counts["people"] = sum(_forget(session, person_id) for person_id in session.scalars(nobody).all())
    return counts


def _forget(session: Session, person_id: int) -> bool:
    """Forget one person; False for one that a claim still names."""
    try:
        with session.begin_nested():
            session.execute(delete(PersonContact).where(PersonContact.person_id == person_id))
            session.execute(delete(Person).where(Person.id == person_id))
    except IntegrityError:
        return False
    return True
