"""The unit of work: one commit, or nothing. Every door that writes goes through it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import g, has_request_context
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from directory.foundation import notify
from directory.foundation.db import BUMPED, READS_COPY, WRITING, Options, db, turn_to_write
from directory.foundation.logs import log

BeforeCommit = Callable[[Session, list[int]], None]
AfterCommit = Callable[[], object]

_TOUCHED, _AFTERWARDS = "touched_businesses", "after_commit"
_hooks: list[BeforeCommit] = []


@contextmanager
def unit(*, waits: bool = True) -> Iterator[Session]:
    """A transaction that may write: commits when the block ends, rolls back when it raises.

    What can as well be written another time (`waits=False`) does not wait for its turn.
    What was read before it began is read afresh, so a decision inside rests on what is there now. Raises RuntimeError
    when somebody wrote outside a unit or opens one inside another. Raises Busy or sqlalchemy OperationalError when the
    turn to write does not come or the database is away: the door answers 503 and never "saved".
    """
    session = db.session()
    if session.info.get(WRITING):
        raise RuntimeError("a unit inside a unit")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("written outside a unit")
    session.rollback()
    session.info.pop(READS_COPY, None)

    def begin(options: Options) -> Connection:
        try:
            return session.connection(execution_options=options)
        except BaseException:
            session.rollback()
            raise

    with turn_to_write(db.engine, begin, waits=waits):
        session.info[WRITING] = True
        try:
            yield session
            session.flush()
            _run_hooks(session)
            notify.send(session)
            session.commit()
            if has_request_context():
                g.has_written = True
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(WRITING, None)
            session.info.pop(_TOUCHED, None)
            session.info.pop(BUMPED, None)
            notify.forget(session)
            afterwards: list[AfterCommit] = session.info.pop(_AFTERWARDS, [])
    for act in afterwards:
        try:
            act()
        except Exception as error:
            log.error("failed after a commit", act=getattr(act, "__name__", ""), error=type(error).__name__)


def touch(session: Session, business_id: int) -> None:
    """Remember that what search shows of this business changed in this unit."""
    session.info.setdefault(_TOUCHED, set()).add(business_id)


def after_commit(session: Session, act: AfterCommit) -> None:
    """Have `act` done once this unit has committed and let go of the database; never when it rolls back.

    For what stands outside the database, such as files. What is committed stays so: an `act` that raises is logged,
    and one that a killed process did not come to has to be found by a later run of something else.
    """
    session.info.setdefault(_AFTERWARDS, []).append(act)


def before_commit(hook: BeforeCommit) -> None:
    """Register what runs once before each commit with the sorted ids touched in it (tied only in wiring)."""
    if hook not in _hooks:
        _hooks.append(hook)


def _run_hooks(session: Session) -> None:
    ids = sorted(session.info.get(_TOUCHED, ()))
    if ids:
        for hook in _hooks:
            hook(session, ids)
        session.flush()
