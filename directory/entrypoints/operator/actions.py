"""What the operator does that spans slices which do not know each other, each in one act with its audit event.

Everything here takes plain values and the caller's unit: it flushes and never commits. `by` is an audit actor.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.accounts.actions.members import move_members
from directory.ads import actions as ads
from directory.audit import record, times
from directory.businesses import actions as businesses
from directory.businesses import queries as business_queries
from directory.claims import actions as claims
from directory.credentials import actions as credentials
from directory.editor.actions import listing as editor
from directory.entrypoints.operator.blueprint import OperatorAct
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid
from directory.leads import actions as leads
from directory.outbox import actions as outbox
from directory.reports import actions as reports


def introduce(
    session: Session, business_id: int, point_id: int, phone: str, state: str, how: str, *, by: str, lift_stop: bool
) -> None:
    """Record what a business said about texts to one of its phones (E.164). Raises as `reports.introduce` does."""
    reports.introduce(session, phone, state, how, by=by, lift_stop=lift_stop)
    record(session, by, OperatorAct.INTRODUCE, ("business", business_id), point=point_id, state=state)


def not_reached(session: Session, business_id: int, *, by: str) -> None:
    """Called to introduce us, and nobody answered. Twice on a day of Washington's is once."""
    last: datetime | None = times(session, OperatorAct.INTRODUCTION_MISSED, "business").get(business_id, (0, None))[1]
    if last is None or clock.local(last).date() != clock.today():
        record(session, by, OperatorAct.INTRODUCTION_MISSED, ("business", business_id))


def answer_by_phone(session: Session, lead_id: int, answer: str, *, by: str) -> None:
    """Write down what a business said of a lead: `told` (they know), `accept` or `decline`.

    What did not reach it as a message has reached it now. Raises NotFound, IllegalMove for a lead that is over.
    """
    try:
        if answer == "accept":
            leads.accept(session, lead_id, "phone")
        elif answer == "decline":
            leads.decline(session, lead_id, None, "phone")
        else:
            leads.told_by_phone(session, lead_id, by=by)
    except Invalid as error:
        raise IllegalMove(f"lead {lead_id}") from error
    if answer != "told":
        record(session, by, OperatorAct.of(f"{answer}-by-phone"), ("lead", lead_id))
    outbox.handle_about(session, ("lead", lead_id), "lead")


def resend(session: Session, message_id: int, *, by: str) -> None:
    """Send a dead letter again. Raises as `outbox.retry` does."""
    message = outbox.retry(session, message_id)
    record(session, by, OperatorAct.RESEND, ("message", message.id), kind=message.kind)


def handle(session: Session, message_id: int, *, by: str) -> None:
    """A dead letter needs nothing more. Raises as `outbox.handle` does."""
    message = outbox.handle(session, message_id)
    record(session, by, OperatorAct.HANDLE_FAILURE, ("message", message.id), kind=message.kind)


def read_text(session: Session, text_id: int, *, by: str) -> None:
    """Somebody has read a text that came in. Raises as `outbox.read_text` does."""
    text = outbox.read_text(session, text_id)
    record(session, by, OperatorAct.READ_TEXT, ("inbound", text.id))


def merge(session: Session, gone_id: int, kept_id: int, *, by: str) -> None:
    """Give all that one listing has to another: every slice moves what is its own, or nothing moves.

    Raises as `businesses.merge` does.
    """
    businesses.merge(session, gone_id, kept_id, by=by)
    ads.move(session, gone_id, kept_id)
    credentials.restate(session, kept_id)
    target = next(iter(business_queries.by_ids(session, [kept_id])))
    leads.move(session, gone_id, target)
    move_members(session, gone_id, kept_id, by)
    claims.move(session, gone_id, kept_id, by)
    editor.move(session, gone_id, kept_id, by)
    reports.move(session, gone_id, kept_id)
