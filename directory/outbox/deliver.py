"""Delivering one message: take it, compose it, let go of the database, send it, write down what happened."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.mail import mail_port
from directory.foundation.sms import delivers_at_once, sms_port
from directory.foundation.unit import unit
from directory.kernel import clock, language, segments
from directory.kernel.errors import TransportError
from directory.outbox import outcome, queries, registry, rules
from directory.outbox.models import Message
from directory.outbox.registry import Content

#: Who takes a row: one worker process.
OWNER = secrets.token_hex(8)


@dataclass(frozen=True)
class Taken:
    """What of a taken row is needed while the database is let go."""

    id: int
    channel: str
    recipient: str
    reference: str
    content: Content


def _nothing(step: str, message_id: int) -> None:
    """Called between the steps of a delivery; a test may put something here that dies."""


on_step: Callable[[str, int], None] = _nothing


def due_ids(session: Session, limit: int) -> list[int]:
    """Messages whose time has come, each channel on its own so that a dead one delays no other."""
    found: list[int] = []
    for channel in ("sms", "email"):
        query = (
            select(Message.id)
            .where(Message.state == "waiting", Message.channel == channel, Message.due_at <= clock.now())
            .order_by(Message.due_at, Message.id)
            .limit(limit)
        )
        found.extend(session.scalars(query))
    return found


def deliver(message_id: int) -> bool:
    """Try one message; False when somebody else had it or it was not to be sent.

    Steps, each its own transaction: take the row by a conditional UPDATE that must change exactly one; compose in the
    recipient's language; end the database session; send; record. A process killed between taking and recording leaves
    a lease that `sweep` returns.
    """
    if not _take(message_id):
        return False
    on_step("taken", message_id)
    taken = _compose(message_id)
    db.session.remove()
    if taken is None:
        return False
    on_step("composed", message_id)
    provider_reference, error = None, None
    try:
        provider_reference = _send(taken)
    except TransportError as problem:
        error = problem
    on_step("sent", message_id)
    with unit() as session:
        if error is None:
            outcome.sent(session, message_id, OWNER, provider_reference or "", at_once=_is_file(taken.channel))
        else:
            outcome.broke(session, message_id, OWNER, error)
    on_step("recorded", message_id)
    db.session.remove()
    return True


def _take(message_id: int) -> bool:
    now = clock.now()
    taking = (
        update(Message)
        .where(Message.id == message_id, Message.state == "waiting", Message.due_at <= now)
        .values(
            state="sending",
            lease_until=now + rules.LEASE,
            lease_owner=OWNER,
            attempts=Message.attempts + 1,
        )
        .returning(Message.id)
    )
    with unit() as session:
        taken = session.scalars(taking.execution_options(synchronize_session=False)).all()
        return len(taken) == 1


def _compose(message_id: int) -> Taken | None:
    """The content, kept on the row; None when it is not to be sent now (and the row says why)."""
    with unit() as session:
        row = session.get_one(Message, message_id, populate_existing=True)
        row.first_attempt_at = row.first_attempt_at or clock.now()
        if row.expires_at is not None and row.expires_at <= clock.now():
            outcome.finish(session, row, "failed", "content", "expired")
            return None
        if row.priority != "reply" and queries.is_suppressed(session, row.channel, row.recipient):
            outcome.put_aside(session, row, "suppressed")
            return None
        if (later := _not_yet(session, row)) is not None:
            outcome.put_off(session, row, later)
            return None
        try:
            content = _content(session, row)
        except Exception as error:
            outcome.finish(session, row, "failed", "content", type(error).__name__)
            current_app.logger.exception("composing a message of kind %s failed", row.kind)
            return None
        if content is None:
            outcome.put_aside(session, row, "cancelled")
            return None
        row.subject_line, row.body = content.subject or None, content.body
        row.segments = segments.count(content.body) if row.channel == "sms" else None
        return Taken(row.id, row.channel, row.recipient, row.reference, content)


def _content(session: Session, row: Message) -> Content | None:
    compose = registry.composers[row.kind]
    speak = language.by_tag(row.language)
    with session.no_autoflush, speaking(speak):
        return compose(session, (row.subject_kind, row.subject_id), speak, row.channel)


def _not_yet(session: Session, row: Message) -> datetime | None:
    """When a text may go, if not now: the hours of the day, then the texts of the day."""
    if row.channel != "sms" or row.priority == "reply":
        return None
    now = clock.now()
    allowed = rules.next_allowed(now, str(current_app.config["SMS_HOURS"]))
    if allowed > now:
        return allowed
    limit = rules.share_of_limit(int(current_app.config["SMS_DAILY_LIMIT"]), row.priority)
    if queries.texts_today(session) > limit:
        outcome.tell_limit(session)
        return rules.next_day(now)
    return None


def _send(taken: Taken) -> str:
    if taken.channel == "sms":
        return sms_port().send(taken.recipient, taken.content.body, taken.reference)
    content = taken.content
    return mail_port().send(taken.recipient, content.subject, content.body, content.html, taken.reference)


def _is_file(channel: str) -> bool:
    return delivers_at_once() if channel == "sms" else False


def sweep() -> int:
    """Return rows whose lease ran out: whoever held them died, and nobody knows whether the gateway had answered."""
    now = clock.now()
    with unit() as session:
        query = select(Message).where(Message.state == "sending", Message.lease_until < now)
        rows = session.scalars(query.with_for_update(skip_locked=True)).all()
        for row in rows:
            outcome.lease_ran_out(session, row)
        return len(rows)


def stuck(session: Session, older: timedelta = timedelta(minutes=15)) -> int:
    """How many messages have been due for longer than `older` and are neither sent nor failed."""
    late = clock.now() - older
    query = select(Message.id).where(
        or_(Message.state == "sending", Message.state == "unsure", Message.state == "waiting"), Message.due_at < late
    )
    return len(session.scalars(query).all())
