"""A price is accepted: undone within ten minutes, else told to its business and to those that were not chosen."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation.i18n import show_date
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import OPEN_LEADS, REQUEST_LIFE
from directory.outbox import actions as outbox
from directory.quotes import notices
from directory.quotes.actions.prices import EXPIRE, expire_quote
from directory.quotes.models import Quote
from directory.quotes.rules import CHOSEN_LEADS, QUOTE, UNDO_WITHIN, QuoteAct, is_past, is_undoable

#: The job that tells the businesses, about ("quote", id).
SETTLE = "settle-quote"


def accept_quote(session: Session, quote_id: int, option: int | None = None) -> Quote:
    """Accept a price for the homeowner. `settle` tells the businesses once `UNDO_WITHIN` has passed. Idempotent.

    `option` counts the options of the quote from 0; one that has several needs it.

    One price of a request: another is accepted only after this one was undone, or its business taken off the request.
    Raises NotFound for a price that does not exist, Invalid(quote) for one that no longer holds and for a second one,
    Invalid(option) for none of its options.
    """
    # The job first, as whoever does it holds it while it waits for the request.
    job = outbox.locked_job(session, SETTLE, ("quote", quote_id))
    price, lead = _locked(session, quote_id)
    if price.state == "accepted" and lead.state in CHOSEN_LEADS:
        return price
    if lead.request.state != "open":
        raise Invalid("quote", _("This request is closed. Nothing more can be sent on it."))
    _refuse_second(session, lead)
    if lead.state == "withdrawn":
        raise Invalid("quote", _("You withdrew your request from them, so their price can no longer be accepted."))
    if price.state == "superseded" and lead.state == "quoted":
        raise Invalid("quote", _("They have sent a new price since then. See it below."))
    if price.valid_until and (price.state == "expired" or is_past(price.valid_until, clock.today())):
        raise Invalid(
            "quote",
            _("This price was valid until %(day)s. Ask them for a new one.", day=show_date(price.valid_until)),
        )
    if price.state != "sent" or lead.state not in CHOSEN_LEADS:
        raise Invalid("quote", _("This price is no longer valid. Ask them for a new one."))
    options = len(price.offer.options)
    if options > 1 and (option is None or not 0 <= option < options):
        raise Invalid("option", _("Choose one of the options."))
    QUOTE.move(price, "accepted")
    price.decided_at, price.settled_at = clock.now(), None
    price.chosen_option = option if options > 1 else None
    price.undo_until = min(price.decided_at + UNDO_WITHIN, lead.request.created_at + REQUEST_LIFE)
    if job is None:
        outbox.schedule(session, SETTLE, ("quote", price.id), price.undo_until)
    else:
        outbox.schedule_again(job, price.undo_until)
    session.flush()
    record(session, "homeowner", QuoteAct.ACCEPT_QUOTE, ("lead", lead.id), quote=price.id)
    return price


def undo_quote(session: Session, quote_id: int) -> Quote:
    """Undo `accept_quote` while no business was told: the price stands as before. Idempotent.

    Raises NotFound, and Invalid(quote) once its business was told, or is being told.
    """
    job = outbox.locked_job(session, EXPIRE, ("quote", quote_id))
    price, lead = _locked(session, quote_id)
    if price.state != "accepted" or lead.state not in CHOSEN_LEADS:
        return price
    if not is_undoable(price.undo_until, price.settled_at, clock.now()):
        raise Invalid("quote", notices.too_late(session, price, lead))
    QUOTE.move(price, "sent")
    price.decided_at = price.undo_until = None
    price.chosen_option = None
    session.flush()
    if job is not None and job.done_at is not None:
        # Its last day may have ended meanwhile.
        outbox.schedule_again(job, clock.now())
    record(session, "homeowner", QuoteAct.UNDO_QUOTE, ("lead", lead.id), quote=price.id)
    return price


def settle(session: Session, subject: tuple[str, int]) -> None:
    """The ten minutes are over: the job is won, its business is told, and so are those that were not chosen.

    The job of a price. One that was undone meanwhile, or whose business is off the request, is told to nobody.
    """
    try:
        price, lead = _locked(session, subject[1])
    except NotFound:
        return
    if price.undo_until is not None and price.undo_until <= clock.now():
        _settle(session, price, lead)


def close_request(session: Session, request_id: int) -> QuoteRequest:
    """She needs nobody else: a price she accepted a moment ago is told at once, then the request ends."""
    settle_request(session, request_id)
    return lead_actions.close(session, request_id)


def expire_request(session: Session, subject: tuple[str, int]) -> None:
    """The time of a request is over: a price that was accepted in its last minutes is told first. Its job."""
    settle_request(session, subject[1])
    lead_actions.expire(session, subject[1])


def expire_unattended(session: Session, now: datetime) -> int:
    """End what no worker ended, as its job would have: open requests whose contact should have been forgotten by now;
    how many, a batch at most."""
    over = lead_queries.open_since(session, now - REQUEST_LIFE - lead_actions.CONTACT_KEPT, lead_actions.BATCH)
    for request_id in over:
        expire_request(session, ("request", request_id))
    return len(over)


def settle_request(session: Session, request_id: int) -> None:
    """Whatever price of a request was accepted a moment ago is told at once: it cannot be undone any more."""
    lead_actions.locked_request(session, request_id)
    chosen = select(Quote.id).where(Quote.request_id == request_id, Quote.state == "accepted")
    for quote_id in session.scalars(chosen).all():
        _settle(session, *_locked(session, quote_id))


def _settle(session: Session, price: Quote, lead: Lead) -> None:
    if price.state != "accepted" or price.settled_at is not None or lead.state not in CHOSEN_LEADS:
        return
    price.settled_at = clock.now()
    if lead.state != "won":
        lead_actions.transition(session, lead, "won")
        lead.won_at = price.decided_at
    session.flush()
    notices.tell_business(session, "price-accepted", ("quote", price.id), lead)
    of_firm = {one.id for one in lead_queries.others_of_firm(session, lead)}
    for other in lead_queries.leads_of(session, lead.request_id):
        if other.id != lead.id and other.state in OPEN_LEADS:
            lead_actions.pass_over(session, other.id, is_same_firm=other.id in of_firm)
    standing = select(Quote).where(Quote.request_id == lead.request_id, Quote.state == "sent")
    for other_price in session.scalars(standing).all():
        QUOTE.move(other_price, "declined")
    session.flush()
    record(session, "homeowner", QuoteAct.SETTLE_QUOTE, ("lead", lead.id), quote=price.id)


def _locked(session: Session, quote_id: int) -> tuple[Quote, Lead]:
    """A price and its lead, read again once the lead is locked. Raises NotFound."""
    price = session.get(Quote, quote_id)
    if price is None:
        raise NotFound
    lead = lead_actions.locked_lead(session, price.lead_id)
    # Superseded, accepted or deleted a moment ago.
    price = session.get(Quote, quote_id, populate_existing=True)
    if price is None:
        raise NotFound
    return price, lead


def has_chosen(session: Session, request_id: int) -> bool:
    """Whether a price of a request is accepted, by a homeowner who may still undo it or not any more."""
    query = select(Quote.id).join(Lead, Lead.id == Quote.lead_id)
    accepted = query.where(Quote.request_id == request_id, Quote.state == "accepted", Lead.state.in_(CHOSEN_LEADS))
    return session.scalar(accepted.limit(1)) is not None


def _refuse_second(session: Session, lead: Lead) -> None:
    """Invalid where a price of the request is accepted already; one whose business was taken off makes room."""
    query = select(Quote, Lead).join(Lead, Lead.id == Quote.lead_id)
    accepted = query.where(Quote.request_id == lead.request_id, Quote.state == "accepted")
    for price, winner in session.execute(accepted).all():
        if winner.state in CHOSEN_LEADS:
            raise Invalid("quote", notices.already_accepted(session, price, winner))
        QUOTE.move(price, "declined")
    session.flush()


#: What is done in time about prices, and about a request whose prices come first.
JOBS = {SETTLE: settle, EXPIRE: expire_quote, lead_actions.EXPIRY: expire_request}
