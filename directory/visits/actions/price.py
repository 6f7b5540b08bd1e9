"""Where and when, given with the yes to a price: withheld from its firm while that can be undone."""

import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.quotes import actions as quote_actions
from directory.quotes.models import Quote
from directory.visits.actions.times import add_windows, checked, live_visit, locked_lead
from directory.visits.models import Visit
from directory.visits.rules import HOMEOWNER, VISIT, VisitAct, Window, check_day


@dataclass(frozen=True)
class Wish:
    """Where the work is and the day the homeowner would like, given with her yes to a price; either may be empty."""

    address: str = ""
    day: date | None = None


def accept_price(session: Session, quote_id: int, wish: Wish, option: int | None = None) -> Quote:
    """The homeowner takes a price, as `quotes.accept_quote` does, and may give where and when with it.

    Its firm reads that once it is told of the yes. Raises what `accept_quote` raises, Invalid(address), Invalid(day).
    """
    price = quote_actions.accept_quote(session, quote_id, option)
    given = checked(wish.address)
    if wish.day is not None:
        check_day(wish.day, clock.today(), price.earliest_date)
    if not given and wish.day is None:
        return price
    lead = locked_lead(session, price.lead_id)
    visit = live_visit(session, lead.id)
    if visit is None:
        visit = Visit(lead_id=lead.id, proposed_by=HOMEOWNER, uid=secrets.token_hex(16))
        session.add(visit)
        session.flush()
    visit.address = visit.address or given or None
    if wish.day is not None and visit.state == "open":
        VISIT.move(visit, "proposed")
        add_windows(session, visit, lead, HOMEOWNER, [Window.whole(wish.day)])
    session.flush()
    record(session, "homeowner", VisitAct.ADDRESS, ("lead", lead.id), quote=price.id)
    return price


def undo_price(session: Session, quote_id: int) -> Quote:
    """She takes the yes back, as `quotes.undo_quote` does, and what she gave with it. Raises what that raises."""
    before = session.get(Quote, quote_id)
    decided_at = before.decided_at if before is not None else None
    # Its job is locked before its lead: what she gave is looked for after that.
    price = quote_actions.undo_quote(session, quote_id)
    visit = live_visit(session, price.lead_id)
    is_hers = visit is not None and visit.proposed_by == HOMEOWNER and visit.agreed_at is None
    if visit is not None and is_hers and decided_at is not None and decided_at <= visit.created_at:
        session.delete(visit)
        session.flush()
    return price
