"""Jobs that check whether a request was answered in time, from the moment it goes out."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from directory.foundation.settings import settings
from directory.kernel import clock
from directory.leads import queries
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules.clocks import NO_ANSWER, reminded_at, unanswered_from
from directory.outbox import actions as outbox
from directory.outbox.actions import JobDraft
from directory.outbox.models import Job

#: The jobs that look whether anybody has answered: the first time, and in an emergency once more.
UNANSWERED, STILL_UNANSWERED = "unanswered-check", "still-unanswered-check"
#: The job that looks whether a business that was told has said something, and reminds it.
REMINDER_CHECK = "reminder-check"
#: The job that looks whether anybody told a business of its lead.
UNTOLD = "untold-check"


def first_check(request: QuoteRequest) -> JobDraft:
    """The job that first checks a request: from now, or from when it need not wait any more."""
    return JobDraft(UNANSWERED, ("request", request.id), _due(request))


def _due(request: QuoteRequest, *, is_second: bool = False) -> datetime:
    """When the clock of a request has run out that runs from now on, or from when it goes out."""
    since = max(clock.now(), request.goes_out_at or clock.now())
    return unanswered_from(since, request.urgency, settings().sms_hours, is_second=is_second)


def locked_clocks(session: Session, request_id: int) -> list[Job]:
    """The jobs of a request's clock and of its leads, locked: call it before the request is locked, as whoever does a
    job holds it while it waits for the request."""
    jobs = [outbox.locked_job(session, kind, ("request", request_id)) for kind in (UNANSWERED, STILL_UNANSWERED)]
    jobs += [outbox.locked_job(session, UNTOLD, ("lead", lead.id)) for lead in queries.leads_of(session, request_id)]
    return [job for job in jobs if job is not None]


def restart(session: Session, request: QuoteRequest, jobs: Iterable[Job]) -> None:
    """Restart the clock of a request from now, or from when it goes out, by its urgency. What the homeowner was told
    when the clock before it ran out may be told again. `jobs` are its `locked_clocks`.
    """
    outbox.undo(session, ("request", request.id), NO_ANSWER)
    for job in jobs:
        if job.kind not in (UNANSWERED, STILL_UNANSWERED):
            continue
        outbox.schedule_again(job, _due(request, is_second=job.kind == STILL_UNANSWERED))


def wait_again(session: Session, lead: Lead) -> None:
    """Schedule the checks of a lead anew, as if its business had been told now: what looked like its answer was none.
    What was told before is not told again.
    """
    request, hours = lead.request, settings().sms_hours
    reminder = reminded_at(clock.now(), request.urgency, hours)
    outbox.schedule_once_more(session, REMINDER_CHECK, ("lead", lead.id), reminder)
    for kind in (UNANSWERED, STILL_UNANSWERED):
        due_at = _due(request, is_second=kind == STILL_UNANSWERED)
        outbox.schedule_once_more(session, kind, ("request", request.id), due_at)
