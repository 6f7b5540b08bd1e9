"""What becomes of a message, written in one place: every move of its state after it was taken."""

import traceback
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.foundation.logs import log
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.errors import TransportError
from directory.outbox import actions, registry, rules
from directory.outbox.models import Job, Message
from directory.outbox.rules import MESSAGE

#: Jobs that keep a receipt until its text is known; the gateway's reference stands in the place of a subject.
EARLY = {"receipt-delivered": "delivered", "receipt-failed": "failed"}
_LONGEST_REFERENCE = 40


def held(session: Session, message_id: int, owner: str) -> Message | None:
    """The row, locked, if this worker still holds it: a late outcome never overwrites a newer one."""
    row = session.get(Message, message_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.state == "sending" and row.lease_owner == owner else None


def described(error: Exception) -> str:
    """An error's type and place, without its text: that may hold somebody's data."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return type(error).__name__ + "".join(f" at {Path(frame.filename).name}:{frame.lineno}" for frame in last)


def sent(session: Session, message_id: int, owner: str, provider_reference: str, port: str) -> None:
    """The port of that name took it. Of a file nothing more is ever heard."""
    row = held(session, message_id, owner)
    if row is None:
        return
    MESSAGE.move(row, "sent")
    row.sent_at, row.provider_reference, row.port = clock.now(), provider_reference, port
    row.error_kind = row.error_detail = None
    _let_go(row)
    _tell(session, row, row.state)
    _apply_early(session, row)


def broke(session: Session, message_id: int, owner: str, error: TransportError) -> None:
    """The port raised: the kind of the error decides whether it is tried again."""
    row = held(session, message_id, owner)
    if row is None:
        return
    if error.ambiguous:
        _once_more(session, row, error.detail, rules.REPEAT_AFTER)
    elif error.kind == "connection":
        _try_again(session, row, error)
    else:
        finish(session, row, error.kind, error.detail)


def lease_ran_out(session: Session, row: Message) -> None:
    """Its worker died while it held the row; without a body it had not come to sending."""
    if row.body is None:
        _try_again(session, row, TransportError("connection", "worker died before sending"))
    else:
        _once_more(session, row, "worker died", timedelta(0))


def _once_more(session: Session, row: Message, detail: str, after: timedelta) -> None:
    """Nobody knows whether the gateway has it: one repeat, with the same reference; a second time it failed."""
    MESSAGE.move(row, "unsure")
    _let_go(row)
    row.error_kind, row.error_detail = "unsure", detail[:200]
    if row.repeats >= rules.MOST_REPEATS:
        finish(session, row, "unsure", detail)
        return
    row.repeats += 1
    _tell(session, row, "unsure")
    MESSAGE.move(row, "waiting")
    row.due_at = clock.now() + after


def _try_again(session: Session, row: Message, error: TransportError) -> None:
    now = clock.now()
    if now - (row.first_attempt_at or now) >= rules.GIVE_UP_AFTER:
        finish(session, row, error.kind, error.detail)
        return
    MESSAGE.move(row, "waiting")
    _let_go(row)
    row.error_kind, row.error_detail = error.kind, error.detail[:200]
    row.due_at = now + rules.retry_delay(row.attempts, error.retry_after)


def finish(session: Session, row: Message, kind: str, detail: str) -> None:
    """It will not arrive: a dead letter, kept and resendable, and the operator is told.

    A mail to the operator that fails is only logged: a mail about it would go the same way.
    """
    MESSAGE.move(row, "failed")
    _let_go(row)
    row.failed_at, row.error_kind, row.error_detail = clock.now(), kind, detail[:200]
    _tell(session, row, "failed")
    if row.priority == "operator":
        log.error("a mail to the operator failed", message=row.id, kind=row.kind, why=kind)
        return
    if row.priority == "code":
        # It is of no use later, and anybody can ask for one to a number that takes no texts: no mail for each.
        return
    operator = settings().operator_email
    actions.enqueue(session, "dead-letter", ("message", row.id), "email", operator, "en", priority="operator")


def put_aside(session: Session, row: Message, state: str) -> None:
    """Withdrawn or suppressed since: it is not sent, and that is no failure."""
    _back(row)
    MESSAGE.move(row, state)


def put_off(session: Session, row: Message, due_at: datetime, why: str) -> None:
    """Not at this hour, not today, or not to this phone for now (`why`): it waits, and this was no try."""
    _back(row)
    row.due_at, row.held_for = due_at, why


def _back(row: Message) -> None:
    MESSAGE.move(row, "waiting")
    row.attempts -= 1
    if row.attempts == 0:
        row.first_attempt_at = None
    _let_go(row)


def _let_go(row: Message) -> None:
    row.lease_until = row.lease_owner = None


def tell_budget(session: Session, kind: str, budget: str) -> None:
    """Part of a day's budget is used (`kind` says which and how much): the operator hears of it once a day."""
    today = clock.local(clock.now()).date().toordinal()
    operator = settings().operator_email
    actions.enqueue(session, kind, (budget, today), "email", operator, "en", priority="operator")


def record_receipt(session: Session, provider_reference: str, status: str, error_code: int | None) -> bool:
    """A receipt of the gateway; False for a text we do not know (yet). Final states stay."""
    query = select(Message).where(Message.provider_reference == provider_reference)
    row = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        return False
    if row.state == "sent" and status in rules.DELIVERED:
        MESSAGE.move(row, "delivered")
        row.delivered_at = clock.now()
        _tell(session, row, "delivered")
    elif row.state == "sent" and status in rules.UNDELIVERED:
        finish(session, row, rules.receipt_kind(error_code), f"receipt {status}, code {error_code}")
    return True


def keep_receipt(session: Session, provider_reference: str, status: str, error_code: int | None) -> None:
    """A receipt that came before we had written the text's reference down: it is applied when that lands.

    The job is for the narrow case that both were written at the same moment and neither saw the other.
    """
    verdict = "delivered" if status in rules.DELIVERED else "failed" if status in rules.UNDELIVERED else ""
    if verdict and len(provider_reference) <= _LONGEST_REFERENCE:
        subject = (provider_reference, error_code or 0)
        actions.schedule(session, f"receipt-{verdict}", subject, clock.now() + rules.LEASE)


def _apply_early(session: Session, row: Message) -> None:
    early = select(Job).where(Job.kind.in_(EARLY), Job.subject_kind == row.provider_reference, Job.done_at.is_(None))
    for job in session.scalars(early.order_by(Job.id)).all():
        record_receipt(session, str(row.provider_reference), EARLY[job.kind], job.subject_id or None)
        job.done_at = clock.now()


def _tell(session: Session, row: Message, state: str) -> None:
    """Let the slices above hear of it, in the same transaction. One that fails must not undo what happened."""
    session.flush()
    for hear in registry.outcomes:
        try:
            with session.begin_nested():
                hear(session, row, state)
        except Exception as error:
            log.error("an outcome was not heard", message=row.id, kind=row.kind, state=state, error=described(error))
