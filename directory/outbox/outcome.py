"""Every move of a message's state after it was taken: sent, delivered, failed, in doubt, tried again."""

import re
import traceback
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.foundation.logs import log
from directory.foundation.metrics import SENDS
from directory.foundation.notify import notify
from directory.foundation.sms import meaning
from directory.foundation.unit import after_commit
from directory.kernel import clock
from directory.kernel.errors import TransportError
from directory.outbox import actions, alarms, registry, rules
from directory.outbox.models import Message
from directory.outbox.queries import BELL
from directory.outbox.rules import MESSAGE, THEIR_OWN, UNSETTLED, ErrorKind, MessageState

#: How the details of an error name the gateway's code: "HTTP 400, code 21211", "receipt failed, code 30005".
_CODE = re.compile(r"code (\d{1,9})\b")


def lock_if_owned(session: Session, message_id: int, owner: str) -> Message | None:
    """The row, locked, if this worker still holds it: a late outcome never overwrites a newer one."""
    message = session.get(Message, message_id, with_for_update=True, populate_existing=True)
    return (
        message
        if message is not None and message.state == MessageState.SENDING and message.lease_owner == owner
        else None
    )


def readdress(
    session: Session,
    subject: tuple[str, int],
    moved: Mapping[str, str | None],
    language: str,
    priorities: Collection[str] = THEIR_OWN,
) -> None:
    """What waits about a subject for one of these addresses goes to its new one, in `language`; nowhere where that is
    None, or has it already. What failed there, or may have, is not sent there again and needs nothing more; neither is
    what is on its way there with its words.

    `moved`: old address -> new one; the same, where only the language is another. Only what has one of these
    `priorities`, as it stands what is for whom the subject is of: a business or a second contact may have that very
    address.
    """
    query = select(Message).where(
        Message.subject_kind == subject[0],
        Message.subject_id == subject[1],
        Message.recipient.in_(list(moved)),
        Message.priority.in_(priorities),
        Message.state.in_((MessageState.WAITING, MessageState.SENDING, *UNSETTLED)),
    )
    for message in session.scalars(query.with_for_update().execution_options(populate_existing=True)).all():
        new = moved[message.recipient]
        if message.state in UNSETTLED:
            if new != message.recipient:
                message.handled_at = message.handled_at or clock.now()
                message.forget_recipient()
        elif message.state == MessageState.SENDING and (new is None or message.body is not None):
            if new != message.recipient:
                message.forget_recipient()
        elif new is None or (new != message.recipient and _is_decided(session, message, new)):
            MESSAGE.move(message, MessageState.CANCELLED)
        else:
            message.recipient, message.language = new, language
    session.flush()


def hasten(session: Session, subject: tuple[str, int], kind: str, due_at: Mapping[str, datetime]) -> None:
    """What waits about a subject for its time, and was not tried, goes sooner: at the moment given for its channel."""
    query = select(Message).where(
        Message.subject_kind == subject[0],
        Message.subject_id == subject[1],
        Message.kind == kind,
        Message.state == MessageState.WAITING,
        Message.attempts == 0,
    )
    for message in session.scalars(query.with_for_update().execution_options(populate_existing=True)).all():
        message.due_at = min(message.due_at, due_at[message.channel])
    notify(session, BELL)
    session.flush()


def cancel_to(
    session: Session,
    subject: tuple[str, int],
    channel: str,
    recipient: str,
    kinds: Collection[str] = (),
    priorities: Collection[str] = THEIR_OWN,
) -> None:
    """What waits about a subject for this address by this channel is not sent, of these `kinds` or of any, as far as it
    has one of these `priorities`."""
    query = select(Message).where(
        Message.subject_kind == subject[0],
        Message.subject_id == subject[1],
        Message.channel == channel,
        Message.recipient == recipient,
        Message.priority.in_(priorities),
        Message.state == MessageState.WAITING,
    )
    if kinds:
        query = query.where(Message.kind.in_(kinds))
    for message in session.scalars(query.with_for_update().execution_options(populate_existing=True)).all():
        MESSAGE.move(message, MessageState.CANCELLED)
    session.flush()


def _is_decided(session: Session, message: Message, recipient: str) -> bool:
    """Whether the same message was decided for this address too."""
    same = select(Message.id).where(
        Message.kind == message.kind,
        Message.subject_kind == message.subject_kind,
        Message.subject_id == message.subject_id,
        Message.channel == message.channel,
        Message.recipient == recipient,
        Message.undone == message.undone,
    )
    return session.scalar(same) is not None


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
    tell(session, message, message.state)


def broke(session: Session, message_id: int, owner: str, error: TransportError) -> None:
    """The port raised: the kind of the error decides whether it is tried again."""
    message = lock_if_owned(session, message_id, owner)
    if message is None:
        return
    if error.ambiguous:
        _doubt(session, message, error.detail)
    elif error.kind in rules.WHOLESALE:
        _try_again(session, message, error)
    else:
        returned(session, message, error.kind, error.detail)


def lease_ran_out(session: Session, message: Message) -> None:
    """Settle a message whose worker died with it; without a body it had not been sent.

    With one it may have gone out. No receipt came all through the lease, so it is repeated once, under the same
    reference.
    """
    if message.body is None:
        _try_again(session, message, TransportError("connection", "worker died before sending"))
    elif message.repeats < rules.MOST_REPEATS:
        MESSAGE.move(message, MessageState.WAITING)
        _let_go(message)
        message.error_kind, message.error_detail = "unsure", "worker died"
        message.repeats += 1
        message.due_at = clock.now()
    else:
        _doubt(session, message, "worker died")


def _doubt(session: Session, message: Message, detail: str) -> None:
    """Nobody knows whether the far side has it. It is not sent again: a receipt settles it, or the operator."""
    MESSAGE.move(message, MessageState.UNSURE)
    _let_go(message)
    message.error_kind, message.error_detail = ErrorKind.UNSURE, detail[:200]
    look_after_doubt(session, message)


def look_after_doubt(session: Session, message: Message) -> None:
    """Whoever waits for a message in doubt is told in a while, unless its receipt comes."""
    if message.priority == "operator":
        log.error("a mail to the operator may be lost", message=message.id, kind=message.kind)
    elif message.priority != "code":
        actions.schedule(session, "doubt", ("message", message.id), clock.now() + rules.DOUBT_AFTER)


def still_in_doubt(session: Session, message: Message) -> None:
    """Give up waiting for a receipt: whoever waits for the message is told that nobody knows, and the operator too."""
    tell(session, message, MessageState.UNSURE)
    alarms.in_doubt(session)


def _try_again(session: Session, message: Message, error: TransportError) -> None:
    now = clock.now()
    if now - (message.first_attempt_at or now) >= rules.GIVE_UP_AFTER:
        finish(session, message, error.kind, error.detail)
        return
    MESSAGE.move(message, MessageState.WAITING)
    _let_go(message)
    message.error_kind, message.error_detail = error.kind, error.detail[:200]
    message.due_at = now + rules.retry_delay(message.attempts, error.retry_after)
    _count(session, message, "retry")
    if error.kind == ErrorKind.ACCOUNT:
        alarms.gateway(session, message)


def finish(session: Session, message: Message, kind: str, detail: str) -> None:
    """Fail a message for good: it becomes a dead letter that can be resent, and the operator is notified."""
    MESSAGE.move(message, MessageState.FAILED)
    _let_go(message)
    message.failed_at, message.error_kind, message.error_detail = clock.now(), kind, detail[:200]
    tell(session, message, "failed")
    alarms.dead_letter(session, message)


#: What somebody waits for, even where the phone said STOP to texts: it fails, and whoever waits is told.
_WAITED_FOR = ("lead", "code")


def returned(session: Session, message: Message, kind: str, detail: str) -> None:
    """The gateway says that this phone or address will not get it.

    A phone that said STOP to the gateway is not written to any more. Of answers and news nobody waits for, such as the
    one that confirms the stop, that is no failure.
    """
    if not _is_open(message) and message.state not in (MessageState.SENDING, MessageState.SENT):
        return
    if kind != ErrorKind.STOPPED:
        finish(session, message, kind, detail)
        return
    if message.priority in _WAITED_FOR:
        finish(session, message, kind, detail)
    else:
        # What is open may go straight there; only of what waits nothing is known to be said.
        MESSAGE.move(message, MessageState.SUPPRESSED)
        _let_go(message)
        message.error_kind, message.error_detail = kind, detail[:200]
        tell(session, message, MessageState.SUPPRESSED)
    actions.suppress(session, message.channel, message.recipient, "said STOP to the gateway")


def _is_open(message: Message) -> bool:
    """Whether a try of it went out whose end is not known: in doubt, or to be tried again."""
    is_tried = message.state == MessageState.WAITING and message.attempts > 0
    return is_tried or message.state == MessageState.UNSURE


def taken(session: Session, message: Message, provider_reference: str | None) -> None:
    """The gateway says that it has the text, whatever came of its answer. One that was handed over stays so."""
    if message.state == MessageState.SENDING or _is_open(message):
        MESSAGE.move(message, MessageState.SENT)
        message.sent_at, message.provider_reference, message.port = clock.now(), provider_reference, "gateway"
        message.error_kind = message.error_detail = message.held_for = None
        _let_go(message)
        tell(session, message, message.state)


def arrived(session: Session, message: Message, provider_reference: str | None) -> None:
    """The phone has it: that settles what was in doubt, and corrects what had been called undelivered."""
    taken(session, message, provider_reference)
    if message.state in (MessageState.SENT, MessageState.FAILED):
        MESSAGE.move(message, MessageState.DELIVERED)
        message.delivered_at, message.sent_at = clock.now(), message.sent_at or clock.now()
        message.failed_at = message.error_kind = message.error_detail = None
        tell(session, message, message.state)


def put_aside(session: Session, message: Message, state: str) -> None:
    """Withdrawn or suppressed since: it is not sent, and that is no failure."""
    _back(message)
    MESSAGE.move(message, state)


def turned_off(session: Session, message: Message) -> None:
    """Stop a mail whose reader turned its topic off meanwhile. What somebody waits for fails, and they are told."""
    if message.priority in _WAITED_FOR:
        finish(session, message, ErrorKind.STOPPED, "turned off by its reader")
    else:
        put_aside(session, message, MessageState.SUPPRESSED)


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


def _count(session: Session, message: Message, outcome: str) -> None:
    """For Prometheus and the log, once it is committed. A code of the gateway's that we do not know is one word."""
    match = _CODE.search(message.error_detail or "")
    code = int(match[1]) if match else 0
    label = (str(code) if meaning(code) else "other") if code else ""
    channel = message.channel
    about = {"message": message.id, "kind": message.kind, "channel": channel, "outcome": outcome, "code": label}
    about |= {"trace": message.trace} if message.trace else {}

    def write_down() -> None:
        SENDS.labels(channel, outcome, label).inc()
        log.info("message", **about)

    after_commit(session, write_down)


def tell(session: Session, message: Message, state: str) -> None:
    """Let the slices above hear of it, in the same transaction. One that fails must not undo what happened."""
    session.flush()
    _count(session, message, state)
    for hear in registry.outcomes:
        try:
            with session.begin_nested():
                hear(session, message, state)
        except Exception as error:
            log.error(
                "an outcome was not heard", message=message.id, kind=message.kind, state=state, error=described(error)
            )
