"""The prices a business gives on a lead, and takes back."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation.tokens import refuse_link
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.leads import actions as lead_actions
from directory.leads.models import Lead
from directory.leads.rules import LEAD_UNDONE
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.quotes.actions.conversation import has_written, open_lead
from directory.quotes.models import Quote, QuoteOption, accepted_quote
from directory.quotes.rules import (
    LONGEST_LICENSE,
    LONGEST_TEXT,
    LONGEST_WAIT,
    MOST_DOLLARS,
    MOST_YEARS,
    QUOTE,
    QuoteAct,
    end_of,
    is_past,
)
from directory.quotes.rules.offer import Offer, Option, price, simple

#: The job that ends a price after its last day, about ("quote", id).
EXPIRE = "expire-quote"


@dataclass(frozen=True)
class QuoteDraft:
    """A simple price: whole US dollars from-to, warranty years (None = not stated), first possible day, a note."""

    amount_min: int
    amount_max: int
    parts_years: int | None = None
    labor_years: int | None = None
    earliest_date: date | None = None
    note: str = ""

    @property
    def offer(self) -> Offer:
        """This draft as an offer of one option."""
        main = simple(self.amount_min, self.amount_max, self.parts_years, self.labor_years, self.earliest_date)
        return Offer(options=(main,), note=self.note)


def quote(
    session: Session, lead_id: int, draft: QuoteDraft | Offer, *, how: str = "web", actor: str | None = None
) -> Quote:
    """Store a price, supersede the one before it, tell the homeowner. A new lead is accepted first.

    Raises Invalid for amounts that make no sense, for a note with a link of ours, for a lead that is no longer open
    and for one whose price was accepted a moment ago.
    """
    lead = open_lead(session, lead_id, "amount_min")
    offer = draft if isinstance(draft, Offer) else draft.offer
    main = offer.main
    _check(offer)
    if accepted_quote(session, lead.id) is not None:
        raise being_accepted("amount_min")
    if lead.state == "new":
        lead = lead_actions.accept(session, lead_id, how, actor, tells_homeowner=False)
    for older in session.scalars(select(Quote).where(Quote.lead_id == lead.id, Quote.state == "sent")):
        QUOTE.move(older, "superseded")
    new_quote = Quote(
        lead_id=lead.id,
        request_id=lead.request_id,
        amount_min=main.amount_min,
        amount_max=main.amount_max,
        parts_years=main.years("parts"),
        labor_years=main.years("labor"),
        earliest_date=main.start,
        note=clean(offer.note or "")[:LONGEST_TEXT] or None,
        license=offer.license,
        insured=offer.insured,
        exclusions=clean(offer.exclusions or "")[:LONGEST_TEXT] or None,
        cancel_days=offer.cancel_days,
        valid_until=offer.valid_until,
        options=[
            QuoteOption(position=position, document=option.as_json()) for position, option in enumerate(offer.options)
        ],
    )
    session.add(new_quote)
    if lead.state == "accepted":
        lead_actions.transition(session, lead, "quoted")
    lead_actions.note_answered(session, lead)
    session.flush()
    if offer.valid_until is not None:
        outbox.schedule(session, EXPIRE, ("quote", new_quote.id), end_of(offer.valid_until))
    lead_actions.tell_homeowner(session, "quoted", ("quote", new_quote.id), lead.request)
    record(session, actor or f"business:{lead.business_id}", QuoteAct.QUOTE, ("lead", lead.id), quote=new_quote.id)
    return new_quote


def retract_price(session: Session, quote_id: int, state: str, *, by: str) -> None:
    """Take a price off a page: it was for somebody else. The one before it holds again, if there is one.

    The lead goes back to the `state` it was in before. The homeowner who was told gets a correction. Raises
    Invalid(lead) where the homeowner has accepted it, where a newer one stands, and as `lead_actions.refuse_late`.
    """
    price = session.get(Quote, quote_id)
    if price is None:
        return
    lead = lead_actions.locked_lead(session, price.lead_id)
    session.refresh(price)
    if price.state != "sent":
        raise Invalid("lead", _("That price was accepted or replaced since then. It can't be undone here."))
    if state != lead.state:
        lead_actions.refuse_late(lead, "accepted")
    QUOTE.move(price, "superseded")
    price.decided_at, price.note = clock.now(), None
    earlier = select(Quote).where(Quote.lead_id == lead.id, Quote.state == "superseded", Quote.decided_at.is_(None))
    previous = session.scalars(earlier.order_by(Quote.id.desc())).first()
    if previous is not None and state == "quoted":
        QUOTE.move(previous, "sent")
    session.flush()
    if previous is not None:
        _expire(session, previous, lead)
    gone = outbox.undo(session, ("quote", price.id), ["quoted"])
    lead_actions.correct(session, lead, "corrected-price", gone)
    if state != lead.state:
        lead_actions.transition(session, lead, "accepted", by=LEAD_UNDONE)
    if state == "new":
        # The message of a price says the yes too, where both came at once.
        has_answered = has_written(session, lead.id)
        lead_actions.undo_answer(session, lead.id, "new", has_answered=has_answered, by=by, also=gone)
    record(session, by, QuoteAct.RETRACT, ("lead", lead.id), quote=price.id)


def offer_of(session: Session, quote_id: int | None) -> Offer | None:
    """What a price offers, with each of its options; None where there is none."""
    price = session.get(Quote, quote_id) if quote_id is not None else None
    return price.offer if price is not None else None


def withdraw_price(session: Session, quote_id: int) -> Quote:
    """Withdraw a business's price; a homeowner who was told of it is told that it is gone. Idempotent.

    One who was not, and whom the price was to tell that the business has her number, is told that alone.
    Raises NotFound for a price that does not exist, Invalid for one that was accepted and for a lead that is over.
    """
    price = session.get(Quote, quote_id)
    if price is None:
        raise NotFound
    lead = open_lead(session, price.lead_id, "quote")
    price = session.get_one(Quote, quote_id, populate_existing=True)
    if price.state == "accepted":
        raise being_accepted("quote")
    if price.state != "sent":
        return price
    QUOTE.move(price, "superseded")
    if lead.state == "quoted":
        lead_actions.transition(session, lead, "accepted")
    session.flush()
    subject = ("quote", price.id)
    if outbox.undo(session, subject, ("quoted",)):
        lead_actions.tell_homeowner(session, "price-withdrawn", subject, lead.request)
    elif not _has_told_price(session, lead.id):
        lead_actions.tell_homeowner(session, "will-call", ("lead", lead.id), lead.request)
    record(session, f"business:{lead.business_id}", QuoteAct.WITHDRAW_PRICE, ("lead", lead.id), quote=price.id)
    return price


def expire_quote(session: Session, subject: tuple[str, int]) -> None:
    """Job: expire a price after its last day, so that it can no longer be accepted. Idempotent.

    One that was accepted, replaced or deleted meanwhile stays as it is.
    """
    price = session.get(Quote, subject[1])
    if price is None:
        return
    lead = lead_actions.locked_lead(session, price.lead_id)
    price = session.get(Quote, subject[1], populate_existing=True)
    if price is not None:
        _expire(session, price, lead)


def _expire(session: Session, price: Quote, lead: Lead) -> None:
    if price.state != "sent" or not is_past(price.valid_until, clock.today()):
        return
    QUOTE.move(price, "expired")
    if lead.state == "quoted":
        # It has the contact still; what is missing is a price.
        lead_actions.transition(session, lead, "accepted")
    session.flush()
    record(session, "worker", QuoteAct.EXPIRE, ("lead", lead.id), quote=price.id)


def being_accepted(field: str) -> Invalid:
    """Nothing tells a business yet that its price was accepted: that may still be undone."""
    return Invalid(
        field, _("The customer is deciding on your price right now. Please look again in ten minutes, or call them.")
    )


def _has_told_price(session: Session, lead_id: int) -> bool:
    """Whether a price of a lead was sent to its homeowner: such a message says that the business has the number."""
    prices = session.scalars(select(Quote.id).where(Quote.lead_id == lead_id)).all()
    by_price = outbox_queries.messages_of(session, "quote", prices).values()
    return any(message.kind == "quoted" and message.sent_at for messages in by_price for message in messages)


def _check(offer: Offer) -> None:
    for option in offer.options:
        _check_option(option)
    main, today = offer.main, clock.today()
    for name, words in (("note", offer.note), ("exclusions", offer.exclusions), ("license", offer.license)):
        refuse_link(name, clean(words or ""))
    if len(offer.license or "") > LONGEST_LICENSE:
        raise Invalid("license", _("Please keep it shorter."))
    for name, day in (("earliest_date", main.start), ("finish_date", main.finish)):
        if day is not None and day < today:
            raise Invalid(name, _("That day has passed."))
        if day is not None and day > today + LONGEST_WAIT:
            raise Invalid(name, _("Please choose a day within a year."))
    if main.start and main.finish and main.finish < main.start:
        raise Invalid("finish_date", _("The work ends before it begins."))
    if offer.valid_until is not None and not today <= offer.valid_until <= today + LONGEST_WAIT:
        raise Invalid("valid_days", _("Please choose a day within a year."))


def _check_option(option: Option) -> None:
    if not 0 < option.amount_min <= MOST_DOLLARS:
        raise Invalid("amount_min", _("Give a whole number of dollars."))
    if not option.amount_min <= option.amount_max <= MOST_DOLLARS:
        raise Invalid("amount_max", _("The second amount must not be lower than the first."))
    if sum(option.lines.values()) > option.amount_max:
        parts, total = price(sum(option.lines.values()), sum(option.lines.values())), option.amount_max
        raise Invalid(
            f"price_{next(iter(option.lines))}",
            _(
                "The parts add up to %(parts)s, more than the price of %(total)s.",
                parts=parts,
                total=price(total, total),
            ),
        )
    if (option.rebate or 0) > option.amount_min:
        raise Invalid("rebate", _("The rebate is more than the price."))
    if (option.deposit or 0) > option.amount_max:
        raise Invalid("deposit", _("The deposit is more than the price."))
    for scope in ("parts", "labor"):
        years = option.years(scope)
        if years is not None and not 0 <= years <= MOST_YEARS:
            raise Invalid(f"{scope}_years", _("Give whole years, or leave it empty."))
    for words in option.equipment.models:
        refuse_link("outdoor", words)
