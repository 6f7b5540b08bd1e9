"""How a lead ends by the word of one side, what a request says is corrected, and all of it is deleted."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select, union
from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.leads import actions as lead_actions
from directory.leads.actions import Correction
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import LEAD, OPEN_LEADS, DeclineReason, LeadState
from directory.outbox import actions as outbox
from directory.outbox import outcome
from directory.photos import actions as photos
from directory.quotes import notices
from directory.quotes.actions.prices import being_accepted
from directory.quotes.models import Quote, QuoteOption, Reply, TypedQuote, accepted_quote
from directory.quotes.rules import (
    QuoteAct,
    can_reopen,
)


def give_up(session: Session, lead_id: int, reason: str | None, how: str, actor: str | None = None) -> Lead:
    """Give up a lead that was accepted, for a reason such as `unreachable`: it is lost. Idempotent.

    The homeowner, who waits for its call, is told.

    Before accept it is `leads.decline`. `reason` is one of the decline reasons, none by text. Raises Invalid for a
    lead that is not accepted.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state == "lost":
        return lead
    if not LEAD.allows(lead.state, "lost") or (reason is not None and reason not in tuple(DeclineReason)):
        raise lead_actions.over(lead, "reason")
    lead.declined_at = lead.closed_at = clock.now()
    lead.decline_reason = reason
    lead_actions.transition(session, lead, "lost", "business", is_told=reason != "spam")
    lead_actions.note_answered(session, lead)
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
        raise being_accepted("reason")
    return lead_actions.lose(session, lead_id, reason, actor)


def reopen(session: Session, lead_id: int, actor: str | None = None, *, is_misread: bool = False) -> Lead:
    """A business takes back that it won or lost a lead by its own word: it stands as before. Open already: as it is.

    A visit that was called off with it stays off, as its homeowner was told; not where a text was misread as such a
    word (`is_misread`).

    Raises Invalid for one whose price the homeowner accepted, that the homeowner was told is given up, or whose request
    has ended.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    if lead.state in OPEN_LEADS:
        return lead
    prices = session.scalars(select(Quote.state).where(Quote.lead_id == lead.id)).all()
    if not can_reopen(lead, lead.request.state, prices):
        raise lead_actions.over(lead)
    ended_at, done_at = lead.closed_at, lead.done_at
    lead_actions.transition(session, lead, "quoted" if "sent" in prices else "accepted")
    lead.won_at = lead.lost_at = lead.closed_at = lead.lost_reason = None
    lead.done_on = lead.done_by_business_at = None
    lead_actions.renew_digits(session, lead)
    session.flush()
    if done_at is not None:
        lead_actions.work_undone(session, lead, done_at)
    if is_misread and ended_at is not None:
        lead_actions.restored(session, lead, ended_at)
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


def change_request(
    session: Session, request_id: int, correction: Correction, base: str, receipts: Collection[str]
) -> QuoteRequest:
    """Correct a request as `leads.change`; news of prices and questions that waits goes to the new contact too."""
    lead_actions.locked_clocks(session, request_id)
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
    typed = _delete_typed(session, select(QuoteRequest.id).where(QuoteRequest.id == request_id))
    return typed + _delete(session, select(Lead.id).where(Lead.request_id == request_id))


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
    typed = select(TypedQuote.request_id).join(QuoteRequest).where(*over).limit(BATCH)
    return _delete_typed(session, typed) + _delete(session, select(with_some.subquery().c.lead_id))


def _delete_typed(session: Session, requests: Select[int]) -> int:
    gone = delete(TypedQuote).where(TypedQuote.request_id.in_(requests)).returning(TypedQuote.id)
    return len(session.scalars(gone).all())


def _delete(session: Session, leads: Select[int]) -> int:
    lines = session.scalars(delete(Reply).where(Reply.lead_id.in_(leads)).returning(Reply.id)).all()
    given = select(Quote.id).where(Quote.lead_id.in_(leads))
    session.execute(delete(QuoteOption).where(QuoteOption.quote_id.in_(given)))
    prices = session.scalars(delete(Quote).where(Quote.lead_id.in_(leads)).returning(Quote.id)).all()
    photos.drop(session, "reply", lines)
    for subject in [*(("reply", line) for line in lines), *(("quote", price) for price in prices)]:
        outbox.forget(session, subject, kinds=notices.TO_HOMEOWNER)
    return len(lines) + len(prices)
