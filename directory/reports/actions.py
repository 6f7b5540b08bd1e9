"""Writing reports: what somebody told us about a listing, and what became of it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts import queries as people
from directory.accounts.models import Code
from directory.audit import record
from directory.businesses import actions as businesses
from directory.businesses.models import Business
from directory.businesses.queries import by_ids, phones_in_ads, points_by_phone, printed_phones
from directory.businesses.rules import CONTACT_POINT, ContactEvidence
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.leads import actions as leads
from directory.leads.models import Lead
from directory.outbox import actions as outbox
from directory.outbox.queries import is_suppressed
from directory.reports.models import KEPT, REPORT, Report, ReportAct


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
    reports = session.scalars(query.order_by(Report.id).with_for_update()).all()
    for report in reports:
        if not contact or report.contact == contact:
            return report
    return _keep(session, Report(business_id=business_id, kind="remove", contact=contact or None, language=language))


def _keep(session: Session, report: Report) -> Report:
    session.add(report)
    session.flush()
    record(
        session, "visitor", ReportAct.of(f"report-{report.kind}"), ("business", report.business_id), report=report.id
    )
    outbox.tell_operators(session, "listing-report", ("report", report.id))
    return report


def settle(session: Session, report_id: int, *, by: str = "operator") -> Report:
    """The operator has dealt with a report. `by`: an audit actor. NotFound, or IllegalMove for one that is settled."""
    report = session.scalar(select(Report).where(Report.id == report_id).with_for_update())
    if report is None:
        raise NotFound(f"report {report_id}")
    REPORT.move(report, "settled")
    report.settled_at = clock.now()
    record(session, by, ReportAct.SETTLE, ("report", report.id))
    session.flush()
    return report


def send_removal_code(session: Session, business: Business, phone: str, browser: str, *, language: str) -> Code:
    """Text a code to a phone (E.164) printed in the ad; the right digits take the listing down (`remove_by_code`).

    `browser` is that browser's own secret, `language` BCP 47. Raises Invalid("phone", ...) for a number no ad prints
    and for one that takes no texts.
    """
    chosen = next((point for point in printed_phones(session, business) if point.address == phone), None)
    if chosen is None:
        raise Invalid("phone", _("Please choose one of the numbers printed in the ad."))
    if not chosen.can_text:
        raise Invalid("phone", _("This number cannot receive our texts. Ask for a call instead."))
    about = ("business", business.id)
    record(session, "visitor", ReportAct.REMOVE_CODE, about)
    return accounts.ask_code(session, "remove", "phone", phone, browser, language=language, subject=about)


def remove_by_code(session: Session, business_id: int, code: Code, *, language: str) -> bool:
    """The digits were right (`accounts.check_code`): take the listing down at once; False where the operator decides.

    That is where somebody manages the page who is not known by this phone: it is kept as a wish, and nothing changes.
    NotFound for a code about another business, or a phone that no ad prints any more.
    """
    about = ("remove", "business", business_id)
    if (code.purpose, code.subject_kind, code.subject_id) != about or code.used_at is None:
        raise NotFound(f"business {business_id}")
    if code.address not in phones_in_ads(session, business_id):
        raise NotFound(f"business {business_id}")
    known = {contact.address for owner in people.owners_of(session, business_id) for contact in owner.contacts}
    if people.has_owner(session, business_id) and code.address not in known:
        ask_removal(session, business_id, contact=code.address, language=language)
        return False
    business = next(iter(by_ids(session, [business_id])), None)
    if business is None:
        raise NotFound(f"business {business_id}")
    take_down(session, business, how="a code to the printed phone", by=f"business:{business_id}")
    return True


def take_down(session: Session, business: Business, *, how: str, by: str = "operator") -> Business:
    """Take a listing down at its own request: a tombstone, no more texts, waiting homeowners told, wishes settled.

    Its owners are told by every contact they have: a wish is anybody's, and the printed phone may not be theirs.
    `how` says in a few words of ours how the request came. `by` is an audit actor. One that is down already stays as
    it is.
    """
    # Two who press at once come one after the other; what hangs on the row is read again once it is held.
    businesses.locked(session, business.id)
    (business,) = by_ids(session, [business.id])
    for lead_id in session.scalars(select(Lead.id).where(Lead.business_id == business.id, Lead.state == "new")).all():
        leads.unlist(session, lead_id, by)
    for phone in business.phones:
        others = [point.business for point in points_by_phone(session, phone) if point.business_id != business.id]
        if not any(other.state == "published" for other in others):
            outbox.suppress(session, "sms", phone, "listing taken down")
    removed = businesses.remove(session, business.id, by=by, how=how)
    for owner in people.owners_of(session, business.id):
        accounts.tell(session, owner, "listing-removed", ("business", business.id), everywhere=True)
    wishes = select(Report.id).where(Report.business_id == business.id, Report.kind == "remove", Report.state == "open")
    for report_id in session.scalars(wishes).all():
        settle(session, report_id, by=by)
    return removed


def introduce(session: Session, phone: str, state: str, how: str, *, by: str, lift_stop: bool = False) -> None:
    """Record what a business said about texts to a phone (E.164), on every listing that has it.

    `state` is one of CONTACT_POINT's, `how` a few words of the operator about the call, kept as a note beside the
    evidence; `by` is an audit actor. Raises NotFound for a phone no business has, Invalid("state", ...) for one that
    said STOP (unless they now ask for texts: `lift_stop`) or that cannot go there from where it is.
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
            raise Invalid("state", _("The current records don't allow that answer."))
        businesses.set_contact_state(session, point.id, state, ContactEvidence.TOLD_OPERATOR, by, how)
    if state == "no_texts":
        outbox.suppress(session, "sms", phone, "told the operator")
        leads.texts_stopped(session, phone)


def move(session: Session, from_id: int, into_id: int) -> None:
    """Give the reports about a listing to the one it was merged into."""
    session.execute(update(Report).where(Report.business_id == from_id).values(business_id=into_id))


BATCH = 500


def purge(session: Session, now: datetime) -> int:
    """Forget text and contact of reports older than 180 days; how many of them. A batch at most."""
    with_text = or_(Report.text.is_not(None), Report.contact.is_not(None))
    rows = session.scalars(select(Report).where(Report.created_at < now - KEPT, with_text).limit(BATCH)).all()
    for report in rows:
        report.text = report.contact = None
    session.flush()
    return len(rows)
