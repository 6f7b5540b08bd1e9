"""Claims on a listing that was merged into another of the same firm."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.claims.models import Claim


def move(session: Session, from_id: int, into_id: int) -> None:
    """Give the claims on a listing, decided or not, to the one it was merged into."""
    session.execute(update(Claim).where(Claim.business_id == from_id).values(business_id=into_id))
