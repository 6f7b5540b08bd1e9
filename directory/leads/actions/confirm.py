"""Confirming that a phone or email is the homeowner's; what is not urgent waits for that for a while."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.leads import queries
from directory.leads.actions.answer import locked_request
from directory.leads.actions.clocks import UNTOLD, locked_clocks, restart
from directory.leads.models import QuoteRequest
from directory.leads.rules import ConfirmedBy, LeadAct, LeadState, is_emergency
from directory.leads.rules.job import known_dangers
from directory.outbox import actions as outbox
from directory.outbox import outcome
from directory.outbox.models import Job
from directory.outbox.rules import UNTOLD_AFTER


@dataclass(frozen=True)
class Confirmation:
    """What proved a contact of a request: its `kind` (phone or email), how, and the digest of the browser's secret."""

    kind: str
    how: ConfirmedBy
    browser: str | None


def waits_for_nothing(urgency: str, safety: str, details: str | None) -> bool:
    """Whether a request goes out at once, whoever sent it: an emergency, or a danger answered or in its words."""
    return is_emergency(urgency) or bool(known_dangers(safety, details))


def goes_out_at(urgency: str, safety: str, details: str | None, confirmation: Confirmation | None) -> datetime | None:
    """Until when a request that is sent now waits for a confirmation; None: it goes out at once."""
    minutes = settings().confirm_minutes
    if confirmation is not None or waits_for_nothing(urgency, safety, details) or not minutes:
        return None
    return clock.now() + timedelta(minutes=minutes)


def confirm(session: Session, request_id: int, address: str, confirmation: Confirmation) -> QuoteRequest:
    """Record that a code or a link proved the phone (E.164) or email (lower case) of a request, and send what waited
    for that. Idempotent; a proof of the phone replaces one of the email.

    Raises NotFound for a request that is gone or has another contact now.
    """
    clocks = locked_clocks(session, request_id)
    request = locked_request(session, request_id)
    contact = request.phone if confirmation.kind == "phone" else (request.email or "").lower()
    if request.state == "erased" or not contact or contact != address:
        raise NotFound
    if request.confirmed_kind not in (None, "email") or request.confirmed_kind == confirmation.kind:
        return request
    keep(request, confirmation)
    release(session, request, clocks)
    record(session, "homeowner", LeadAct.CONFIRM, ("request", request.id), kind=confirmation.kind)
    return request


def keep(request: QuoteRequest, confirmation: Confirmation | None) -> None:
    """Store what proved a contact of a request; None: nothing proves it any more."""
    request.confirmed_at = clock.now() if confirmation is not None else None
    request.confirmed_kind = confirmation.kind if confirmation is not None else None
    request.confirmed_how = confirmation.how if confirmation is not None else None
    request.confirmed_browser = confirmation.browser if confirmation is not None else None


def release(session: Session, request: QuoteRequest, jobs: Iterable[Job]) -> None:
    """Send what waits for a confirmation, as the business wants to be told, and start its clocks. `jobs` are its
    `locked_clocks`. Does nothing where nothing waits.
    """
    now, held_until = clock.now(), request.goes_out_at
    if held_until is None or held_until <= now:
        return
    request.goes_out_at = now
    locked = list(jobs)
    untold = {job.subject_id: job for job in locked if job.kind == UNTOLD}
    for lead in queries.leads_of(session, request.id):
        if lead.state == LeadState.NEW:
            delivery = queries.delivery_of(session, lead.business_id)
            due = {
                "sms": delivery.due(now, request.urgency, settings().sms_hours),
                "email": delivery.due(now, request.urgency),
            }
            outcome.hasten(session, ("lead", lead.id), "lead", due)
            told_by = min(due.values()) if delivery.keeps(now, request.urgency) else now
            if lead.id in untold:
                outbox.schedule_again(untold[lead.id], told_by + UNTOLD_AFTER)
    restart(session, request, locked)
    session.flush()
