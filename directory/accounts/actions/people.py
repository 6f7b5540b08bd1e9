"""Telling people what happened to their account or their business's page."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.models import Person, PersonContact, SignIn
from directory.accounts.rules import LONGEST_NAME, MOST_CONTACTS, OPERATOR_LIFE, PERSON, SESSION_LIFE, AccountAct
from directory.audit import AuditEvent, record
from directory.foundation import tokens
from directory.kernel import clock
from directory.kernel.errors import Forbidden, Invalid, NotFound
from directory.kernel.language import by_tag
from directory.kernel.text import clean
from directory.outbox import actions as outbox

_CHANNELS = {"phone": "sms", "email": "email"}
Address = tuple[str, str]


def tell(
    session: Session,
    person: Person,
    kind: str,
    subject: tuple[str, int],
    *,
    everywhere: bool = False,
    but: Iterable[Address] = (),
    priority: str = "notice",
) -> list[Address]:
    """Write to a person (contacts loaded) in their language; the (kind, address) pairs written to.

    By e-mail where they have one, else by text; `everywhere`: by each contact. Contacts in `but` are left out.
    """
    left_out = set(but)
    open_to = [(c.kind, c.address) for c in person.contacts if (c.kind, c.address) not in left_out]
    mails = [entry for entry in open_to if entry[0] == "email"]
    chosen = open_to if everywhere else (mails or open_to)[:1]
    for contact_kind, address in chosen:
        channel = _CHANNELS[contact_kind]
        outbox.enqueue(session, kind, subject, channel, address, person.language, priority=priority, budget="known")
    return chosen


def tell_event(
    session: Session,
    persons: Iterable[Person],
    event: AuditEvent,
    *,
    kind: str = "",
    everywhere: bool = False,
    but: Iterable[Address] = (),
) -> None:
    """Write to these people what a line of the audit trail says happened (`notices.py` has the words)."""
    session.flush()
    for person in persons:
        tell(session, person, kind or f"account-{event.action}", ("audit", event.id), everywhere=everywhere, but=but)


def sign_in(
    session: Session, person_id: int, device: str, via: Address | None = None, *, browser: str | None = None
) -> str:
    """Begin a session; its token, for the cookie. `device` is `rules.device_of`, `via` the contact that was proved,
    `browser` the browser's own secret (`access.browser`): from now on this person is known in it.

    On a device that this person has not used before, their other contacts are told. Raises Invalid("code", ...) for
    somebody suspended, NotFound.
    """
    person = queries.person(session, person_id)
    if person is None:
        raise NotFound(f"person {person_id}")
    if person.state != "active":
        raise Invalid("code", _("This account is closed for now. Please call us."))
    now, token = clock.now(), tokens.new_token()
    known = session.scalars(select(SignIn.device).where(SignIn.person_id == person_id)).all()
    sign_in_row = SignIn(
        person_id=person_id,
        token_digest=tokens.digest(token),
        device=device[:60],
        browser_digest=tokens.digest(browser) if browser else None,
        created_at=now,
        seen_at=now,
        proved_at=now,
        expires_at=now + (OPERATOR_LIFE if person.is_operator else SESSION_LIFE),
    )
    session.add(sign_in_row)
    session.flush()
    event = record(session, f"person:{person_id}", AccountAct.SIGNED_IN, ("person", person_id), sign_in=sign_in_row.id)
    if known and sign_in_row.device not in known and via is not None:
        event.action = AccountAct.SIGNED_IN_NEW_DEVICE
        tell_event(session, [person], event, but=[via])
    return token


def prove(session: Session, sign_in_id: int) -> str:
    """A code was entered in this session: it counts as fresh for a while. Its new token, for the cookie."""
    sign_in_row = session.get(SignIn, sign_in_id, with_for_update=True, populate_existing=True)
    if sign_in_row is None or sign_in_row.revoked_at is not None:
        raise NotFound(f"session {sign_in_id}")
    token = tokens.new_token()
    sign_in_row.token_digest, sign_in_row.proved_at = tokens.digest(token), clock.now()
    session.flush()
    return token


def see(session: Session, sign_in_id: int) -> None:
    """Write down that the session was used."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))


def sign_out(session: Session, sign_in_id: int) -> None:
    """End a session at its owner's wish; its token opens nothing from now on. Again changes nothing."""
    sign_in_row = session.get(SignIn, sign_in_id)
    if sign_in_row is not None and sign_in_row.revoked_at is None:
        sign_in_row.revoked_at = clock.now()
        record(
            session,
            f"person:{sign_in_row.person_id}",
            AccountAct.SIGNED_OUT,
            ("person", sign_in_row.person_id),
            sign_in=sign_in_row.id,
        )
    session.flush()


def revoke(session: Session, sign_in_id: int, by: str, person_id: int | None = None) -> None:
    """End one session; NotFound where it is not `person_id`'s (the operator leaves that out)."""
    sign_in_row = session.get(SignIn, sign_in_id)
    if sign_in_row is None or (person_id is not None and sign_in_row.person_id != person_id):
        raise NotFound(f"session {sign_in_id}")
    if sign_in_row.revoked_at is None:
        sign_in_row.revoked_at = clock.now()
        record(session, by, AccountAct.SESSION_REVOKED, ("person", sign_in_row.person_id), sign_in=sign_in_row.id)
    session.flush()


def revoke_all(session: Session, person_id: int, by: str, keep: int | None = None) -> int:
    """End every session of a person but `keep`; how many."""
    open_ones = (SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
    rows = session.scalars(select(SignIn).where(*open_ones).with_for_update()).all()
    ended = [sign_in_row for sign_in_row in rows if sign_in_row.id != keep]
    for sign_in_row in ended:
        sign_in_row.revoked_at = clock.now()
    if ended:
        record(session, by, AccountAct.SESSIONS_REVOKED, ("person", person_id), count=len(ended))
    session.flush()
    return len(ended)


def person_for(session: Session, kind: str, address: str, language: str) -> Person:
    """Who holds this contact, which a code has just proved; made (with `language`, BCP 47) when nobody does yet.

    A suspended person comes back too: look at `state`, or let `sign_in` refuse.
    """
    known_person = queries.person_by_contact(session, kind, address)
    if known_person is not None:
        return known_person
    person = Person(language=by_tag(language).bcp47, contacts=[PersonContact(kind=kind, address=address)])
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        # Two browsers proved the same new contact at once: the first one made the person.
        known_person = queries.person_by_contact(session, kind, address)
        if known_person is None:
            raise
        return known_person
    record(session, f"person:{person.id}", AccountAct.PERSON_MADE, ("person", person.id), by=kind)
    return person


def add_contact(session: Session, person_id: int, kind: str, address: str) -> PersonContact:
    """Give a person one more contact that a code has just proved, and tell the ones they had.

    Raises Invalid("address", ...) where somebody else holds it, or where there are enough.
    """
    person = locked(session, person_id)
    holder = queries.person_by_contact(session, kind, address)
    if holder is not None:
        if holder.id != person_id:
            raise Invalid("address", _("Somebody signs in with this one already. Call us if it is yours."))
        return next(
            own_contact for own_contact in holder.contacts if (own_contact.kind, own_contact.address) == (kind, address)
        )
    if len(person.contacts) >= MOST_CONTACTS:
        raise Invalid("address", _("You've reached the limit of phones and emails. Remove one first."))
    contact = PersonContact(person_id=person_id, kind=kind, address=address)
    session.add(contact)
    session.flush()
    event = record(session, f"person:{person_id}", AccountAct.CONTACT_ADDED, ("person", person_id), kind=kind)
    tell_event(session, [person], event, everywhere=True, but=[(kind, address)])
    return contact


def remove_contact(session: Session, person_id: int, contact_id: int) -> None:
    """Take a contact away and tell all of them, that one included; NotFound, Invalid("contact", ...) for the last."""
    person = locked(session, person_id)
    contact = next((own_contact for own_contact in person.contacts if own_contact.id == contact_id), None)
    if contact is None:
        raise NotFound(f"contact {contact_id}")
    if len(person.contacts) == 1:
        raise Invalid("contact", _("Without it nobody could sign in any more. Add another one first."))
    event = record(session, f"person:{person_id}", AccountAct.CONTACT_REMOVED, ("person", person_id), kind=contact.kind)
    tell_event(session, [person], event, everywhere=True)
    session.delete(contact)
    session.flush()


def save_person(session: Session, person_id: int, name: str, language: str) -> None:
    """What colleagues and the operator call this person (empty: nothing), and the language (BCP 47) of their pages
    after signing in, of texts and mails to them. KeyError for a language we do not have."""
    tag, person = by_tag(language).bcp47, locked(session, person_id)
    person.name = clean(name).replace("\n", " ")[:LONGEST_NAME] or None
    person.language = tag
    session.flush()


def want_mails(session: Session, person_id: int, *, wants: bool) -> None:
    """Set whether an operator gets the operator's mails. Idempotent.

    Raises Forbidden for somebody who is none, Invalid where nobody else would get them.
    """
    person = locked(session, person_id)
    if not person.is_operator:
        raise Forbidden("not an operator")
    if person.wants_mails is wants:
        return
    person.wants_mails = wants
    session.flush()
    if not wants and not queries.operator_mailboxes(session):
        sentence = _("Somebody has to get these mails, and you are the only one. Invite another operator first.")
        raise Invalid("", sentence)
    record(session, f"person:{person_id}", AccountAct.OPERATOR_MAILS, ("person", person_id), state=wants)


def suspend_person(session: Session, person_id: int, by: str) -> Person:
    """Nobody signs in as this person, and every session ends with it; IllegalMove when that is so already."""
    person = locked(session, person_id)
    PERSON.move(person, "suspended")
    revoke_all(session, person_id, by)
    record(session, by, AccountAct.PERSON_SUSPENDED, ("person", person_id))
    session.flush()
    return person


def restore_person(session: Session, person_id: int, by: str) -> Person:
    """The person may sign in again; sessions that ended stay ended."""
    person = locked(session, person_id)
    PERSON.move(person, "active")
    record(session, by, AccountAct.PERSON_RESTORED, ("person", person_id))
    session.flush()
    return person


def locked(session: Session, person_id: int) -> Person:
    """The person, held until the unit ends, contacts loaded; NotFound."""
    query = select(Person.id).where(Person.id == person_id).with_for_update()
    person = queries.person(session, person_id) if session.scalar(query) is not None else None
    if person is None:
        raise NotFound(f"person {person_id}")
    return person
