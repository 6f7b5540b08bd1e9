"""Visit details that a homeowner gives while accepting a price: hidden from the business while that can be undone."""

import secrets
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.quotes import actions as quote_actions
from directory.quotes.models import Quote
from directory.visits.actions.times import add_windows, checked, keep_address, live_visit, locked_lead, tell
from directory.visits.models import Visit
from directory.visits.rules import BUSINESS, HOMEOWNER, VISIT, VisitAct, Window, check_day


@dataclass(frozen=True)
class Wish:
    """Where the work is and the day the homeowner would like, given with her yes to a price; either may be empty."""

    address: str = ""
    day: date | None = None


def accept_price(session: Session, quote_id: int, wish: Wish, option: int | None) -> Quote:
    """The homeowner takes a price, as `quotes.accept_quote` does, and may give where and when with it.

    Its firm reads that once it is told of the yes. Raises what `accept_quote` raises, Invalid(address), Invalid(day):
    also where times for a visit were proposed since her page was loaded.
    """
    price = quote_actions.accept_quote(session, quote_id, option)
    given = checked(wish.address)
    if wish.day is not None:
        check_day(wish.day, clock.today(), price.earliest_date)
    if not given and wish.day is None:
        return price
    lead = locked_lead(session, price.lead_id)
    visit = keep_address(session, live_visit(session, lead.id), lead, given)
    wanted = [Window.whole(wish.day)] if wish.day is not None else []
    if wanted and visit.state == "open":
        VISIT.move(visit, "proposed")
        visit.began_at = clock.now()
        add_windows(session, visit, lead, HOMEOWNER, wanted)
        if price.is_settled:
            tell(session, BUSINESS, "proposed", visit, lead)
        record(session, "homeowner", VisitAct.PROPOSE, ("lead", lead.id), count=len(wanted))
    elif wanted and (visit.proposed_by != HOMEOWNER or [window.time for window in visit.offered] != wanted):
        raise Invalid("day", _("This has changed since you opened the page. Here is the latest."))
    session.flush()
    return price


def undo_price(session: Session, quote_id: int) -> Quote:
    """She takes the yes back, as `quotes.undo_quote` does, and what she gave with it. Raises what that raises."""
    before = session.get(Quote, quote_id)
    decided_at = before.decided_at if before is not None else None
    # Its job is locked before its lead: what she gave is looked for after that.
    price = quote_actions.undo_quote(session, quote_id)
    visit = live_visit(session, price.lead_id)
    is_hers = visit is not None and visit.proposed_by == HOMEOWNER and visit.agreed_at is None
    if visit is None or not is_hers or decided_at is None or visit.began_at < decided_at:
        return price
    before_yes = visit.address if visit.created_at < decided_at else None
    session.delete(visit)
    session.flush()
    if before_yes is not None:
        # The address was there before her yes: it stays.
        uid = secrets.token_hex(16)
        session.add(Visit(lead_id=price.lead_id, proposed_by=HOMEOWNER, uid=uid, address=before_yes))
        session.flush()
    return price
