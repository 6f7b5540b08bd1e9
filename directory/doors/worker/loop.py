"""The worker: takes what is due, one thing at a time, until it is told to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from directory.foundation.db import db
from directory.foundation.logs import log
from directory.kernel import clock
from directory.outbox import deliver, jobs

#: Rows looked up at once, a channel; more wait for the next look.
BATCH = 20
#: Seconds between looks when nothing is due, and after the database could not be reached.
IDLE, AWAY = 0.5, 2.0
SWEEP_EVERY = timedelta(seconds=10)


class Worker:
    """One worker process. Any number of them may run on the same database."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._swept = clock.now() - SWEEP_EVERY

    def once(self) -> int:
        """Do what is due now; how many messages and jobs that was."""
        if clock.now() - self._swept >= SWEEP_EVERY:
            deliver.sweep()
            self._swept = clock.now()
        done = 0
        session = db.session()
        found = [(jobs.do, job_id) for job_id in jobs.due_ids(session, BATCH)]
        messages = deliver.due_ids(session, BATCH)
        session.rollback()
        for do, job_id in found:
            if self.stopping.is_set():
                return done
            done += do(job_id, deliver.OWNER)
        for message_id in messages:
            if self.stopping.is_set():
                return done
            done += deliver.deliver(message_id)
        return done

    def drain(self) -> int:
        """Go on until nothing is due; how much was done."""
        total = 0
        while done := self.once():
            total += done
        return total

    def run(self) -> None:
        """Go on until told to stop. A database that is away is waited for: the rows are still there."""
        while not self.stopping.is_set():
            try:
                pause = 0 if self.once() else IDLE
            except DBAPIError as error:
                log.warning("database away", error=type(error).__name__)
                db.session.remove()
                pause = AWAY
            finally:
                db.session.remove()
            self.stopping.wait(pause)


@contextmanager
def stopped_by_signals(worker: Worker) -> Iterator[None]:
    """SIGTERM and Ctrl-C let the worker finish the message in its hand."""
    before = {each: signal.signal(each, lambda *_: worker.stopping.set()) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
