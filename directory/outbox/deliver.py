"""Delivering one message: take it, compose it, let go of the database, send it, write down what happened."""

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.logs import log, tracing
from directory.foundation.mail import Mail, mail_port
from directory.foundation.settings import settings
from directory.foundation.sms import sms_port
from directory.foundation.unit import unit
from directory.kernel import clock, language, phone
from directory.kernel import text as segments
from directory.kernel.errors import TransportError
from directory.outbox import alarms, leases, outcome, queries, receipts, registry, rules, topics
from directory.outbox.files import sweep_files
from directory.outbox.models import Message
from directory.outbox.registry import Content
from directory.outbox.rules import MessageState

#: Who takes a row: one worker process.
OWNER = secrets.token_hex(8)
#: Seconds that an outcome waits for a database that is away; less than what is left of the lease after a send.
RECORD_SECONDS = 15
#: Messages that this process is delivering now: whatever a clock says of their leases, their worker lives.
_in_hand: set[int] = set()


@dataclass(frozen=True)
class Lease:
    """A row that is this worker's for a while."""

    #: By what the logs know the visit that decided it.
    trace: str | None


@dataclass(frozen=True)
class Taken:
    """What of a taken row is needed while the database is let go."""

    id: int
    channel: str
    recipient: str
    reference: str
    content: Content


@dataclass(frozen=True)
class Handed:
    """What took a message: the name of the port, and the far side's own reference."""

    port: str
    reference: str


def _nothing(step: str, message_id: int) -> None:
    """Called between the steps of a delivery; whoever watches the worker may put something else here."""


on_step: Callable[[str, int], None] = _nothing


@dataclass(frozen=True)
class Due:
    """A message whose time has come."""

    id: int
    recipient: str
    #: Whether somebody sits and waits for it: a code, or the answer to a text.
    is_quick: bool


def due(session: Session, channel: str, limit: int, busy: Collection[str] = ()) -> list[Due]:
    """Messages of one channel whose time has come, codes and answers first, then the longest due.

    None to the `busy` recipients, who are being sent one now.
    """
    is_quick = Message.priority.in_(rules.QUICK)
    query = (
        select(Message.id, Message.recipient, is_quick)
        .where(Message.state == MessageState.WAITING, Message.channel == channel, Message.due_at <= clock.now())
        .where(Message.recipient.not_in(busy))
        .order_by(is_quick.desc(), Message.due_at, Message.id)
        .limit(limit)
    )
    return [Due(message_id, recipient, bool(quick)) for message_id, recipient, quick in session.execute(query)]


def deliver(message_id: int) -> bool:
    """Try one message; False when somebody else has it.

    Steps, each its own transaction: take the row by a conditional UPDATE that must change exactly one; compose in the
    recipient's language; end the database session; send; record. A process killed between taking and recording leaves
    a lease that `sweep` returns.
    """
    lease = _take(message_id)
    if lease is None:
        return False
    _in_hand.add(message_id)
    try:
        with tracing(lease.trace):
            _deliver(message_id)
    finally:
        _in_hand.discard(message_id)
    return True


def _deliver(message_id: int) -> None:
    on_step("taken", message_id)
    taken = _compose(message_id)
    db.session.remove()
    if taken is None:
        return
    on_step("composed", message_id)
    answer = _send(taken)
    on_step("sent", message_id)
    _record(taken, answer)
    db.session.remove()
    # Its words may have been forgotten while it was on its way: then the file, which is later than that, goes as well.
    sweep_files([taken.reference])
    on_step("recorded", message_id)


def _take(message_id: int) -> Lease | None:
    """Lease the row. No body is on it until `_compose` commits one: a row without never left this machine."""
    now = clock.now()
    until = leases.now() + rules.LEASE
    taking = (
        update(Message)
        .where(Message.id == message_id, Message.state == MessageState.WAITING, Message.due_at <= now)
        .values(
            state="sending",
            lease_until=until,
            lease_owner=OWNER,
            attempts=Message.attempts + 1,
            first_attempt_at=func.coalesce(Message.first_attempt_at, now),
            body=None,
            held_for=None,
        )
        .returning(Message.id, Message.trace)
        .execution_options(synchronize_session=False)
    )
    with unit() as session:
        leased = session.execute(taking).all()
        return Lease(leased[0].trace) if len(leased) == 1 else None


def _compose(message_id: int) -> Taken | None:
    """The content, kept on the row; None when it is not to be sent now (and the row says why)."""
    with unit() as session:
        message = outcome.lock_if_owned(session, message_id, OWNER)
        if message is None or _is_put_aside(session, message):
            return None
        try:
            content = compose_now(session, message)
        except DBAPIError:
            # The database's fault, not the message's: the lease runs out and it is tried again.
            raise
        except Exception as error:
            log.error("composing failed", message=message.id, kind=message.kind, error=outcome.described(error))
            outcome.finish(session, message, "content", outcome.described(error))
            return None
        if content is None:
            outcome.put_aside(session, message, "cancelled")
            return None
        message.subject_line, message.body = content.subject or None, content.stored_body
        message.segments = segments.count(content.body) if message.channel == "sms" else None
        return Taken(message.id, message.channel, message.recipient, message.reference, content)


def _is_put_aside(session: Session, message: Message) -> bool:
    """Whether the row is not to be sent, or not yet; then it says so itself."""
    if message.is_forgotten:
        outcome.put_aside(session, message, "cancelled")
    elif message.expires_at is not None and message.expires_at <= clock.now():
        outcome.finish(session, message, "expired", "expired")
    elif message.priority != "reply" and queries.is_suppressed(session, message.channel, message.recipient):
        outcome.put_aside(session, message, "suppressed")
    elif (topic := registry.topic_of(message)) and topics.is_off_for(session, topic, message.recipient):
        outcome.turned_off(session, message)
    elif message.channel == "sms" and not _is_ours(message.recipient):
        outcome.finish(session, message, "recipient", "not a US or Canadian number")
    elif (later := _not_yet(session, message)) is not None:
        outcome.put_off(session, message, *later)
    else:
        return False
    return True


def _is_ours(recipient: str) -> bool:
    try:
        return phone.parse(recipient) == recipient
    except ValueError:
        return False


def compose_now(session: Session, message: Message) -> Content | None:
    """What the recipient of this row reads if it is sent now; None for what would not be sent any more."""
    compose = registry.kinds[message.kind].compose
    reader = language.by_tag(message.language)
    with session.no_autoflush, speaking(reader):
        content = compose(session, (message.subject_kind, message.subject_id), reader, message.channel)
        if content is not None and message.priority == rules.COPY:
            for copy in registry.copies:
                content = copy(session, message, content) if content is not None else None
        topic = registry.topic_of(message)
        if content is not None and topic is not None:
            content = registry.write_way_out(content, topics.link(topic, message.recipient, reader))
        is_theirs = content is not None and message.priority == "operator"
        return registry.write_to_operator(content) if content is not None and is_theirs else content


def _not_yet(session: Session, message: Message) -> tuple[datetime, str] | None:
    """When a text may go, if not now, and why: the hours of the day, the texts of the day, those of one phone.

    The row itself is counted since it was taken, so several workers at the limit never go beyond it.
    """
    if message.channel != "sms" or message.priority == "reply":
        return None
    now, hours = clock.now(), settings().sms_hours
    zones = phone.zones(message.recipient)
    allowed = rules.next_allowed(now, hours, zones)
    # Whoever asks for a code sits in front of the page, at any hour.
    if allowed > now and message.priority != "code":
        return allowed, "hours"
    limit, used = settings().sms_daily_limit, queries.texts_today(session)
    if not rules.may_go(message.budget, used, limit):
        alarms.budget(session, "daily-limit", message.budget)
        return rules.next_day(now), "day"
    frees_at = _phone_frees_at(session, message)
    if frees_at is not None:
        return rules.next_allowed(frees_at, hours, zones), "phone"
    if 2 * used.get(message.budget, 0) >= rules.most_of(message.budget, limit):
        alarms.budget(session, "texts-half", message.budget)
    return None


def _phone_frees_at(session: Session, message: Message) -> datetime | None:
    """When the phone may get another text that nobody there asked for; None: now."""
    if message.priority not in rules.UNASKED:
        return None
    frees = [queries.phone_frees_at(session, message, *limit) for limit in rules.most_to_phone(message.budget)]
    return max((moment for moment in frees if moment is not None), default=None)


def _send(taken: Taken) -> Handed | TransportError:
    """Who has it now, or what went wrong. An error nobody foresaw may have come after it took the message."""
    content = taken.content
    try:
        if taken.channel == "sms":
            texts = sms_port()
            return Handed(texts.name, texts.send(taken.recipient, content.body, taken.reference))
        mails = mail_port()
        mail = Mail(
            taken.recipient,
            content.subject,
            content.body,
            taken.reference,
            html=content.html,
            attachment=content.attachment,
            way_out=content.way_out,
        )
        return Handed(mails.name, mails.send(mail))
    except TransportError as error:
        return error
    except Exception as error:
        log.error("a port failed", message=taken.id, channel=taken.channel, error=outcome.described(error))
        return TransportError("content", outcome.described(error), ambiguous=True)


def _record(taken: Taken, answer: Handed | TransportError) -> None:
    """Write it down, waiting for a database that is away: else the sweep would repeat a text that went out."""
    ends = time.monotonic() + RECORD_SECONDS
    while True:
        try:
            with unit() as session:
                if isinstance(answer, TransportError):
                    outcome.broke(session, taken.id, OWNER, answer)
                else:
                    outcome.sent(session, taken.id, OWNER, answer.reference, answer.port)
                    receipts.apply_early(session, answer.reference)
            return
        except (OperationalError, InterfaceError) as error:
            db.session.remove()
            if time.monotonic() > ends:
                raise
            log.warning("database away while recording", message=taken.id, error=type(error).__name__)
            time.sleep(0.5)


def sweep() -> int:
    """Return rows whose lease ran out: whoever held them died, and perhaps the gateway had answered."""
    now = leases.now()
    far = now + leases.FAR
    query = select(Message).where(
        Message.state == MessageState.SENDING, or_(Message.lease_until < now, Message.lease_until > far)
    )
    with unit() as session:
        locked = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        rows = [
            message
            for message in session.scalars(locked)
            if message.id not in _in_hand
            and message.lease_until
            and leases.has_run_out("messages", message.id, message.lease_until, now)
        ]
        for message in rows:
            outcome.lease_ran_out(session, message)
        return len(rows)
