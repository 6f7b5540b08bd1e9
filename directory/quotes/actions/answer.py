"""Writing prices and the conversation; deleting both."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select, union
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import actions as business_actions
from directory.foundation.tokens import refuse_link
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.leads import actions as lead_actions
from directory.leads.actions import Correction
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import LEAD, LEAD_UNDONE, OPEN_LEADS, DeclineReason, LeadState
from directory.outbox import actions as outbox
from directory.outbox import outcome
from directory.outbox import queries as outbox_queries
from directory.outbox.models import Message
from directory.quotes import notices
from directory.quotes.models import Quote, Reply, accepted_quote
from directory.quotes.rules import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_WAIT,
    MOST_DOLLARS,
    MOST_LINES,
    MOST_YEARS,
    QUOTE,
    QuoteAct,
    can_reopen,
)


@dataclass(frozen=True)
class QuoteDraft:
    """A simple price: whole US dollars from-to, warranty years (None = not stated), first possible day, a note."""

    amount_min: int
    amount_max: int
    parts_years: int | None = None
    labor_years: int | None = None
    earliest_date: date | None = None
    note: str = ""


def ask(
    session: Session, lead_id: int, text: str, *, source: str = "web", actor: str | None = None, pictures: int = 0
) -> Reply:
    """Store a business's question or remark and tell the homeowner; the lead's state stays.

    `pictures` came with it by text; they are not kept, the homeowner reads how many.
    `actor` is who wrote it, the business itself where nobody is named (so for every act of a business here).
    Raises Invalid(text) for an empty or over-long text, for one with a link of ours in it, and for a lead that is no
    longer open.
    """
    lead = _open_lead(session, lead_id, "text")
    reply = _line(session, lead, "business", text, source)
    reply.pictures = pictures
    _heard(session, lead)
    lead_actions.tell_homeowner(session, "asked", ("reply", reply.id), lead.request)
    record(session, actor or f"business:{lead.business_id}", QuoteAct.ASK, ("lead", lead.id), source=source)
    return reply


def quote(session: Session, lead_id: int, draft: QuoteDraft, *, how: str = "web", actor: str | None = None) -> Quote:
    """Store a price, supersede the one before it, tell the homeowner. A new lead is accepted first.

    Raises Invalid for amounts that make no sense, for a note with a link of ours, for a lead that is no longer open
    and for one whose price was accepted a moment ago.
    """
    lead = _open_lead(session, lead_id, "amount_min")
    _check(draft)
    if accepted_quote(session, lead.id) is not None:
        raise _being_accepted("amount_min")
    if lead.state == "new":
        lead = lead_actions.accept(session, lead_id, how, actor, tells_homeowner=False)
    for older in session.scalars(select(Quote).where(Quote.lead_id == lead.id, Quote.state == "sent")):
        QUOTE.move(older, "superseded")
    new_quote = Quote(
        lead_id=lead.id,
        request_id=lead.request_id,
        amount_min=draft.amount_min,
        amount_max=draft.amount_max,
        parts_years=draft.parts_years,
        labor_years=draft.labor_years,
        earliest_date=draft.earliest_date,
        note=clean(draft.note)[:LONGEST_TEXT] or None,
    )
    session.add(new_quote)
    if lead.state == "accepted":
        LEAD.move(lead, "quoted")
    _heard(session, lead)
    session.flush()
    lead_actions.tell_homeowner(session, "quoted", ("quote", new_quote.id), lead.request)
    record(session, actor or f"business:{lead.business_id}", QuoteAct.QUOTE, ("lead", lead.id), quote=new_quote.id)
    return new_quote


def retract_line(session: Session, line_id: int, *, by: str, is_said: bool = False) -> list[Message]:
    """Take a business's line off a page: it was for somebody else. Twice is once; nothing for one that is gone.

    Its words are deleted. The homeowner who was told of it, by the messages that come back, gets a correction, but
    where the caller says it (`is_said`).
    """
    line = session.get(Reply, line_id)
    if line is None:
        return []
    lead = lead_actions.locked_lead(session, line.lead_id)
    if line.retracted_at is not None:
        return []
    line.text, line.retracted_at = "", clock.now()
    session.flush()
    if lead.state == "new" and not has_written(session, lead.id):
        lead.answered_at = None
    gone = outbox.undo(session, ("reply", line.id), ["asked"])
    if not is_said:
        lead_actions.correct(session, lead, "corrected-words", gone)
    record(session, by, QuoteAct.RETRACT, ("lead", lead.id), source=line.source)
    return gone


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
    gone = outbox.undo(session, ("quote", price.id), ["quoted"])
    lead_actions.correct(session, lead, "corrected-price", gone)
    if state != lead.state:
        LEAD_UNDONE.move(lead, "accepted")
    if state == "new":
        # The message of a price says the yes too, where both came at once.
        has_answered = has_written(session, lead.id)
        lead_actions.undo_answer(session, lead.id, "new", has_answered=has_answered, by=by, also=gone)
    record(session, by, QuoteAct.RETRACT, ("lead", lead.id), quote=price.id)


def amount_of(session: Session, quote_id: int | None) -> tuple[int, int]:
    """A price from-to in whole dollars; zeros where there is none."""
    price = session.get(Quote, quote_id) if quote_id is not None else None
    return (price.amount_min, price.amount_max) if price is not None else (0, 0)


def has_written(session: Session, lead_id: int) -> bool:
    """Whether a line of the business stands on a lead."""
    query = select(Reply.id).where(Reply.lead_id == lead_id, Reply.author == "business", Reply.retracted_at.is_(None))
    return session.scalar(query.limit(1)) is not None


def reply(session: Session, lead_id: int, author: str, text: str, source: str = "web") -> Reply:
    """Store one line of the conversation by `author` (homeowner or business) and tell the other side.

    Raises Invalid(text) for an empty or over-long text, for one with a link of ours in it, and for a lead that is no
    longer open.
    """
    if author == "business":
        return ask(session, lead_id, text, source=source)
    lead = _open_lead(session, lead_id, "text")
    line = _line(session, lead, author, text, source)
    notices.tell_business(session, "replied", ("reply", line.id), lead)
    record(session, author, QuoteAct.REPLY, ("lead", lead.id), source=source)
    return line


def give_up(session: Session, lead_id: int, reason: str | None, how: str, actor: str | None = None) -> Lead:
    """A business that has the number will not do it after all (`unreachable`, ...): the lead is lost. Twice is once.

    The homeowner, who waits for its call, is told.

    Before accept it is `leads.decline`. `reason` is one of the decline reasons, none by text. Raises Invalid for a
    lead that is not accepted.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state == "lost":
        return lead
    if not LEAD.allows(lead.state, "lost") or (reason is not None and reason not in tuple(DeclineReason)):
        raise lead_actions.over(lead, "reason")
    LEAD.move(lead, "lost")
    lead.declined_at = lead.closed_at = clock.now()
    lead.decline_reason = reason
    _heard(session, lead)
    session.flush()
    if reason != "spam":
        lead_actions.tell_homeowner(session, "declined", ("lead", lead.id), lead.request)
    actor = actor or f"business:{lead.business_id}"
    record(session, actor, QuoteAct.GIVE_UP, ("lead", lead.id), reason=reason, how=how)
    return lead


def lose(session: Session, lead_id: int, reason: str, actor: str | None = None) -> Lead:
    """A job the business had taken came to nothing, as `leads.lose`; not in the minutes after its price was accepted.

    She reads then that it is told of her yes. Raises Invalid.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state in OPEN_LEADS and accepted_quote(session, lead_id) is not None:
        raise _being_accepted("reason")
    return lead_actions.lose(session, lead_id, reason, actor)


def reopen(session: Session, lead_id: int, actor: str | None = None) -> Lead:
    """A business takes back that it won or lost a lead by its own word: it stands as before. Open already: as it is.

    Raises Invalid for one whose price the homeowner accepted, that the homeowner was told is given up, or whose request
    has ended.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state in OPEN_LEADS:
        return lead
    prices = session.scalars(select(Quote.state).where(Quote.lead_id == lead.id)).all()
    if not can_reopen(lead, lead.request.state, prices):
        raise lead_actions.over(lead)
    LEAD.move(lead, "quoted" if "sent" in prices else "accepted")
    lead.won_at = lead.lost_at = lead.closed_at = lead.lost_reason = None
    lead_actions.renew_digits(session, lead)
    session.flush()
    record(session, actor or f"business:{lead.business_id}", QuoteAct.REOPEN, ("lead", lead.id))
    return lead


def object_to_won(session: Session, lead_id: int) -> Lead:
    """The homeowner says that she did not agree on the job: it stands as before, its business and the operator are
    told. Open already: as it is.

    Raises Invalid where she accepted its price, and for a request that has ended.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state in OPEN_LEADS:
        return lead
    if lead.state != LeadState.WON:
        raise lead_actions.over(lead)
    reopen(session, lead_id, "homeowner")
    subject = ("lead", lead.id)
    outbox.undo(session, subject, [notices.NOT_AGREED, notices.TO_LOOK_AT])
    notices.tell_business(session, notices.NOT_AGREED, subject, lead)
    outbox.tell_operators(session, notices.TO_LOOK_AT, subject)
    return lead


def withdraw_price(session: Session, quote_id: int, actor: str | None = None) -> Quote:
    """A business withdraws a price: none stands then, and a homeowner who was told of it is told so. Twice is once.

    One who was not, and whom the price was to tell that the business has her number, is told that alone.
    Raises NotFound for a price that does not exist, Invalid for one that was accepted and for a lead that is over.
    """
    price = session.get(Quote, quote_id)
    if price is None:
        raise NotFound
    lead = _open_lead(session, price.lead_id, "quote")
    price = session.get_one(Quote, quote_id, populate_existing=True)
    if price.state == "accepted":
        raise _being_accepted("quote")
    if price.state != "sent":
        return price
    QUOTE.move(price, "superseded")
    if lead.state == "quoted":
        LEAD.move(lead, "accepted")
    session.flush()
    subject = ("quote", price.id)
    if outbox.undo(session, subject, ("quoted",)):
        lead_actions.tell_homeowner(session, "price-withdrawn", subject, lead.request)
    elif not _has_told_price(session, lead.id):
        lead_actions.tell_homeowner(session, "will-call", ("lead", lead.id), lead.request)
    record(session, actor or f"business:{lead.business_id}", QuoteAct.WITHDRAW_PRICE, ("lead", lead.id), quote=price.id)
    return price


def _has_told_price(session: Session, lead_id: int) -> bool:
    """Whether a price of a lead was sent to its homeowner: such a message says that the business has the number."""
    prices = session.scalars(select(Quote.id).where(Quote.lead_id == lead_id)).all()
    by_price = outbox_queries.messages_of(session, "quote", prices).values()
    return any(message.kind == "quoted" and message.sent_at for messages in by_price for message in messages)


def change_request(
    session: Session, request_id: int, correction: Correction, base: str, receipts: Collection[str]
) -> QuoteRequest:
    """Correct a request as `leads.change`; news of prices and questions that waits goes to the new contact too."""
    before = lead_actions.stands_as(lead_actions.locked_request(session, request_id))
    request = lead_actions.change(session, request_id, correction, base, receipts)
    moved = {old: new for old, new in ((before.phone, request.phone), (before.email, request.email)) if old is not None}
    for table, kind in ((Reply, "reply"), (Quote, "quote")):
        ids = select(table.id).join(Lead, Lead.id == table.lead_id).where(Lead.request_id == request_id)
        for subject_id in session.scalars(ids).all():
            outcome.readdress(session, (kind, subject_id), moved, request.language)
    return request


def erase_request(session: Session, request_id: int) -> None:
    """Delete everything of a request: what `leads.erase` deletes, and every price and line of conversation on it.

    The leads come first: that locks the request, so that no line is written after its lines are deleted.
    """
    lead_actions.erase(session, request_id)
    erase(session, request_id)


def erase(session: Session, request_id: int) -> int:
    """Delete every price and line of conversation of a request, also from messages; the number of rows deleted."""
    return _delete(session, select(Lead.id).where(Lead.request_id == request_id))


#: Leads whose conversations go in one transaction.
BATCH = 200


def purge(session: Session, now: datetime, keep: timedelta = timedelta(days=180)) -> int:
    """Delete prices and conversations of requests that ended more than `keep` ago, of a batch of leads at most; the
    number of rows deleted."""
    over = (QuoteRequest.state != "open", QuoteRequest.closed_at < now - keep)
    with_some = union(
        *(
            select(table.lead_id).join(Lead, Lead.id == table.lead_id).join(QuoteRequest).where(*over)
            for table in (Reply, Quote)
        )
    ).limit(BATCH)
    return _delete(session, select(with_some.subquery().c.lead_id))


def _delete(session: Session, leads: Select[int]) -> int:
    lines = session.scalars(delete(Reply).where(Reply.lead_id.in_(leads)).returning(Reply.id)).all()
    prices = session.scalars(delete(Quote).where(Quote.lead_id.in_(leads)).returning(Quote.id)).all()
    for subject in [*(("reply", line) for line in lines), *(("quote", price) for price in prices)]:
        outbox.forget(session, subject, kinds=notices.TO_HOMEOWNER)
    return len(lines) + len(prices)


def _being_accepted(field: str) -> Invalid:
    """Nothing tells a business yet that its price was accepted: that may still be undone."""
    return Invalid(field, _("The customer is deciding on your price right now. Please try again in ten minutes."))


def _open_lead(session: Session, lead_id: int, field: str) -> Lead:
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state not in OPEN_LEADS or lead.request.state != "open":
        raise lead_actions.over(lead, field)
    return lead


def _line(session: Session, lead: Lead, author: str, text: str, source: str) -> Reply:
    words = clean(text)
    if not words:
        raise Invalid("text", _("Write a few words first."))
    refuse_link("text", words)
    most = LONGEST_LINE if source == "sms" else LONGEST_TEXT
    if len(words) > most:
        raise Invalid("text", _("Please keep it under %(count)s characters.", count=most))
    lines = session.scalars(select(Reply.id).where(Reply.lead_id == lead.id, Reply.author == author)).all()
    if len(lines) >= MOST_LINES:
        raise Invalid("text", _("That is a long conversation. Please call from here on."))
    line = Reply(lead_id=lead.id, author=author, text=words, source=source)
    session.add(line)
    session.flush()
    return line


def _heard(session: Session, lead: Lead) -> None:
    """The business gave a sign of life: its count of unanswered texts starts again."""
    lead.answered_at = lead.answered_at or clock.now()
    if lead.texted_phone:
        business_actions.note_answer(session, lead.texted_phone)


def _check(draft: QuoteDraft) -> None:
    if not 0 < draft.amount_min <= MOST_DOLLARS:
        raise Invalid("amount_min", _("Give a whole number of dollars."))
    if not draft.amount_min <= draft.amount_max <= MOST_DOLLARS:
        raise Invalid("amount_max", _("The second amount must not be lower than the first."))
    for field, years in (("parts_years", draft.parts_years), ("labor_years", draft.labor_years)):
        if years is not None and not 0 <= years <= MOST_YEARS:
            raise Invalid(field, _("Give whole years, or leave it empty."))
    today = clock.local(clock.now()).date()
    refuse_link("note", clean(draft.note))
    if draft.earliest_date is not None and draft.earliest_date < today:
        raise Invalid("earliest_date", _("That day has passed."))
    if draft.earliest_date is not None and draft.earliest_date > today + LONGEST_WAIT:
        raise Invalid("earliest_date", _("Please choose a day within a year."))
