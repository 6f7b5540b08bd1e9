"""People who sign in, and a browser that is signed in as one of them, without going through the pages."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions
from directory.accounts.models import Membership, Person, PersonContact
from directory.businesses.models import Business
from directory.foundation.unit import unit

#: Never a real number.
PHONE = "+12405550150"


def person(
    session: Session,
    phone: str | None = PHONE,
    email: str | None = None,
    *,
    name: str | None = None,
    language: str = "zh-Hans",
    operator: bool = False,
) -> Person:
    """Somebody with these contacts, proved. Call it inside a unit."""
    contacts = [PersonContact(kind=k, address=a) for k, a in (("phone", phone), ("email", email)) if a]
    new_person = Person(name=name, language=language, is_operator=operator, contacts=contacts)
    session.add(new_person)
    session.flush()
    return new_person


def member(
    session: Session, slug: str, role: str = "owner", phone: str | None = PHONE, email: str | None = None
) -> Membership:
    """Somebody new who acts for the business of this slug. Call it inside a unit."""
    business_id = session.scalars(select(Business.id).where(Business.slug == slug)).one()
    membership = Membership(
        person_id=person(session, phone, email).id, business_id=business_id, role=role, created_by="operator:1"
    )
    session.add(membership)
    session.flush()
    return membership


def signed_in(client: FlaskClient, person_id: int, device: str = "Chrome · Android") -> str:
    """Give the client a session of this person, with a proof of just now; its token. Call it outside a unit."""
    with unit() as session:
        token = actions.sign_in(session, person_id, device)
    client.set_cookie("lengnuan_session", token)
    return token
