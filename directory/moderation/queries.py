"""Reading reports."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.businesses.models import Business
from directory.moderation.models import Report


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
