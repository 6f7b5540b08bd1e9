"""What of one listing's leads would go to another listing of the same firm."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from directory.leads.models import Consent, Lead
from directory.leads.queries.requests import channels_of
from directory.leads.rules import TABS, tab_of


def count_to_move(session: Session, from_id: int, into_id: int) -> tuple[int, int]:
    """How many leads move, and how many stay because the other listing got the same request."""
    asked = select(Lead.request_id).where(Lead.business_id == into_id)
    query = select(func.count()).where(Lead.business_id == from_id)
    moved = session.scalar(query.where(Lead.request_id.not_in(asked))) or 0
    return moved, (session.scalar(query) or 0) - moved


#: Leads on one page of the list.
PER_PAGE = 20


@dataclass(frozen=True)
class Desk:
    """One page of one tab: its leads (request loaded), how many each tab holds, how many pages this one has."""

    tab: str
    counts: dict[str, int]
    leads: list[Lead]
    page: int
    pages: int


def lead_of_business(session: Session, business_id: int, lead_id: int) -> Lead | None:
    """This business's lead, its request loaded; None for one that is not there or is another's."""
    query = select(Lead).where(Lead.id == lead_id, Lead.business_id == business_id)
    return session.scalar(query.options(joinedload(Lead.request)))


def desk(session: Session, business_id: int, tab: str, page: int) -> Desk:
    """A page of a tab, the newest first; a page beyond the last is the last."""
    counted = select(Lead.state, func.count()).where(Lead.business_id == business_id).group_by(Lead.state)
    counts = dict.fromkeys(TABS, 0)
    for state, number in session.execute(counted):
        counts[tab_of(state)] += number
    pages = max(1, -(-counts[tab] // PER_PAGE))
    page = min(max(1, page), pages)
    query = (
        select(Lead)
        .where(Lead.business_id == business_id, Lead.state.in_(TABS[tab]))
        .options(joinedload(Lead.request))
        .order_by(Lead.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return Desk(tab, counts, list(session.scalars(query)), page, pages)


def channels_by_lead(session: Session, leads: Collection[Lead]) -> dict[int, set[str]]:
    """By lead id, the ways its homeowner allows this business."""
    query = select(Consent).where(Consent.request_id.in_([lead.request_id for lead in leads])).order_by(Consent.id)
    rows: dict[int, list[Consent]] = {}
    for consent in session.scalars(query):
        rows.setdefault(consent.request_id, []).append(consent)
    return {lead.id: channels_of(rows.get(lead.request_id, ()), lead.business_id) for lead in leads}
