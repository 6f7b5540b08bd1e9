"""The phones of a listing: which, and whether they may be texted. Owners hear of every change by all their ways."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.accounts.queries import members_of, owners_of
from directory.businesses import actions as businesses
from directory.businesses.fields.editing import MOST_PHONES
from directory.businesses.fields.terms import texts
from directory.businesses.rules import CONTACT_POINT, ContactEvidence
from directory.editor import queries
from directory.editor.actions.listing import state
from directory.editor.models import ListingChange
from directory.kernel.errors import Invalid, NotFound
from directory.leads import actions as leads
from directory.outbox import actions as outbox
from directory.outbox.queries import is_suppressed


def add_phone(session: Session, business_id: int, person_id: int, phone: str) -> ListingChange | None:
    """Show one more phone (E.164), calls only until somebody of the business proves it; None where it stood already.

    Raises Invalid(phone) when the listing shows as many as it may.
    """
    businesses.locked(session, business_id)
    phones = texts(queries.published_values(session, business_id).get("phones"))
    if phone in phones:
        return None
    if len(phones) >= MOST_PHONES:
        raise Invalid("phone", _("Four phones at most. Remove one first."))
    change = state(session, business_id, person_id, {"phones": [*phones, phone]})
    point = queries.point(session, business_id, phone)
    if point is not None and point.state == "not_introduced" and not point.is_printed:
        businesses.set_contact_state(session, point.id, "calls_only", ContactEvidence.ADDED, f"person:{person_id}")
    _tell(session, business_id, change)
    return change


def remove_phone(session: Session, business_id: int, person_id: int, phone: str) -> ListingChange | None:
    """Stop showing a phone; None where it was not shown. Raises Invalid(phone) for the last one."""
    businesses.locked(session, business_id)
    phones = texts(queries.published_values(session, business_id).get("phones"))
    if phone not in phones:
        return None
    if len(phones) == 1:
        raise Invalid("phone", _("A listing shows at least one phone. Add the new one first."))
    change = state(session, business_id, person_id, {"phones": [number for number in phones if number != phone]})
    _tell(session, business_id, change)
    return change


def set_texts(session: Session, business_id: int, person_id: int, point_id: int, new: str) -> None:
    """Whether this phone may be texted: `agreed`, `calls_only` or `no_texts`. The same again is nothing.

    Raises NotFound for a phone of another business, Invalid(texts) where the present state does not lead there, for a
    phone that texted STOP, and for one that nobody of the business proved and no ad prints.
    """
    businesses.locked(session, business_id)
    point = queries.point_by_id(session, business_id, point_id)
    if point is None:
        raise NotFound(f"contact point {point_id}")
    if point.state == new:
        return
    if not CONTACT_POINT.allows(point.state, new):
        raise Invalid("texts", _("That is not possible for this phone."))
    if new == "agreed":
        if is_suppressed(session, "sms", point.address):
            raise Invalid("texts", _("This phone texted STOP. Text START to us from it, and texts come again."))
        proved = {c.address for m in members_of(session, business_id) for c in m.person.contacts if c.kind == "phone"}
        if not point.is_printed and point.address not in proved:
            raise Invalid("texts", _("Nobody has proved this phone yet. Add it to your account with a code first."))
    businesses.set_contact_state(session, point.id, new, ContactEvidence.OWN_DESK, f"person:{person_id}")
    if new == "no_texts":
        leads.texts_stopped(session, point.address)


def _tell(session: Session, business_id: int, change: ListingChange | None) -> None:
    """Tell each owner by every way we know, the one who did it too: whoever holds a stolen session cannot hide it."""
    if change is None:
        return
    for person in owners_of(session, business_id):
        for contact in person.contacts:
            channel = "email" if contact.kind == "email" else "sms"
            subject = ("listing-change", change.id)
            outbox.enqueue(
                session,
                "phones-changed",
                subject,
                channel,
                contact.address,
                person.language,
                priority="notice",
                budget="known",
            )
