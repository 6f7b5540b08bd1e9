"""Timed work: taken by lease like a message, done in one transaction with what it decides.

An errand (`registry.errands`) goes out of the database, to another machine or to files: between two transactions.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from directory.foundation.logs import log, tracing
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import GivenUp
from directory.outbox import actions, leases, outcome, registry, rules
from directory.outbox.models import Job, Message
from directory.outbox.outcome import described
from directory.outbox.rules import ErrorKind, MessageState

_LONGEST_PAUSE = timedelta(hours=2)
#: A job of the day that nobody planned before noon in Washington is left for the next day.
_TOO_LATE = time(12)
#: Of a database that was put back, so many are looked up at once; and why its messages are held.
_BATCH, _PUT_BACK = 200, "put back from a copy"


def plan(session: Session) -> None:
    """Write down the next turn of every daily job; the same again, by whichever worker, changes nothing."""
    here = clock.local(clock.now())
    day = here.date() + timedelta(days=here.time() >= _TOO_LATE)
    for kind, at in registry.daily.items():
        due_at = datetime.combine(day, at, tzinfo=clock.zone())
        actions.schedule(session, kind, ("day", day.toordinal()), due_at)


def due_ids(session: Session, limit: int, *, is_slow: bool = False) -> list[int]:
    """Jobs whose time has come and that nobody holds: the slow ones (`registry.slow`), or all others."""
    now, at = clock.now(), leases.now()
    free = or_(Job.lease_until.is_(None), Job.lease_until < at, Job.lease_until > at + leases.FAR)
    kind = Job.kind.in_(registry.slow) if is_slow else Job.kind.not_in(registry.slow)
    query = select(Job.id, Job.lease_until).where(Job.done_at.is_(None), Job.due_at <= now, free, kind)
    return [
        job_id
        for job_id, until in session.execute(query.order_by(Job.due_at, Job.id).limit(limit))
        if until is None or leases.has_run_out("jobs", job_id, until, at)
    ]


def do(job_id: int, owner: str, lease: timedelta = rules.LEASE) -> bool:
    """Take a job and do it; False when somebody else has it.

    One that raises is tried again later, ever more slowly, but for GivenUp: that ends it.
    """
    at = leases.now()
    free = or_(Job.lease_until.is_(None), Job.lease_until < at, Job.lease_until > at + leases.FAR)
    taking = (
        update(Job)
        .where(Job.id == job_id, Job.done_at.is_(None), free)
        .values(lease_until=at + lease, lease_owner=owner, attempts=Job.attempts + 1)
        .returning(Job.kind, Job.subject_kind, Job.subject_id, Job.trace)
        .execution_options(synchronize_session=False)
    )
    with unit() as session:
        taken = session.execute(taking).all()
    if len(taken) != 1:
        return False
    job = taken[0]
    with tracing(job.trace):
        return _do(job_id, owner, job.kind, (job.subject_kind, job.subject_id))


def _do(job_id: int, owner: str, kind: str, subject: registry.Subject) -> bool:
    try:
        if kind in registry.errands:
            registry.errands[kind](subject)
        with unit() as session:
            job = session.get_one(Job, job_id, with_for_update=True, populate_existing=True)
            if job.lease_owner != owner or job.done_at is not None:
                return False
            if kind not in registry.errands:
                registry.jobs[kind](session, subject)
            job.done_at, job.lease_until, job.error_detail = clock.now(), None, None
    except Exception as error:
        log.error("a job failed", job=job_id, error=described(error))
        with unit() as session:
            job = session.get_one(Job, job_id, populate_existing=True)
            job.lease_until, job.error_detail = None, described(error)[:200]
            if isinstance(error, GivenUp):
                job.done_at = clock.now()
            else:
                job.due_at = clock.now() + min(_LONGEST_PAUSE, timedelta(minutes=2 ** min(job.attempts, 8)))
    return True


def hold_waiting() -> None:
    """Put every message that is not out in doubt: it may have gone out since the copy of it was made.

    It names only columns that messages have had since the first release, so the tables may be those of any.
    """
    with unit() as session:
        session.execute(
            update(Message)
            .where(Message.state.in_((MessageState.WAITING, MessageState.SENDING)))
            .values(
                state=MessageState.UNSURE,
                lease_until=None,
                lease_owner=None,
                error_kind=ErrorKind.UNSURE,
                error_detail=_PUT_BACK,
            )
            .execution_options(synchronize_session=False)
        )


def hold_all() -> int:
    """Do the timed work whose time passed since the copy, then hold every message that is not out: how many are.

    The work first, because its messages, too, may have gone out from the database that was lost. What is held is in
    doubt like a text whose answer was cut: the homeowner reads so, and the operator sends it again or puts it away.
    """
    with unit() as session:
        # Whoever held them is gone.
        session.execute(update(Job).where(Job.done_at.is_(None)).values(lease_until=None, lease_owner=None))
    while due := _overdue():
        for job_id in due:
            do(job_id, "restore")
    hold_waiting()
    with unit() as session:
        messages = _put_back(session)
        for message in messages:
            outcome.look_after_doubt(session, message)
        return len(messages)


def _overdue() -> list[int]:
    """Timed work of the database's own; what leaves it, the worker does. One that failed is due later again."""
    now = clock.now()
    query = select(Job.id).where(Job.done_at.is_(None), Job.due_at <= now, Job.kind.not_in(registry.errands))
    with unit() as session:
        return list(session.scalars(query.order_by(Job.due_at, Job.id).limit(_BATCH)))


def _put_back(session: Session) -> list[Message]:
    """What is held and nobody looked after."""
    query = select(Message).where(Message.state == MessageState.UNSURE, Message.error_detail == _PUT_BACK)
    return list(session.scalars(query.where(Message.handled_at.is_(None)).order_by(Message.id)))
