"""Writing reports: what somebody told us about a listing, and what became of it."""

from datetime import datetime

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import actions as businesses
from directory.businesses.models import Business
from directory.businesses.queries import points_by_phone
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.text import clean
from directory.leads import actions as leads
from directory.leads.models import Lead
from directory.moderation.models import Report
from directory.moderation.rules import KEPT, REPORT
from directory.outbox import actions as outbox


def report_wrong(
    session: Session, business_id: int, *, reason: str, text: str = "", contact: str = "", language: str
) -> Report:
    """Keep what is wrong with a listing and mail the operator, in one transaction. `language` is BCP 47."""
    report = Report(
        business_id=business_id,
        kind="wrong",
        reason=reason,
        text=clean(text) or None,
        contact=clean(contact) or None,
        language=language,
    )
    return _keep(session, report)


def ask_removal(session: Session, business_id: int, *, contact: str = "", language: str) -> Report:
    """Keep that a listing should come down and mail the operator; no reason is asked.

    The same wish again while the first is open adds nothing but a contact that was missing.
    """
    contact = clean(contact)
    query = select(Report).where(Report.business_id == business_id, Report.kind == "remove", Report.state == "open")
    held = session.scalars(query.order_by(Report.id).with_for_update()).all()
    for report in held:
        if not contact or report.contact == contact:
            return report
    return _keep(session, Report(business_id=business_id, kind="remove", contact=contact or None, language=language))


def _keep(session: Session, report: Report) -> Report:
    session.add(report)
    session.flush()
    record(session, "visitor", f"report-{report.kind}", ("business", report.business_id), report=report.id)
    to = str(current_app.config["OPERATOR_EMAIL"])
    outbox.enqueue(session, "listing-report", ("report", report.id), "email", to, "en", priority="operator")
    return report


def settle(session: Session, report_id: int) -> Report:
    """The operator has dealt with a report; NotFound, or IllegalMove for one that is settled."""
    report = session.scalar(select(Report).where(Report.id == report_id).with_for_update())
    if report is None:
        raise NotFound(f"report {report_id}")
    REPORT.move(report, "settled")
    report.settled_at = clock.now()
    record(session, "operator", "settle", ("report", report.id))
    session.flush()
    return report


def take_down(session: Session, business: Business, *, how: str) -> Business:
    """Take a listing down at its own request: a tombstone, no more texts, waiting homeowners told, wishes settled.

    `how` says in a few words of ours how the request came. One that is down already stays as it is.
    """
    for lead_id in session.scalars(select(Lead.id).where(Lead.business_id == business.id, Lead.state == "new")).all():
        leads.decline(session, lead_id, None, "operator")
    for phone in business.phones:
        others = [point.business for point in points_by_phone(session, phone) if point.business_id != business.id]
        if not any(other.state == "published" for other in others):
            outbox.suppress(session, "sms", phone, "listing taken down")
    removed = businesses.remove(session, business.id, by="operator", how=how)
    wishes = select(Report.id).where(Report.business_id == business.id, Report.kind == "remove", Report.state == "open")
    for report_id in session.scalars(wishes).all():
        settle(session, report_id)
    return removed


def purge(session: Session, now: datetime) -> int:
    """Forget text and contact of reports older than 180 days; how many of them."""
    told = or_(Report.text.is_not(None), Report.contact.is_not(None))
    rows = session.scalars(select(Report).where(Report.created_at < now - KEPT, told)).all()
    for report in rows:
        report.text = report.contact = None
    session.flush()
    return len(rows)
