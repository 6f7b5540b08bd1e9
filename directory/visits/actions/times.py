"""Times proposed, picked, called off; where to; and deleting it all."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, delete, select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.text import clean, fingerprint
from directory.leads import actions as lead_actions
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import TAKEN_LEADS, is_over
from directory.outbox import actions as outbox
from directory.quotes import actions as quote_actions
from directory.quotes.actions import being_accepted
from directory.quotes.models import accepted_quote
from directory.visits import notices
from directory.visits.models import Visit, VisitWindow, is_withheld, numbered
from directory.visits.rules import (
    BUSINESS,
    HOMEOWNER,
    LIVE,
    MOST_WINDOWS,
    NO_NUMBER,
    NUMBER_RESTS,
    OTHER,
    VISIT,
    VisitAct,
    Window,
    check_address,
    check_windows,
    is_past,
    reminded_at,
)

#: The job that reminds both the evening before, about ("visit-window", id).
REMIND = "remind-visit"
#: Visits deleted in one transaction.
BATCH = 200
#: The highest number that a text names; beyond it the page alone tells the times apart.
_MOST_NUMBER = 99


def propose(
    session: Session,
    lead_id: int,
    side: str,
    windows: Sequence[Window],
    *,
    address: str = "",
    shown: str | None = None,
    mark: str | None = None,
    actor: str | None = None,
) -> Visit:
    """One side proposes up to three times and the other is told, once. It takes the place of what was proposed before;
    what was agreed does not hold any more.

    `side` is business or homeowner; `address` the homeowner's, `shown` the fingerprint of the one that her page showed.
    `actor` is who pressed, where that is known. Raises Invalid for a lead that its firm has not taken or that is over,
    Invalid(window) and Invalid(address) for what cannot be, Invalid for a `mark` that is out of date.
    """
    lead = locked_lead(session, lead_id)
    visit = live_visit(session, lead.id)
    _refuse_withheld(session, visit, side)
    wanted = check_windows(windows, clock.now())
    given = new_address(visit, address, shown)
    if visit is not None and visit.proposed_by == side and [window.time for window in visit.offered] == wanted:
        keep_address(session, visit, lead, given)
        return visit
    _check_mark(visit, mark)
    if visit is None:
        visit = Visit(lead_id=lead.id, proposed_by=side, uid=secrets.token_hex(16))
        session.add(visit)
        session.flush()
    had_time = visit.state == "agreed"
    if had_time:
        VISIT.move(visit, "moved")
        visit.sequence += 1
        visit.on_way_at = visit.late_at = visit.late_minutes = None
        notices.unsay(session, visit, notices.OF_TIME)
    elif visit.state == "open":
        VISIT.move(visit, "proposed")
        visit.began_at = clock.now()
    visit.address = given or visit.address
    add_windows(session, visit, lead, side, wanted)
    tell(session, OTHER[side], "proposed", visit, lead)
    act = VisitAct.MOVE if had_time else VisitAct.PROPOSE
    record(session, actor or actor_of(side, lead), act, ("lead", lead.id), count=len(wanted))
    return visit


def pick(
    session: Session,
    lead_id: int,
    side: str,
    window_id: int,
    *,
    address: str = "",
    shown: str | None = None,
    how: str = "web",
    actor: str | None = None,
) -> Visit:
    """Agree to one of the proposed times, for the side that was asked. Idempotent.

    Both sides get it for their calendars, and a reminder the evening before. `address` and `shown` as in `propose`.

    Raises Invalid(window) for a time that is not proposed any more, or has passed, Invalid(address).
    """
    lead = locked_lead(session, lead_id)
    visit = live_visit(session, lead.id)
    _refuse_withheld(session, visit, side)
    given = new_address(visit, address, shown)
    if visit is None:
        raise Invalid("window", _("This time is no longer offered. Here is the latest."))
    chosen = next((window for window in visit.windows if window.id == window_id), None)
    if chosen is not None and visit.state == "agreed" and chosen.round == visit.round and chosen.time == visit.time:
        keep_address(session, visit, lead, given)
        return visit
    if chosen is None or chosen not in visit.offered or visit.proposed_by == side:
        raise Invalid("window", _("This time is no longer offered. Here is the latest."))
    if is_past(chosen.time, clock.now()):
        raise Invalid("window", _("That time has passed. Choose another one."))
    if visit.agreed_at is not None:
        visit.sequence += 1
    VISIT.move(visit, "agreed")
    visit.starts_at, visit.ends_at, visit.agreed_at = chosen.starts_at, chosen.ends_at, clock.now()
    visit.address = given or visit.address
    session.flush()
    tell(session, OTHER[side], "agreed", visit, lead)
    notices.confirm(session, side, visit, lead, by_text=how == "sms")
    at = reminded_at(chosen.time)
    if at > clock.now():
        outbox.schedule(session, REMIND, ("visit-window", chosen.id), at)
    record(session, actor or actor_of(side, lead), VisitAct.AGREE, ("lead", lead.id), how=how)
    return visit


def give_address(session: Session, lead_id: int, address: str, *, shown: str | None = None) -> Visit:
    """The homeowner says where the work is. Its firm is told that it stands on the page, where it may read it.

    The same again is told once; `shown` as in `propose`. Raises Invalid(address) for what is no address.
    """
    lead = locked_lead(session, lead_id)
    visit = live_visit(session, lead.id)
    if not checked(address):
        raise Invalid("address", _("Please give the street and the house number."))
    given = new_address(visit, address, shown)
    return keep_address(session, visit, lead, given)


def cancel(
    session: Session, lead_id: int, side: str, *, mark: str | None = None, actor: str | None = None
) -> Visit | None:
    """Cancel a visit for one side and notify the other. Idempotent. None for a visit that the business may not know of:
    it is as if it had never been.

    Raises Invalid where the last visit is over, or the page's `mark` is out of date.
    """
    lead = locked_lead(session, lead_id)
    visit = live_visit(session, lead.id)
    if visit is None:
        last = last_visit(session, lead.id)
        if last is None or last.state == "cancelled":
            return last
        raise Invalid("", _("The visit is no longer agreed. Here is the latest."))
    _refuse_withheld(session, visit, side)
    _check_mark(visit, mark)
    if is_withheld(visit, accepted_quote(session, lead.id)):
        session.delete(visit)
        session.flush()
        record(session, actor or actor_of(side, lead), VisitAct.CANCEL, ("lead", lead.id))
        return None
    call_off(session, visit, side)
    tell(session, OTHER[side], "cancelled", visit, lead)
    record(session, actor or actor_of(side, lead), VisitAct.CANCEL, ("lead", lead.id))
    return visit


def call_off(session: Session, visit: Visit, side: str | None) -> None:
    """Cancel a visit by the word of one side (None: nobody's), with the messages about it that wait."""
    VISIT.move(visit, "cancelled")
    visit.cancelled_at, visit.cancelled_by = clock.now(), side
    visit.sequence += 1
    notices.unsay(session, visit, notices.BEFORE_CANCEL)
    session.flush()


def erase_request(session: Session, request_id: int) -> None:
    """Delete everything of a request: what `quotes.erase_request` deletes, and its visits with their addresses.

    Of one that was called off by that, its firm still takes the time out of its calendar: that much stays until then.
    """
    quote_actions.erase_request(session, request_id)
    leads = select(Lead.id).where(Lead.request_id == request_id)
    off = (Visit.state == "cancelled", Visit.agreed_at.is_not(None), Visit.ends_at > clock.now())
    for visit in session.scalars(select(Visit).where(Visit.lead_id.in_(leads), *off)).all():
        visit.address, visit.windows = None, []
        outbox.forget(session, ("visit", visit.id), kinds=notices.TO_HOMEOWNER)
    _delete(session, leads, ~and_(*off))


def purge(session: Session, now: datetime, keep: timedelta = timedelta(days=180)) -> int:
    """Delete visits of requests that ended more than `keep` ago, of a batch of leads at most; how many rows."""
    over = (QuoteRequest.state != "open", QuoteRequest.closed_at < now - keep)
    leads = select(Visit.lead_id).join(Lead, Lead.id == Visit.lead_id).join(QuoteRequest).where(*over).limit(BATCH)
    return _delete(session, select(leads.subquery().c.lead_id))


def _delete(session: Session, leads: Select[int], *which: ColumnElement[bool]) -> int:
    session.flush()
    ids = session.scalars(select(Visit.id).where(Visit.lead_id.in_(leads), *which)).all()
    windows = session.scalars(
        delete(VisitWindow).where(VisitWindow.visit_id.in_(ids)).returning(VisitWindow.id),
        execution_options={"synchronize_session": False},
    ).all()
    session.execute(delete(Visit).where(Visit.id.in_(ids)), execution_options={"synchronize_session": False})
    for visit_id in ids:
        outbox.forget(session, ("visit", visit_id), kinds=notices.TO_HOMEOWNER)
    return len(ids) + len(windows)


def locked_lead(session: Session, lead_id: int) -> Lead:
    """A lead on which a visit can be; NotFound, Invalid where its firm has not taken it, or it is over."""
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state not in TAKEN_LEADS or is_over(lead.state, lead.request.state):
        raise lead_actions.over(lead)
    return lead


def live_visit(session: Session, lead_id: int) -> Visit | None:
    """The visit of a locked lead that is neither over nor cancelled, locked."""
    query = select(Visit).where(Visit.lead_id == lead_id, Visit.state.in_(LIVE)).with_for_update(of=Visit)
    return session.scalar(query.execution_options(populate_existing=True))


def last_visit(session: Session, lead_id: int) -> Visit | None:
    """The newest visit of a lead, over or not."""
    query = select(Visit).where(Visit.lead_id == lead_id).order_by(Visit.id.desc()).limit(1)
    return session.scalar(query.execution_options(populate_existing=True))


def tell(session: Session, side: str, what: str, visit: Visit, lead: Lead) -> None:
    """Tell one side, but for what its firm may not know yet."""
    if side == HOMEOWNER or not is_withheld(visit, accepted_quote(session, lead.id)):
        notices.tell(session, side, what, visit, lead)


def _refuse_withheld(session: Session, visit: Visit | None, side: str) -> None:
    """Nothing tells a firm yet that its price was accepted: that may still be undone."""
    if side == BUSINESS and visit is not None and is_withheld(visit, accepted_quote(session, visit.lead_id)):
        raise being_accepted("")


def add_windows(session: Session, visit: Visit, lead: Lead, side: str, windows: Sequence[Window]) -> None:
    """A new round of times, each with its number."""
    visit.proposed_by = side
    visit.round += 1
    first = _first_number(session, lead, side)
    for number, window in enumerate(windows, first):
        visit.windows.append(
            VisitWindow(
                round=visit.round,
                proposed_by=side,
                number=number if first else NO_NUMBER,
                starts_at=window.starts_at,
                ends_at=window.ends_at,
            )
        )
    session.flush()


def _check_mark(visit: Visit | None, mark: str | None) -> None:
    if mark is not None and mark != (visit.page_mark if visit is not None else ""):
        raise Invalid("", _("This has changed since you opened the page. Here is the latest."))


def checked(address: str) -> str:
    """An address cleaned. Raises Invalid(address) for what is none."""
    given = clean(address)
    check_address(given)
    return given


def new_address(visit: Visit | None, address: str, shown: str | None) -> str:
    """What is given of where the work is, cleaned; nothing where a page sent back what it had shown (`shown`, its
    fingerprint), and another of her pages gave an address since. Raises Invalid(address) for what is none."""
    given = checked(address)
    is_stale = visit is not None and bool(visit.address) and shown == fingerprint(given)
    return "" if is_stale else given


def keep_address(session: Session, visit: Visit | None, lead: Lead, given: str) -> Visit:
    """Store where the work is with a visit, a new one where there is none; nothing given, or the same, changes nothing.

    The firm is told of a new address where it may read it: a time is agreed, or it knows that its price is accepted.
    """
    if visit is None:
        visit = Visit(lead_id=lead.id, proposed_by=HOMEOWNER, uid=secrets.token_hex(16))
        session.add(visit)
        session.flush()
    if not given or given == visit.address:
        return visit
    visit.address = given
    if visit.state == "agreed":
        visit.sequence += 1
    session.flush()
    price = accepted_quote(session, lead.id)
    if visit.knows_address or (price is not None and price.is_settled):
        tell(session, BUSINESS, "address", visit, lead)
    record(session, "homeowner", VisitAct.ADDRESS, ("lead", lead.id))
    return visit


def _first_number(session: Session, lead: Lead, side: str) -> int:
    """The first of the numbers by which a text picks one of these times: none that its phone may still mean."""
    phone = lead.request.phone if side == BUSINESS else lead.texted_phone
    if phone is None:
        return 1
    since = clock.now() - NUMBER_RESTS
    taken = [window.number for window, _visit in numbered(session, phone, side, since)]
    highest = max(taken, default=0)
    return highest + 1 if highest + MOST_WINDOWS <= _MOST_NUMBER else NO_NUMBER


def actor_of(side: str, lead: Lead) -> str:
    """Who acts, for the audit trail, where no person is named."""
    return f"business:{lead.business_id}" if side == BUSINESS else "homeowner"
