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
from directory.outbox.rules import MESSAGE, MessageState

#: Jobs that keep a receipt until its text is known; the gateway's reference stands in the place of a subject.
EARLY = {"receipt-delivered": "delivered", "receipt-failed": "failed"}
_LONGEST_REFERENCE = 40


def lock_if_owned(session: Session, message_id: int, owner: str) -> Message | None:
    """The row, locked, if this worker still holds it: a late outcome never overwrites a newer one."""
    message = session.get(Message, message_id, with_for_update=True, populate_existing=True)
    return (
        message
        if message is not None and message.state == MessageState.SENDING and message.lease_owner == owner
        else None
    )


def described(error: Exception) -> str:
    """An error's type and place, without its text: that may hold somebody's data."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return type(error).__name__ + "".join(f" at {Path(frame.filename).name}:{frame.lineno}" for frame in last)


def sent(session: Session, message_id: int, owner: str, provider_reference: str, port: str) -> None:
    """The port of that name took it. Of a file nothing more is ever heard."""
    message = lock_if_owned(session, message_id, owner)
    if message is None:
        return
    MESSAGE.move(message, MessageState.SENT)
    message.sent_at, message.provider_reference, message.port = clock.now(), provider_reference, port
    message.error_kind = message.error_detail = None
    _let_go(message)
    _tell(session, message, message.state)
    _apply_early(session, message)


def broke(session: Session, message_id: int, owner: str, error: TransportError) -> None:
    """The port raised: the kind of the error decides whether it is tried again."""
    message = lock_if_owned(session, message_id, owner)
    if message is None:
        return
    if error.ambiguous:
        _once_more(session, message, error.detail, rules.REPEAT_AFTER)
    elif error.kind == "connection":
        _try_again(session, message, error)
    else:
        finish(session, message, error.kind, error.detail)


def lease_ran_out(session: Session, message: Message) -> None:
    """Its worker died while it held the row; without a body it had not come to sending."""
    if message.body is None:
        _try_again(session, message, TransportError("connection", "worker died before sending"))
    else:
        _once_more(session, message, "worker died", timedelta(0))


def _once_more(session: Session, message: Message, detail: str, after: timedelta) -> None:
    """Nobody knows whether the gateway has it: one repeat, with the same reference; a second time it failed."""
    MESSAGE.move(message, MessageState.UNSURE)
    _let_go(message)
    message.error_kind, message.error_detail = "unsure", detail[:200]
    if message.repeats >= rules.MOST_REPEATS:
        finish(session, message, "unsure", detail)
        return
    message.repeats += 1
    _tell(session, message, "unsure")
    MESSAGE.move(message, MessageState.WAITING)
    message.due_at = clock.now() + after


def _try_again(session: Session, message: Message, error: TransportError) -> None:
    now = clock.now()
    if now - (message.first_attempt_at or now) >= rules.GIVE_UP_AFTER:
        finish(session, message, error.kind, error.detail)
        return
    MESSAGE.move(message, MessageState.WAITING)
    _let_go(message)
    message.error_kind, message.error_detail = error.kind, error.detail[:200]
    message.due_at = now + rules.retry_delay(message.attempts, error.retry_after)


def finish(session: Session, message: Message, kind: str, detail: str) -> None:
    """It will not arrive: a dead letter, kept and resendable, and the operator is told.

    A mail to the operator that fails is only logged: a mail about it would go the same way.
    """
    MESSAGE.move(message, MessageState.FAILED)
    _let_go(message)
    message.failed_at, message.error_kind, message.error_detail = clock.now(), kind, detail[:200]
    _tell(session, message, "failed")
    if message.priority == "operator":
        log.error("a mail to the operator failed", message=message.id, kind=message.kind, why=kind)
        return
    if message.priority == "code":
        # It is of no use later, and anybody can ask for one to a number that takes no texts: no mail for each.
        return
    operator = settings().operator_email
    actions.enqueue(session, "dead-letter", ("message", message.id), "email", operator, "en", priority="operator")


def put_aside(session: Session, message: Message, state: str) -> None:
    """Withdrawn or suppressed since: it is not sent, and that is no failure."""
    _back(message)
    MESSAGE.move(message, state)


def put_off(session: Session, message: Message, due_at: datetime, why: str) -> None:
    """Not at this hour, not today, or not to this phone for now (`why`): it waits, and this was no try."""
    _back(message)
    message.due_at, message.held_for = due_at, why


def _back(message: Message) -> None:
    MESSAGE.move(message, MessageState.WAITING)
    message.attempts -= 1
    if message.attempts == 0:
        message.first_attempt_at = None
    _let_go(message)


def _let_go(message: Message) -> None:
    message.lease_until = message.lease_owner = None


def tell_budget(session: Session, kind: str, budget: str) -> None:
    """Part of a day's budget is used (`kind` says which and how much): the operator hears of it once a day."""
    today = clock.local(clock.now()).date().toordinal()
    operator = settings().operator_email
    actions.enqueue(session, kind, (budget, today), "email", operator, "en", priority="operator")


def take_receipt(session: Session, provider_reference: str, status: str, error_code: int | None) -> None:
    """A receipt of the gateway: written down, or kept where its text is not known yet."""
    if not record_receipt(session, provider_reference, status, error_code):
        keep_receipt(session, provider_reference, status, error_code)


def record_receipt(session: Session, provider_reference: str, status: str, error_code: int | None) -> bool:
    """A receipt of the gateway; False for a text we do not know (yet). Final states stay."""
    query = select(Message).where(Message.provider_reference == provider_reference)
    message = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if message is None:
        return False
    if message.state == MessageState.SENT and status in rules.DELIVERED:
        MESSAGE.move(message, MessageState.DELIVERED)
        message.delivered_at = clock.now()
        _tell(session, message, "delivered")
    elif message.state == MessageState.SENT and status in rules.UNDELIVERED:
        finish(session, message, rules.receipt_kind(error_code), f"receipt {status}, code {error_code}")
    return True


def keep_receipt(session: Session, provider_reference: str, status: str, error_code: int | None) -> None:
    """A receipt that came before we had written the text's reference down: it is applied when that lands.

    The job is for the narrow case that both were written at the same moment and neither saw the other.
    """
    verdict = "delivered" if status in rules.DELIVERED else "failed" if status in rules.UNDELIVERED else ""
    if verdict and len(provider_reference) <= _LONGEST_REFERENCE:
        subject = (provider_reference, error_code or 0)
        actions.schedule(session, f"receipt-{verdict}", subject, clock.now() + rules.LEASE)


def _apply_early(session: Session, message: Message) -> None:
    early = select(Job).where(
        Job.kind.in_(EARLY), Job.subject_kind == message.provider_reference, Job.done_at.is_(None)
    )
    for job in session.scalars(early.order_by(Job.id)).all():
        record_receipt(session, str(message.provider_reference), EARLY[job.kind], job.subject_id or None)
        job.done_at = clock.now()


def _tell(session: Session, message: Message, state: str) -> None:
    """Let the slices above hear of it, in the same transaction. One that fails must not undo what happened."""
    session.flush()
    for hear in registry.outcomes:
        try:
            with session.begin_nested():
                hear(session, message, state)
        except Exception as error:
            log.error(
                "an outcome was not heard", message=message.id, kind=message.kind, state=state, error=described(error)
            )
