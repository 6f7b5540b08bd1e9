"""How requests end: taken back, solved, out of time, erased, purged."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.kernel import clock
from directory.leads import queries
from directory.leads.actions import consents
from directory.leads.actions.locks import locked_lead, locked_request
from directory.leads.actions.tell import tell_business, tell_homeowner
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.leads.rules import LEAD, OPEN_LEADS, REQUEST
from directory.outbox import actions as outbox

#: How long a homeowner's contact is kept after the request ended.
CONTACT_KEPT = timedelta(days=180)
_PERSONAL = ("name", "phone", "email", "details", "model", "visit_times")


def withdraw(session: Session, lead_id: int) -> Lead:
    """Take one business off: waiting texts stop, its page shows nothing, and it is told only if it had answered.

    One that called the job won by itself can be taken off like any other.
    """
    lead = locked_lead(session, lead_id)
    if LEAD.allows(lead.state, "withdrawn"):
        _end_lead(session, lead, "withdrawn")
        consents.take_back(session, lead.request_id, lead.business_id, "withdrawn on the request page")
        record(session, "homeowner", "withdraw", ("lead", lead.id))
    return lead


def close(session: Session, request_id: int) -> QuoteRequest:
    """I've found someone: every open lead ends, those that answered are told, waiting messages stop."""
    row = locked_request(session, request_id)
    if row.state == "open":
        _end(session, row, "closed", "withdrawn")
        record(session, "homeowner", "close", ("request", row.id))
    return row


def expire(session: Session, request_id: int) -> QuoteRequest:
    """Its time is over: leads nobody answered expire; a won one stays won."""
    row = locked_request(session, request_id)
    if row.state == "open":
        _end(session, row, "expired", "expired")
        record(session, "worker", "expire", ("request", row.id))
    return row


def unlist(session: Session, lead_id: int, by: str) -> Lead:
    """Its business is listed no more and will not answer: nobody said no, and the homeowner is told to ask another one.

    `by` is an audit actor. A lead that was answered already stays as it is.
    """
    lead = locked_lead(session, lead_id)
    if lead.state == "new":
        _end_lead(session, lead, "expired")
        tell_homeowner(session, "declined", lead)
        record(session, by, "expire", ("lead", lead.id))
    return lead


def _end(session: Session, row: QuoteRequest, state: str, lead_state: str) -> None:
    REQUEST.move(row, state)
    row.closed_at = clock.now()
    outbox.cancel(session, ("request", row.id))
    for lead in queries.leads_of(session, row.id):
        if lead.state in OPEN_LEADS:
            _end_lead(session, lead, lead_state if LEAD.allows(lead.state, lead_state) else "lost")
    session.flush()


def _end_lead(session: Session, lead: Lead, state: str) -> None:
    LEAD.move(lead, state)
    lead.closed_at = clock.now()
    outbox.cancel(session, ("lead", lead.id))
    session.flush()
    if lead.answered_at and state == "withdrawn":
        tell_business(session, "made-other-arrangements", ("lead", lead.id), lead)


def erase(session: Session, request_id: int) -> QuoteRequest:
    """Delete everything but the sealed consent rows: contact, words, coded answers; open leads end first."""
    row = locked_request(session, request_id)
    if row.state == "erased":
        return row
    if row.state == "open":
        close(session, request_id)
        for lead in queries.leads_of(session, request_id):
            consents.take_back(session, request_id, lead.business_id, "deleted everything")
    outbox.cancel(session, ("request", row.id))
    personal = [address for address in (row.phone, row.email) if address]
    for subject in [("request", row.id), *(("lead", lead.id) for lead in queries.leads_of(session, row.id))]:
        outbox.forget(session, subject, personal)
    _forget(session, row)
    REQUEST.move(row, "erased")
    record(session, "homeowner", "erase", ("request", row.id))
    session.flush()
    return row


def _forget(session: Session, row: QuoteRequest) -> None:
    for name in _PERSONAL:
        setattr(row, name, None)
    for lead in queries.leads_of(session, row.id):
        lead.note = None
    row.answers, row.receipt_sms, row.erased_at = {}, False, clock.now()


def purge(session: Session, now: datetime) -> dict[str, int]:
    """Forget contacts 180 days after their request ended, and consent contacts after five years; how many of each."""
    ended = QuoteRequest.closed_at < now - CONTACT_KEPT
    requests = session.scalars(select(QuoteRequest).where(QuoteRequest.state.in_(("closed", "expired")), ended)).all()
    for row in requests:
        _forget(session, row)
        REQUEST.move(row, "erased")
    rows = session.scalars(select(Consent).where(Consent.purge_after < now, Consent.name.is_not(None))).all()
    for consent in rows:
        consent.name = consent.phone = consent.email = consent.ip = consent.user_agent = None
    session.flush()
    return {"requests": len(requests), "consents": len(rows)}
