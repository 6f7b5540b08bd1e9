"""Mails to the operator about delivery: one for each message that needs a call, one for a fault of many."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.foundation.logs import log
from directory.kernel import clock
from directory.outbox import actions, rules
from directory.outbox.models import Message
from directory.outbox.rules import MessageState

#: Seconds in which failures, and messages in doubt, are told of by one mail.
_WINDOW = 15 * 60


def dead_letter(session: Session, message: Message) -> None:
    """A message will not arrive. Nothing is told of a code, which is of no use later and which anybody can ask for.

    A mail to the operator that fails is only logged: a mail about it would go the same way.
    """
    if message.priority == "operator":
        log.error("a mail to the operator failed", message=message.id, kind=message.kind, why=message.error_kind)
    elif message.error_kind in rules.WHOLESALE:
        gateway(session, message)
    elif message.priority != "code":
        _gather(session, "dead-letter")


def gateway(session: Session, message: Message) -> None:
    """The gateway refuses us, or could not be reached for a day: one mail a day, however many messages wait."""
    if message.priority != "operator":
        _mail(session, "gateway-trouble", ("day", clock.local(clock.now()).date().toordinal()))


def in_doubt(session: Session) -> None:
    """Nobody knows of a message whether it arrived."""
    _gather(session, "doubts")


def _gather(session: Session, kind: str) -> None:
    """One mail at once, and then one a quarter of an hour at most, about all that came meanwhile."""
    now = int(clock.now().timestamp()) // _WINDOW
    key = {"kind": kind, "subject_kind": "quarter", "subject_id": now}
    earlier = session.scalar(select(Message).filter_by(**key))
    if earlier is None or earlier.state == MessageState.WAITING:
        _mail(session, kind, ("quarter", now))
    else:
        _mail(session, kind, ("quarter", now + 1), datetime.fromtimestamp((now + 1) * _WINDOW, UTC))


def budget(session: Session, kind: str, whose: str) -> None:
    """Part of a day's budget is used (`kind` says which and how much): the operator hears of it once a day."""
    _mail(session, kind, (whose, clock.local(clock.now()).date().toordinal()))


def _mail(session: Session, kind: str, subject: tuple[str, int], due_at: datetime | None = None) -> None:
    actions.tell_operators(session, kind, subject, due_at=due_at)
