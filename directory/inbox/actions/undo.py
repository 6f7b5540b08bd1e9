"""Undoing by text what the newest text of a phone did."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import queries as business_queries
from directory.inbox import queries
from directory.inbox.actions.listing import say_pause
from directory.inbox.actions.replies import answer, for_a_person
from directory.inbox.rules import InboxAct
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.leads import actions as lead_actions
from directory.outbox.models import InboundText
from directory.quotes import actions as quote_actions
from directory.visits import actions as visit_actions
from directory.warranties import actions as warranty_actions


def undo(session: Session, text: InboundText, before: InboundText | None) -> None:
    """Undo what the text `before` did, and say so; nothing where nothing it did can be undone, or it was changed since.

    A digit that picked the customer of a waiting text did what that text says.
    """
    settles = before.detail.get("settles") if before else None
    done = queries.text_by_id(session, settles) if isinstance(settles, int) else before
    reverse = _REVERSE.get(done.effect or "") if done else None
    if done is None or reverse is None:
        _nothing(session, text)
        return
    try:
        with session.begin_nested():
            reverse(session, done)
    except (IllegalMove, Invalid, NotFound):
        _nothing(session, text)
        return
    text.subject_kind, text.subject_id = done.subject_kind, done.subject_id
    text.is_read, text.detail = True, {"undid": done.effect}
    record(session, "phone", InboxAct.UNDO_TEXT, ("inbound", done.id), why=done.effect)
    done.effect = done.state_before = done.effect_id = None
    answer(session, "undone-ack", text)


def _nothing(session: Session, text: InboundText) -> None:
    answer(session, "not-undone", text)
    for_a_person(session, text)


def _result(session: Session, done: InboundText) -> None:
    warranty_actions.reopen(session, done.subject_id or 0)


def _price(session: Session, done: InboundText) -> None:
    quote_actions.withdraw_price(session, done.effect_id or 0)


def undo_pause(session: Session, done: InboundText) -> None:
    """Restore the pause that stood before, or none. Raises Invalid where it was changed since."""
    business = next(iter(business_queries.by_ids(session, [done.effect_id or 0])), None)
    if business is None:
        raise NotFound
    if business.paused_until != done.detail.get("until"):
        raise Invalid("paused_until", "changed at the desk since")
    say_pause(session, business, done.state_before)


def _no(session: Session, done: InboundText) -> None:
    """The customer waits for its firm again.

    Raises Invalid where she chose another since, and for one who was given up: she was told not to wait for a call.
    """
    lead = lead_actions.locked_lead(session, done.subject_id or 0)
    if done.state_before != "new" or quote_actions.has_chosen(session, lead.request_id):
        raise Invalid("lead", "the customer has moved on")
    has_answered = quote_actions.has_written(session, lead.id)
    lead_actions.undo_answer(session, lead.id, "new", has_answered=has_answered, by="phone")


def _visit(session: Session, done: InboundText) -> None:
    visit_actions.unfinish(session, done.effect_id or 0)


_REVERSE: dict[str, Callable[[Session, InboundText], None]] = {
    "decline": _no,
    "won": _result,
    "lost": _result,
    "quote": _price,
    "visit": _visit,
    "pause": undo_pause,
    "resume": undo_pause,
}
