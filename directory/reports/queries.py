"""Reading reports."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from directory.accounts.models import Code
from directory.businesses.models import Business
from directory.foundation.paging import Pile, pile
from directory.kernel import clock
from directory.reports.models import Report


def with_business(session: Session, report_id: int) -> tuple[Report, Business] | None:
    """A report and the business it is about (phones loaded); None when it is gone."""
    report = session.get(Report, report_id)
    if report is None:
        return None
    query = select(Business).where(Business.id == report.business_id).options(selectinload(Business.contact_points))
    return report, session.scalars(query).one()


def open_reports(session: Session) -> list[tuple[Report, str]]:
    """Reports nobody has settled, oldest first, each with the slug it is about."""
    query = select(Report, Business.slug).join(Business, Business.id == Report.business_id)
    return [(report, slug) for report, slug in session.execute(query.where(Report.state == "open").order_by(Report.id))]


def waiting(session: Session, kind: str, limit: int) -> Pile[tuple[Report, Business]]:
    """Reports of a kind (wrong, remove) that nobody settled, the oldest first; the business's phones are loaded."""
    query = select(Report, Business).join(Business, Business.id == Report.business_id)
    query = query.where(Report.state == "open", Report.kind == kind)
    return pile(session, query, Report.created_at, limit, selectinload(Business.contact_points))


def settled(session: Session, limit: int) -> list[tuple[Report, Business]]:
    """Reports that were dealt with, the newest first."""
    query = select(Report, Business).join(Business, Business.id == Report.business_id).where(Report.state == "settled")
    rows = session.execute(query.order_by(Report.settled_at.desc(), Report.id.desc()).limit(limit))
    return [(report, business) for report, business in rows]


def removal_code(session: Session, business_id: int, browser_digest: str) -> Code | None:
    """The newest code of one browser to take a business down, while it is neither used nor too old."""
    query = select(Code).where(
        Code.purpose == "remove",
        Code.subject_kind == "business",
        Code.subject_id == business_id,
        Code.browser_digest == browser_digest,
        Code.used_at.is_(None),
        Code.expires_at > clock.now(),
    )
    return session.scalar(query.order_by(Code.id.desc()).limit(1))


def count_of(session: Session, business_id: int) -> int:
    """How many reports there ever were about a business."""
    return int(session.scalar(select(func.count()).where(Report.business_id == business_id)) or 0)
