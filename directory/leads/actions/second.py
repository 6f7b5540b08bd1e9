"""The second contact of a request is named, corrected, removed, or gets no more messages."""

from collections.abc import Collection
from dataclasses import asdict

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation.tokens import refuse_link
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.prepared import Json
from directory.leads import queries
from directory.leads.actions import consents
from directory.leads.actions.answer import locked_request
from directory.leads.actions.change import keep_version, renew_link
from directory.leads.actions.consents import Evidence
from directory.leads.models import QuoteRequest, SecondContact
from directory.leads.rules import LeadAct
from directory.leads.rules.second import SecondDraft
from directory.outbox import actions as outbox
from directory.outbox import outcome
from directory.outbox.rules import COPY

#: The message that tells a second contact what it will get.
SECOND = "second-contact"
#: By which priorities messages go to a second contact: that one, and copies.
_THEIRS = ("receipt", COPY)
#: What the version before says of somebody who was named or removed; else what is different.
_WHO = ("name", "address")


def enter_second(session: Session, request: QuoteRequest, second: SecondDraft, evidence: Evidence) -> None:
    """Keep a second contact, what proves that it agreed, and tell it what it will get and how to stop that."""
    contact = SecondContact(request_id=request.id, **asdict(second))
    session.add(contact)
    session.flush()
    consents.give_for_second(session, request, contact, evidence)
    _welcome(session, contact)


def name_second(
    session: Session,
    request_id: int,
    second: SecondDraft,
    evidence: Evidence,
    receipts: Collection[str] = ("sms", "email"),
) -> QuoteRequest:
    """Name the second contact of an open request, or correct who it is; the version before is kept.

    Somebody new is told once, and whoever it was before is removed as by `remove_second`. What changes nothing
    does nothing. Raises Invalid for a request that has ended, and for a name with a link of ours.
    """
    request = locked_request(session, request_id)
    if request.state != "open":
        raise Invalid("", _("This request is closed. Nothing more can be sent on it."))
    refuse_link("other_name", second.name)
    contact = queries.second_contact(session, request_id)
    before = stands_as(contact)
    if contact is not None and before == second and contact.stopped_at is None:
        return request
    if contact is not None and before is not None and before.address == second.address:
        _correct(session, request, contact, second, evidence)
    else:
        _keep(session, request, before, second)
        if contact is not None:
            _remove(session, request, contact, receipts)
        enter_second(session, request, second, evidence)
    record(session, "homeowner", LeadAct.NAME_SECOND, ("request", request_id))
    return request


def remove_second(session: Session, request_id: int, receipts: Collection[str] = ("sms", "email")) -> QuoteRequest:
    """Remove the second contact: cancel what waits for it, and give the page a new link, so that the one it has opens
    nothing. The new link goes to the homeowner by the channels of `receipts`. Idempotent."""
    request = locked_request(session, request_id)
    contact = queries.second_contact(session, request_id)
    if contact is not None:
        _keep(session, request, stands_as(contact), None)
        _remove(session, request, contact, receipts)
        record(session, "homeowner", LeadAct.REMOVE_SECOND, ("request", request_id))
    return request


def stop_second(session: Session, request_id: int) -> None:
    """Stop messages to the second contact; the homeowner's own go on. Idempotent."""
    request = locked_request(session, request_id)
    contact = queries.second_contact(session, request_id)
    if contact is None or contact.stopped_at is not None:
        return
    contact.stopped_at = clock.now()
    session.flush()
    consents.take_back_for_second(session, request_id)
    _cancel(session, request, contact)
    record(session, "homeowner", LeadAct.STOP_SECOND, ("request", request_id))


def stands_as(contact: SecondContact | None) -> SecondDraft | None:
    """The second contact as it would be typed."""
    if contact is None:
        return None
    return SecondDraft(contact.name, contact.channel, contact.address, contact.language, contact.scope)


def _correct(
    session: Session, request: QuoteRequest, contact: SecondContact, second: SecondDraft, evidence: Evidence
) -> None:
    """Change name, language or messages of a contact whose phone or email stays. One who had stopped messages agreed
    anew, and is told anew."""
    _keep(session, request, stands_as(contact), second)
    was_stopped, contact.stopped_at = contact.stopped_at is not None, None
    contact.name, contact.language, contact.scope = second.name, second.language, second.scope
    session.flush()
    consents.give_for_second(session, request, contact, evidence)
    if was_stopped:
        _welcome(session, contact)
    for subject in _subjects(session, request):
        moved: dict[str, str | None] = {contact.address: contact.address}
        outcome.readdress(session, subject, moved, contact.language, _THEIRS)


def _remove(session: Session, request: QuoteRequest, contact: SecondContact, receipts: Collection[str]) -> None:
    consents.take_back_for_second(session, request.id)
    _cancel(session, request, contact)
    session.delete(contact)
    session.flush()
    renew_link(session, request, receipts)


def _welcome(session: Session, contact: SecondContact) -> None:
    subject = ("request", contact.request_id)
    # Decided anew: they may have been told before, and removed since.
    outbox.undo(session, subject, [SECOND])
    outbox.enqueue(session, SECOND, subject, contact.channel, contact.address, contact.language, priority="receipt")


def _cancel(session: Session, request: QuoteRequest, contact: SecondContact) -> None:
    """What waits for a second contact is not sent. What hangs on a price, a line or a visit is withdrawn when it is to
    be put into words (`notices.second.for_second`)."""
    for subject in _subjects(session, request):
        outcome.cancel_to(session, subject, contact.channel, contact.address, priorities=_THEIRS)


def _subjects(session: Session, request: QuoteRequest) -> list[tuple[str, int]]:
    return [("request", request.id), *(("lead", lead.id) for lead in queries.leads_of(session, request.id))]


def _keep(session: Session, request: QuoteRequest, before: SecondDraft | None, after: SecondDraft | None) -> None:
    """Keep what is no longer so, by the names of a version's columns."""
    old, new = (asdict(one) if one is not None else {} for one in (before, after))
    is_other = old.get("address") != new.get("address")
    columns = _WHO if is_other else ("name", "language", "scope")
    values: dict[str, Json] = {f"second_{name}": old.get(name) for name in columns if old.get(name) != new.get(name)}
    if before is None:
        del values["second_address"]
    if values:
        keep_version(session, request, queries.leads_of(session, request.id), values)
