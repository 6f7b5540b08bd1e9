"""Writing people and their contacts. A contact is added only after a code proved it."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.sessions import revoke_all
from directory.accounts.actions.tell import tell_event
from directory.accounts.models import Person, PersonContact
from directory.accounts.rules import LONGEST_NAME, MOST_CONTACTS, PERSON
from directory.audit.actions import record
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.language import by_tag
from directory.kernel.text import clean


def person_for(session: Session, kind: str, address: str, language: str) -> Person:
    """Who holds this contact, which a code has just proved; made (with `language`, BCP 47) when nobody does yet.

    A suspended person comes back too: look at `state`, or let `sign_in` refuse.
    """
    found = queries.person_by_contact(session, kind, address)
    if found is not None:
        return found
    person = Person(language=by_tag(language).bcp47, contacts=[PersonContact(kind=kind, address=address)])
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        # Two browsers proved the same new contact at once: the first one made the person.
        found = queries.person_by_contact(session, kind, address)
        if found is None:
            raise
        return found
    record(session, f"person:{person.id}", "person-made", ("person", person.id), by=kind)
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
        return next(each for each in holder.contacts if (each.kind, each.address) == (kind, address))
    if len(person.contacts) >= MOST_CONTACTS:
        raise Invalid("address", _("That is enough phones and e-mails. Remove one first."))
    contact = PersonContact(person_id=person_id, kind=kind, address=address)
    session.add(contact)
    session.flush()
    event = record(session, f"person:{person_id}", "contact-added", ("person", person_id), kind=kind)
    tell_event(session, [person], event, everywhere=True, but=[(kind, address)])
    return contact


def remove_contact(session: Session, person_id: int, contact_id: int) -> None:
    """Take a contact away and tell all of them, that one included; NotFound, Invalid("contact", ...) for the last."""
    person = locked(session, person_id)
    contact = next((each for each in person.contacts if each.id == contact_id), None)
    if contact is None:
        raise NotFound(f"contact {contact_id}")
    if len(person.contacts) == 1:
        raise Invalid("contact", _("Without it nobody could sign in any more. Add another one first."))
    event = record(session, f"person:{person_id}", "contact-removed", ("person", person_id), kind=contact.kind)
    tell_event(session, [person], event, everywhere=True)
    session.delete(contact)
    session.flush()


def rename(session: Session, person_id: int, name: str) -> None:
    """What colleagues and the operator call this person; empty takes it away."""
    locked(session, person_id).name = clean(name).replace("\n", " ")[:LONGEST_NAME] or None
    session.flush()


def set_language(session: Session, person_id: int, language: str) -> None:
    """Pages after signing in, texts and mails to this person come in this language (BCP 47; KeyError for another)."""
    locked(session, person_id).language = by_tag(language).bcp47
    session.flush()


def suspend_person(session: Session, person_id: int, by: str) -> Person:
    """Nobody signs in as this person, and every session ends with it; IllegalMove when that is so already."""
    person = locked(session, person_id)
    PERSON.move(person, "suspended")
    revoke_all(session, person_id, by)
    record(session, by, "person-suspended", ("person", person_id))
    session.flush()
    return person


def restore_person(session: Session, person_id: int, by: str) -> Person:
    """The person may sign in again; sessions that ended stay ended."""
    person = locked(session, person_id)
    PERSON.move(person, "active")
    record(session, by, "person-restored", ("person", person_id))
    session.flush()
    return person


def locked(session: Session, person_id: int) -> Person:
    """The person, held until the unit ends, contacts loaded; NotFound."""
    held = select(Person.id).where(Person.id == person_id).with_for_update()
    person = queries.person(session, person_id) if session.scalar(held) is not None else None
    if person is None:
        raise NotFound(f"person {person_id}")
    return person
