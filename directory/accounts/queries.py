"""Reading people, their contacts, sessions and memberships."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.accounts.models import Code, Invitation, Membership, Person, PersonContact, SignIn
from directory.accounts.rules import is_live
from directory.audit import AuditEvent
from directory.businesses.models import Business
from directory.businesses.queries import points_by_phone
from directory.config import NO_OPERATOR
from directory.foundation import tokens
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.language import ENGLISH
from directory.outbox.models import Message


def businesses_of(session: Session, person_id: int) -> list[Membership]:
    """What a person acts for now, each business loaded, the oldest membership first; none that was taken down."""
    query = (
        select(Membership)
        .join(Membership.business)
        .where(Membership.person_id == person_id, Membership.state == "active", Business.state != "removed")
        .options(joinedload(Membership.business))
        .order_by(Membership.id)
    )
    return list(session.scalars(query))


def operator_mailboxes(session: Session) -> list[tuple[str, str]]:
    """Where the operator's mails go: an address of every operator who wants them, with its language (BCP 47).

    OPERATOR_EMAIL, where it is set, gets them too: in the language of the operator who holds it, in English where none
    does.
    """
    query = select(Person).where(Person.is_operator, Person.state == "active").options(selectinload(Person.contacts))
    mailboxes, is_held, configured = [], False, settings().operator_email.lower()
    for person in session.scalars(query.order_by(Person.id)):
        addresses = [contact.address for contact in person.contacts if contact.kind == "email"]
        is_held = is_held or configured in addresses
        if addresses and person.wants_mails:
            mailboxes.append((configured if configured in addresses else addresses[0], person.language))
    if is_held or configured == NO_OPERATOR:
        return mailboxes
    return [(settings().operator_email, ENGLISH.bcp47), *mailboxes]


def members_of(session: Session, business_id: int) -> list[Membership]:
    """Who acts for a business now, person and contacts loaded, owners first."""
    query = (
        select(Membership)
        .where(Membership.business_id == business_id, Membership.state == "active")
        .options(joinedload(Membership.person).selectinload(Person.contacts))
        .order_by(Membership.role != "owner", Membership.id)
    )
    return list(session.scalars(query))


def owners_of(session: Session, business_id: int) -> list[Person]:
    """The owners of a business who may sign in, contacts loaded."""
    members = members_of(session, business_id)
    return [member.person for member in members if member.role == "owner" and member.person.state == "active"]


def has_owner(session: Session, business_id: int) -> bool:
    """Whether somebody owns the business, suspended or not."""
    return any(member.role == "owner" for member in members_of(session, business_id))


def person(session: Session, person_id: int) -> Person | None:
    """One person, contacts loaded, read afresh."""
    query = select(Person).where(Person.id == person_id).options(selectinload(Person.contacts))
    return session.scalar(query.execution_options(populate_existing=True))


def person_by_contact(session: Session, kind: str, address: str) -> Person | None:
    """Who proved to hold this phone (E.164) or e-mail (lower case), contacts loaded."""
    query = select(Person).join(Person.contacts).where(PersonContact.kind == kind, PersonContact.address == address)
    return session.scalar(query.options(selectinload(Person.contacts)))


def sessions_of(session: Session, person_id: int) -> list[SignIn]:
    """Sessions of a person that still hold, the last used first."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
    rows = session.scalars(query.options(joinedload(SignIn.person)).order_by(SignIn.seen_at.desc(), SignIn.id.desc()))
    now = clock.now()
    return [
        sign_in for sign_in in rows if is_live(now, sign_in.seen_at, sign_in.expires_at, sign_in.person.is_operator)
    ]


def open_invitations(session: Session, business_id: int) -> list[Invitation]:
    """Invitations to a business that can still be accepted, oldest first."""
    query = select(Invitation).where(Invitation.business_id == business_id, Invitation.state == "open")
    return list(session.scalars(query.where(Invitation.expires_at > clock.now()).order_by(Invitation.id)))


def invitation_by_token(session: Session, token: str) -> tuple[Invitation, Business | None] | None:
    """An invitation that can still be accepted, and the business it is for (none: the operator's)."""
    query = (
        select(Invitation, Business)
        .outerjoin(Business, Business.id == Invitation.business_id)
        .where(
            Invitation.token_digest == tokens.digest(token),
            Invitation.state == "open",
            Invitation.expires_at > clock.now(),
        )
    )
    record = session.execute(query).first()
    if record is None or (record[1] is not None and record[1].state == "removed"):
        return None
    return record[0], record[1]


def invitation(session: Session, invitation_id: int) -> tuple[Invitation, Business | None] | None:
    """One invitation in any state, with its business."""
    invitation_row = session.get(Invitation, invitation_id)
    if invitation_row is None:
        return None
    return invitation_row, session.get(
        Business, invitation_row.business_id
    ) if invitation_row.business_id is not None else None


def people(session: Session, limit: int = 500) -> list[Person]:
    """Everybody who ever signed in, the newest first, contacts and memberships (business) loaded."""
    query = select(Person).options(
        selectinload(Person.contacts), selectinload(Person.memberships).joinedload(Membership.business)
    )
    return list(session.scalars(query.order_by(Person.id.desc()).limit(limit)))


def named(session: Session, ids: Iterable[int]) -> dict[int, Person]:
    """These people, contacts loaded, to say who they are."""
    query = select(Person).where(Person.id.in_(list(ids))).options(selectinload(Person.contacts))
    return {person.id: person for person in session.scalars(query)}


def count_sessions(session: Session, person_ids: Iterable[int]) -> dict[int, int]:
    """How many sessions of each of these people nobody has revoked and are not past their end."""
    live = (SignIn.revoked_at.is_(None), SignIn.expires_at > clock.now(), SignIn.person_id.in_(list(person_ids)))
    query = select(SignIn.person_id, func.count()).where(*live).group_by(SignIn.person_id)
    return {record[0]: record[1] for record in session.execute(query)}


def code_of(session: Session, code_id: int, browser: str) -> Code | None:
    """A code that this browser asked for and that can still be used; `browser` is the browser's own secret."""
    code = session.get(Code, code_id)
    is_own = code is not None and code.browser_digest == tokens.digest(browser)
    return code if is_own and code and code.used_at is None and code.expires_at > clock.now() else None


def code(session: Session, code_id: int) -> Code | None:
    """One code, whatever became of it."""
    return session.get(Code, code_id)


def business(session: Session, business_id: int) -> Business | None:
    """A business's own row."""
    return session.get(Business, business_id)


def event(session: Session, event_id: int) -> AuditEvent | None:
    """One line of the audit trail: what a notice about an account tells."""
    return session.get(AuditEvent, event_id)


def heard_of_budget(session: Session, kind: str, budget: str) -> bool:
    """Whether the operator was told today that this part of the day's codes is used (`kind`: half of it, or all)."""
    today = clock.local(clock.now()).date().toordinal()
    query = select(Message.id).where(Message.kind == kind, Message.subject_kind == budget, Message.subject_id == today)
    return session.scalar(query.limit(1)) is not None


def budget_of(session: Session, kind: str, address: str, browser: str, *, is_printed: bool) -> str:
    """Whose part of the day's codes (`foundation.limits.rules.CODES`) a code to this address takes.

    own: its holder signed in with this browser before; operator and known: who has an account there, or an open
    invitation; printed: the phone of a listed business, where the code is about that listing (`is_printed`); else
    newcomer. `browser` is the browser's own secret.
    """
    person = person_by_contact(session, kind, address)
    if person is not None and person.state == "active":
        here = select(SignIn.id).where(SignIn.person_id == person.id, SignIn.browser_digest == tokens.digest(browser))
        if session.scalar(here.limit(1)) is not None:
            return "own"
        return "operator" if person.is_operator else "known"
    if _is_invited(session, kind, address):
        return "known"
    if is_printed and any(point.business.state == "published" for point in points_by_phone(session, address)):
        return "printed"
    return "newcomer"


def _is_invited(session: Session, kind: str, address: str) -> bool:
    query = select(Invitation.id).where(
        Invitation.kind == kind,
        Invitation.address == address,
        Invitation.state == "open",
        Invitation.expires_at > clock.now(),
    )
    return session.scalar(query.limit(1)) is not None


def owned_among(session: Session, business_ids: Iterable[int]) -> set[int]:
    """Which of these businesses somebody owns here."""
    query = select(Membership.business_id).where(
        Membership.business_id.in_(list(business_ids)), Membership.role == "owner", Membership.state == "active"
    )
    return set(session.scalars(query))
