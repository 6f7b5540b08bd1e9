"""Telling people what happened to their account or their business's page."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from directory.accounts.models import Person
from directory.audit.models import AuditEvent
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
