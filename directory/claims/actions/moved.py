"""Claims on a listing that was merged into another of the same firm."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts.models import Code
from directory.claims.actions.begin import withdraw
from directory.claims.models import Claim
from directory.claims.rules import CLAIM, LIVE


def move(session: Session, from_id: int, into_id: int, by: str) -> None:
    """Give the claims on a listing, decided or not, to the one it was merged into. `by` is an audit actor.

    A code on its way goes on proving its claim: the ad that prints the phone moves too. A browser that claims both
    keeps its newer claim, the other is withdrawn; a dispute always stays, for the operator to decide.
    """
    query = select(Claim).where(Claim.business_id.in_((from_id, into_id))).order_by(Claim.id.desc()).with_for_update()
    kept: set[str] = set()
    for claim in session.scalars(query.execution_options(populate_existing=True)).all():
        if claim.business_id == from_id:
            claim.business_id = into_id
            about = (Code.subject_kind == "business", Code.subject_id == from_id)
            session.execute(update(Code).where(Code.id == claim.code_id, *about).values(subject_id=into_id))
        if claim.state not in LIVE:
            continue
        if claim.browser_digest in kept and CLAIM.allows(claim.state, "withdrawn"):
            session.flush()
            withdraw(session, claim.id, by)
        kept.add(claim.browser_digest)
    session.flush()
