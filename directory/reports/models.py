"""Reports: something is wrong with a listing, or it should come down. Codes, the table, reading it."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, selectinload

from directory.accounts.models import Code
from directory.businesses.models import Business
from directory.foundation.db import Base
from directory.foundation.i18n import Act, Labelled
from directory.foundation.paging import Pile, pile
from directory.kernel import clock
from directory.kernel.states import table


class ReportAct(Act):
    """What this slice writes into the audit trail."""

    REPORT_WRONG = "report-wrong", _l("said that something is wrong")
    REPORT_REMOVE = "report-remove", _l("asked that the listing come down")
    REMOVE_CODE = "remove-code", _l("had a code texted to take the listing down")
    SETTLE = "settle", _l("settled a report")


REPORT = table("report", open="settled", settled="")


class ReportReason(Labelled):
    """Why a listing is wrong, in the order the form asks, in the operator's words."""

    WRONG_PHONE = "wrong_phone", _l("wrong phone")
    WRONG_FACT = "wrong_fact", _l("a fact is wrong")
    NOT_THIS_BUSINESS = "not_this_business", _l("not this business")
    CLOSED = "closed", _l("gone out of business")
    OTHER = "other", _l("something else")


LONGEST_TEXT = 1000
LONGEST_CONTACT = 200

#: How long the text and the contact of a report are kept (privacy page: 180 days).
KEPT = timedelta(days=180)


class Report(Base):
    """What somebody told us about a listing. `kind` is wrong or remove."""

    __tablename__ = "reports"
    __table_args__ = (CheckConstraint("kind IN ('wrong', 'remove')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    #: wrong_phone, not_this_business, closed, wrong_fact, other; None for a removal.
    reason: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str | None] = mapped_column(String(2000))
    contact: Mapped[str | None] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]


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
