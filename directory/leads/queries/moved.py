"""What of one listing's leads would go to another listing of the same firm."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.leads.models import Lead


def count_to_move(session: Session, from_id: int, into_id: int) -> tuple[int, int]:
    """How many leads move, and how many stay because the other listing got the same request."""
    asked = select(Lead.request_id).where(Lead.business_id == into_id)
    query = select(func.count()).where(Lead.business_id == from_id)
    moved = session.scalar(query.where(Lead.request_id.not_in(asked))) or 0
    return moved, (session.scalar(query) or 0) - moved
