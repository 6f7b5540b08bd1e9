"""What becomes of a message, written in one place: every move of its state after it was taken."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.kernel import clock
from directory.kernel.errors import TransportError
from directory.outbox import actions, registry, rules
from directory.outbox.models import Message
from directory.outbox.rules import MESSAGE

#: Receipt words of the gateway that say the phone has it, and that it never will.
_DELIVERED = {"delivered", "read"}
_FAILED = {"undelivered", "failed", "canceled"}


def _held(session: Session, message_id: int, owner: str) -> Message | None:
    """The row, if this worker still holds it: a late outcome never overwrites a newer one."""
    row = session.get_one(Message, message_id, with_for_update=True, populate_existing=True)
    return row if row.state == "sending" and row.lease_owner == owner else None


def sent(session: Session, message_id: int, owner: str, provider_reference: str, *, at_once: bool) -> None:
    """The gateway took it; `at_once` = it is a file, so it has arrived too."""
    row = _held(session, message_id, owner)
    if row is None:
        return
    MESSAGE.move(row, "sent")
    row.sent_at, row.provider_reference = clock.now(), provider_reference
    _let_go(row)
    if at_once:
        MESSAGE.move(row, "delivered")
        row.delivered_at = row.sent_at
    _tell(session, row, row.state)


def broke(session: Session, message_id: int, owner: str, error: TransportError) -> None:
    """The port raised: the kind of the error decides whether it is tried again."""
    row = _held(session, message_id, owner)
    if row is None:
        return
    if error.ambiguous:
        _once_more(session, row, error.detail)
    elif error.kind == "connection":
        _try_again(session, row, error)
    else:
        finish(session, row, "failed", error.kind, error.detail)


def lease_ran_out(session: Session, row: Message) -> None:
    """Its worker died while it held the row."""
    if row.state == "sending":
        _once_more(session, row, "worker died")


def _once_more(session: Session, row: Message, detail: str) -> None:
    """Nobody knows whether the gateway has it: one repeat, with the same reference; a second time it failed."""
    MESSAGE.move(row, "unsure")
    _let_go(row)
    row.error_kind, row.error_detail = "unsure", detail[:200]
    if row.repeats >= rules.MOST_REPEATS:
        finish(session, row, "failed", "connection", detail)
        return
    row.repeats += 1
    _tell(session, row, "unsure")
    MESSAGE.move(row, "waiting")
    row.due_at = clock.now()


def _try_again(session: Session, row: Message, error: TransportError) -> None:
    now = clock.now()
    if now - (row.first_attempt_at or now) >= rules.GIVE_UP_AFTER:
        finish(session, row, "failed", error.kind, error.detail)
        return
    MESSAGE.move(row, "waiting")
    _let_go(row)
    row.error_kind, row.error_detail = error.kind, error.detail[:200]
    row.due_at = now + rules.retry_delay(row.attempts, error.retry_after)


def finish(session: Session, row: Message, state: str, kind: str, detail: str) -> None:
    """It will not arrive: a dead letter, kept and resendable, and the operator is told."""
    MESSAGE.move(row, state)
    _let_go(row)
    row.failed_at, row.error_kind, row.error_detail = clock.now(), kind, detail[:200]
    _tell(session, row, state)
    if row.priority != "operator":
        operator = str(current_app.config["OPERATOR_EMAIL"])
        actions.enqueue(session, "dead-letter", ("message", row.id), "email", operator, "en", priority="operator")


def put_aside(session: Session, row: Message, state: str) -> None:
    """Withdrawn or suppressed since: it is not sent, and that is no failure."""
    _back(row)
    MESSAGE.move(row, state)


def put_off(session: Session, row: Message, due_at: datetime) -> None:
    """Not at this hour, or not today: it waits, and this was no try."""
    _back(row)
    row.due_at = due_at


def _back(row: Message) -> None:
    MESSAGE.move(row, "waiting")
    row.attempts -= 1
    if row.attempts == 0:
        row.first_attempt_at = None
    _let_go(row)


def _let_go(row: Message) -> None:
    row.lease_until = row.lease_owner = None


def tell_limit(session: Session) -> None:
    """The day's texts are used up: the operator hears of it once a day."""
    today = clock.local(clock.now()).date().toordinal()
    operator = str(current_app.config["OPERATOR_EMAIL"])
    actions.enqueue(session, "daily-limit", ("day", today), "email", operator, "en", priority="operator")


def record_receipt(session: Session, provider_reference: str, status: str, error_code: int | None) -> bool:
    """A receipt of the gateway; False for a text we do not know (yet). Final states stay."""
    query = select(Message).where(Message.provider_reference == provider_reference).with_for_update()
    row = session.scalar(query)
    if row is None:
        return False
    if row.state != "sent":
        return True
    if status in _DELIVERED:
        MESSAGE.move(row, "delivered")
        row.delivered_at = clock.now()
        _tell(session, row, "delivered")
    elif status in _FAILED:
        kind = "recipient" if error_code in rules.RECIPIENT_RECEIPTS else "connection"
        finish(session, row, "failed", kind, f"receipt {status}, code {error_code}")
    return True


def _tell(session: Session, row: Message, state: str) -> None:
    """Let the slices above hear of it, in the same transaction."""
    session.flush()
    for hear in registry.outcomes:
        hear(session, row, state)
