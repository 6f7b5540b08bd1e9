"""Messages and jobs that got due times in the future because this machine's clock ran ahead: they are put right.

A row that was made in the future shows by how much the clock was ahead, and everything on it moves back by that. What
was only put off then has no such mark: it is due further away than anything is ever put off, and becomes due now.
"""

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from directory.foundation import limits
from directory.foundation.logs import log
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.outbox.models import Job, Message
from directory.outbox.rules import MessageState

#: Clocks of two hosts may differ by this much without one having been wrong.
SLACK = timedelta(minutes=5)
#: No message is put off for longer: a gateway's pause of a day, then the night, then a firm's quiet hours.
LONGEST_WAIT = timedelta(days=3)
#: No job that failed is put off for longer: two hours.
LONGEST_PAUSE = timedelta(hours=3)
#: Rows put right in one transaction; the next look does the rest.
_BATCH = 500


def put_right() -> int:
    """Bring back what waits for a time that was never meant; how many messages and jobs. Call it outside a unit."""
    with unit() as session:
        messages, jobs = _messages(session), _jobs(session)
    limits.purge()
    if messages or jobs:
        log.error("a clock ran ahead: what was written then is due again", messages=messages, jobs=jobs)
    return messages + jobs


def _messages(session: Session) -> int:
    now = clock.now()
    was_ahead = or_(Message.created_at > now + SLACK, Message.first_attempt_at > now + SLACK)
    query = select(Message).where(
        Message.state == MessageState.WAITING, or_(was_ahead, Message.due_at > now + LONGEST_WAIT)
    )
    messages = session.scalars(query.limit(_BATCH).with_for_update(skip_locked=True)).all()
    for message in messages:
        ahead = max(message.created_at, message.first_attempt_at or message.created_at) - now
        if ahead > SLACK:
            message.due_at = max(now, message.due_at - ahead)
            message.created_at = min(now, message.created_at)
            message.first_attempt_at = min(now, message.first_attempt_at) if message.first_attempt_at else None
            message.expires_at = message.expires_at - ahead if message.expires_at else None
        else:
            message.due_at = now
    session.flush()
    return len(messages)


def _jobs(session: Session) -> int:
    now = clock.now()
    was_ahead = Job.created_at > now + SLACK
    had_failed = and_(Job.attempts > 0, Job.due_at > now + LONGEST_PAUSE)
    query = select(Job).where(Job.done_at.is_(None), Job.due_at > now, or_(was_ahead, had_failed))
    jobs = session.scalars(query.limit(_BATCH).with_for_update(skip_locked=True)).all()
    for job in jobs:
        ahead = job.created_at - now
        job.due_at = max(now, job.due_at - ahead) if ahead > SLACK else now
        job.created_at = min(now, job.created_at)
    session.flush()
    return len(jobs)
