"""Writing reports: what somebody told us about a listing, and what became of it."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import actions as businesses
from directory.businesses.models import Business
from directory.businesses.queries import points_by_phone
from directory.businesses.rules import CONTACT_POINT
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.leads import actions as leads
from directory.leads.models import Lead
from directory.moderation.models import Report
from directory.moderation.rules import KEPT, REPORT
from directory.outbox import actions as outbox
from directory.outbox.queries import is_suppressed


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


def settle(session: Session, report_id: int, *, by: str = "operator") -> Report:
    """The operator has dealt with a report. `by`: an audit actor. NotFound, or IllegalMove for one that is settled."""
    report = session.scalar(select(Report).where(Report.id == report_id).with_for_update())
    if report is None:
        raise NotFound(f"report {report_id}")
    REPORT.move(report, "settled")
    report.settled_at = clock.now()
    record(session, by, "settle", ("report", report.id))
    session.flush()
    return report


def take_down(session: Session, business: Business, *, how: str, by: str = "operator") -> Business:
    """Take a listing down at its own request: a tombstone, no more texts, waiting homeowners told, wishes settled.

    `how` says in a few words of ours how the request came. `by` is an audit actor. One that is down already stays as
    it is.
    """
    for lead_id in session.scalars(select(Lead.id).where(Lead.business_id == business.id, Lead.state == "new")).all():
        leads.decline(session, lead_id, None, "operator")
    for phone in business.phones:
        others = [point.business for point in points_by_phone(session, phone) if point.business_id != business.id]
        if not any(other.state == "published" for other in others):
            outbox.suppress(session, "sms", phone, "listing taken down")
    removed = businesses.remove(session, business.id, by=by, how=how)
    wishes = select(Report.id).where(Report.business_id == business.id, Report.kind == "remove", Report.state == "open")
    for report_id in session.scalars(wishes).all():
        settle(session, report_id, by=by)
    return removed


def introduce(session: Session, phone: str, state: str, how: str, *, by: str, lift_stop: bool = False) -> None:
    """Record what a business said about texts to a phone (E.164), on every listing that has it.

    `state` is one of CONTACT_POINT's, `how` a few words of the operator, `by` an audit actor. Raises NotFound for a
    phone no business has, Invalid("state", ...) for one that said STOP (unless they now ask for texts: `lift_stop`)
    or that cannot go there from where it is.
    """
    points = points_by_phone(session, phone)
    if not points:
        raise NotFound("no business has that phone")
    if state == "agreed" and is_suppressed(session, "sms", phone):
        if not lift_stop:
            raise Invalid("state", _("That phone said STOP. Tick the box if they now ask for texts themselves."))
        outbox.lift(session, "sms", phone)
    for point in points:
        if point.state != state and not CONTACT_POINT.allows(point.state, state):
            raise Invalid("state", _("From what is recorded now this cannot be said."))
        businesses.set_contact_state(session, point.id, state, how, by)
    if state == "no_texts":
        outbox.suppress(session, "sms", phone, "told the operator")


def move(session: Session, from_id: int, into_id: int) -> None:
    """Give the reports about a listing to the one it was merged into."""
    session.execute(update(Report).where(Report.business_id == from_id).values(business_id=into_id))


def purge(session: Session, now: datetime) -> int:
    """Forget text and contact of reports older than 180 days; how many of them."""
    told = or_(Report.text.is_not(None), Report.contact.is_not(None))
    rows = session.scalars(select(Report).where(Report.created_at < now - KEPT, told)).all()
    for report in rows:
        report.text = report.contact = None
    session.flush()
    return len(rows)
