"""What was written while a clock ran ahead, by that clock: brought back, or it would wait for days in silence."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.foundation.logs import log
from directory.outbox.models import Job, Message
from directory.outbox.rules import MessageState

#: Clocks of several hosts may differ by so much.
_SAME = timedelta(minutes=5)


def bring_back(session: Session, now: datetime) -> int:
    """Rows that were made, or first tried, later than now go back by that much, with the times set from there.

    How many that were.
    """
    late = now + _SAME
    waiting = select(Message).where(
        Message.state == MessageState.WAITING,
        Message.due_at > late,
        or_(Message.created_at > late, Message.first_attempt_at > late),
    )
    messages = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    for message in messages:
        excess = max(message.created_at, message.first_attempt_at or message.created_at) - now
        message.due_at -= excess
        message.expires_at = message.expires_at and message.expires_at - excess
        message.created_at = min(message.created_at, now)
        message.first_attempt_at = message.first_attempt_at and min(message.first_attempt_at, now)
    open_jobs = select(Job).where(Job.done_at.is_(None), Job.due_at > late, Job.created_at > late)
    jobs = session.scalars(open_jobs.with_for_update(skip_locked=True)).all()
    for job in jobs:
        job.due_at, job.created_at = job.due_at - (job.created_at - now), now
    if messages or jobs:
        log.warning("a clock ran ahead", messages=len(messages), jobs=len(jobs))
    return len(messages) + len(jobs)
