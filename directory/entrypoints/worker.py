"""The worker process."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from functools import partial

import click
from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from directory.config import missing_for_delivery
from directory.foundation import keys, metrics, spool, watch
from directory.foundation.db import db
from directory.foundation.health import RESTORE_AGAIN, is_half_restored
from directory.foundation.logs import log
from directory.foundation.notify import Listener
from directory.foundation.settings import settings
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import TransportError
from directory.outbox import ahead, deliver, jobs, queries, receipts
from directory.outbox.outcome import described
from directory.outbox.rules import SLOW_LEASE

#: Rows looked up at once, a lane; more wait for the next look.
BATCH = 20
#: Messages of a channel that are sent at once, each to another recipient; so many of these are left to what is quick.
#: All of them together with the lanes fit the connections of one process.
HANDS, SPARE = {"sms": 6, "email": 4}, 2
#: The lane of slow errands.
SLOW = "slow"
#: Seconds between looks at what is due (and at whether a signal came), and after the database could not be reached.
IDLE, AWAY = 0.5, 2.0
#: Seconds between looks where every new message wakes the worker: only what was put off may be due by itself.
LISTENING = 2.0
SWEEP_EVERY = timedelta(seconds=10)
#: Seconds after which leases are looked at though none seems to have run out: a clock may have been set back.
CHORES_EVERY = 30.0
#: Seconds between looks at what was written while a clock ran ahead.
CLOCK_EVERY = 60.0
#: Seconds without a look after which a worker does not count as well: looks are seconds apart, whatever is being sent.
MOST_SILENT = 60.0
#: How often the mailbox is read to which mails come back, and its lane.
COLLECT_EVERY, BOUNCES = timedelta(minutes=5), "bounces"
#: The lane of what the text gateway brought while the database could not take it.
SPOOL = "spool"


class Worker:
    """One worker process. Any number of them may run on the same database."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._is_told = False
        self._swept = clock.now() - SWEEP_EVERY
        self._looked_at = self._chored_at = time.monotonic()
        self._collected = clock.now() - COLLECT_EVERY
        self._clock_looked_at = float("-inf")
        self._planned: date | None = None
        self._lanes: dict[str, Callable[[], int]] = {
            queries.CHORES: self._chores,
            SLOW: self._slow,
            **{channel: partial(self._channel, channel) for channel in queries.CHANNELS},
            BOUNCES: self._bounces,
            SPOOL: spool.read_waiting,
        }
        self._wake = {name: threading.Event() for name in self._lanes}
        #: By channel, the recipients whose message is being sent.
        self._busy: dict[str, set[str]] = {channel: set() for channel in queries.CHANNELS}

    def once(self) -> int:
        """Do what is due now; how many messages and jobs that was."""
        return sum(lane() for lane in self._lanes.values())

    @property
    def is_stopping(self) -> bool:
        """Whether a signal or another thread asked for the end."""
        return self._is_told or self.stopping.is_set()

    def tell_to_stop(self, *_: object) -> None:
        """What a signal calls: it may come while this very thread holds the event's lock, so it takes none."""
        self._is_told = True

    def drain(self) -> int:
        """Go on until nothing is due; how much was done."""
        total = 0
        while done := self.once():
            total += done
        return total

    def has_the_key(self) -> bool:
        """Whether the links it would write open on this database's site; a database that is away is waited for."""
        while not self.is_stopping:
            try:
                return keys.agree()
            except DBAPIError as error:
                log.warning("database away", lane="start", error=type(error).__name__)
            db.session.remove()
            self.stopping.wait(AWAY)
        return True

    def trouble(self) -> str | None:
        """Why whoever watches should start it anew; None while it goes on looking for what is due."""
        silent = time.monotonic() - self._looked_at
        return f"has not looked for {silent:.0f} seconds" if silent > MOST_SILENT else None

    def run(self, app: Flask) -> None:
        """Go on until told to stop, a thread a lane; whatever is in hand then is finished.

        Each channel sends several at once, so that a recipient whose line hangs delays no other.
        """
        with ExitStack() as stack:
            lanes = dict(self._lanes)
            for channel, count in HANDS.items():
                hands = stack.enter_context(ThreadPoolExecutor(count, thread_name_prefix=channel))
                lanes[channel] = partial(self._hand_out, app, channel, hands)
            threads = [
                threading.Thread(target=self._run_lane, args=(app, name, lane), name=name)
                for name, lane in lanes.items()
            ]
            stack.enter_context(app.app_context())
            engine = db.engine
            listener = stack.enter_context(closing(Listener(engine, queries.BELL)))
            for thread in threads:
                thread.start()
            while not self.is_stopping:
                # Opened before the look: what is decided between the two wakes it.
                is_listening = listener.open()
                pause = self.look(engine)
                self._nap(LISTENING if is_listening and pause == IDLE else pause, listener)
            self.stopping.set()
            for wake in self._wake.values():
                wake.set()
            for thread in threads:
                thread.join()

    def look(self, engine: Engine) -> float:
        """Wake the lanes that have something to do; the seconds until the next look."""
        self._looked_at = time.monotonic()
        try:
            with engine.connect() as connection:
                lanes = queries.due(connection)
        except DBAPIError as error:
            log.warning("database away", lane="look", error=type(error).__name__)
            return AWAY
        if self._planned != clock.today() or time.monotonic() - self._chored_at > CHORES_EVERY:
            lanes.add(queries.CHORES)
        if self._is_time_to_collect():
            lanes.add(BOUNCES)
        if spool.waiting():
            lanes.add(SPOOL)
        for name in lanes:
            self._wake[name].set()
        return IDLE

    def _nap(self, seconds: float, listener: Listener) -> None:
        """Sleep until there is news, but not through a signal: its handler takes no lock, so nothing wakes this
        thread."""
        ends = time.monotonic() + seconds
        while not self.is_stopping and (left := ends - time.monotonic()) > 0:
            if listener.wait(min(IDLE, left)):
                return

    def _run_lane(self, app: Flask, name: str, lane: Callable[[], int]) -> None:
        """A database that is away is waited for, and so is anything unforeseen: the rows are still there."""
        wake = self._wake[name]
        while wake.wait() and not self.is_stopping:
            wake.clear()
            with app.app_context():
                try:
                    pause = 0.0
                    if lane():
                        wake.set()
                except DBAPIError as error:
                    log.warning("database away", lane=name, error=type(error).__name__)
                    pause = AWAY
                except Exception as error:
                    log.error("the worker stumbled", lane=name, error=described(error))
                    pause = AWAY
            self.stopping.wait(pause)

    def _chores(self) -> int:
        """Leases that ran out, what a wrong clock put off, the day's own jobs once a day, then jobs."""
        self._chored_at = time.monotonic()
        if abs(clock.now() - self._swept) >= SWEEP_EVERY:
            deliver.sweep()
            self._swept = clock.now()
        if time.monotonic() - self._clock_looked_at > CLOCK_EVERY:
            ahead.put_right()
            self._clock_looked_at = time.monotonic()
        if self._planned != (today := clock.today()):
            with unit() as session:
                jobs.plan(session)
            self._planned = today
        if jobs.due_ids(db.session(), 1, is_slow=True):
            self._wake[SLOW].set()
        return self._do_each(jobs.due_ids(db.session(), BATCH), lambda job_id: jobs.do(job_id, deliver.OWNER))

    def _bounces(self) -> int:
        """Read the mailbox to which mails come back, where there is one: a line to another machine, so a lane alone."""
        if not self._is_time_to_collect():
            return 0
        self._collected = clock.now()
        if not (url := settings().bounces_url):
            return 0
        try:
            return receipts.collect_mails(url)
        except TransportError as error:
            log.error("the mailbox of what came back cannot be read", why=error.detail)
            return 0

    def _is_time_to_collect(self) -> bool:
        """Whether the mailbox was read long ago: either way, for a clock may have been set back."""
        return abs(clock.now() - self._collected) >= COLLECT_EVERY

    def _slow(self) -> int:
        """What takes minutes, one at a time."""
        due = jobs.due_ids(db.session(), 1, is_slow=True)
        return self._do_each(due, lambda job_id: jobs.do(job_id, deliver.OWNER, SLOW_LEASE))

    def _channel(self, channel: str) -> int:
        due = deliver.due(db.session(), channel, BATCH)
        return self._do_each([message.id for message in due], deliver.deliver)

    def _hand_out(self, app: Flask, channel: str, hands: ThreadPoolExecutor) -> int:
        """Give each free hand of a channel a message, one a recipient; how many that were.

        The last hands are kept for what is quick. Whoever is done wakes this lane.
        """
        busy, given = self._busy[channel], 0
        due = deliver.due(db.session(), channel, BATCH, tuple(busy))
        db.session.rollback()
        for message in due:
            free = HANDS[channel] - len(busy)
            if self.is_stopping or free <= 0:
                break
            if message.recipient not in busy and (message.is_quick or free > SPARE):
                busy.add(message.recipient)
                hands.submit(self._send, app, channel, message)
                given += 1
        return given

    def _send(self, app: Flask, channel: str, message: deliver.Due) -> None:
        """Deliver one message; after what nobody foresaw, its recipient is left alone for a while."""
        try:
            with app.app_context():
                deliver.deliver(message.id)
        except Exception as error:
            log.error("the worker stumbled", lane=channel, message=message.id, error=described(error))
            self.stopping.wait(AWAY)
        finally:
            self._busy[channel].discard(message.recipient)
            self._wake[channel].set()

    def _do_each(self, ids: list[int], do: Callable[[int], bool]) -> int:
        db.session.rollback()
        done = 0
        for row_id in ids:
            if self.is_stopping:
                break
            done += do(row_id)
        return done


@contextmanager
def stopped_by_signals(worker: Worker) -> Iterator[None]:
    """SIGTERM and Ctrl-C let the worker finish the message in its hand."""
    before = {number: signal.signal(number, worker.tell_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--drain", is_flag=True, help="Go on until nothing is due, then end.")
def worker_command(once: bool, drain: bool) -> None:
    """Deliver messages and do timed work until stopped; several may run."""
    if missing := missing_for_delivery(settings()):
        raise click.ClickException(missing)
    worker = Worker()
    with stopped_by_signals(worker):
        if not (keys.agree() if once or drain else worker.has_the_key()):
            raise click.ClickException(keys.DIFFER)
        if is_half_restored(db.engine):
            raise click.ClickException(RESTORE_AGAIN)
        if once or drain:
            click.echo(f"{worker.once() if once else worker.drain()} done")
            return
        with watch.window(settings().worker_port, worker.trouble, metrics.rendered) as port:
            log.info("worker started", watched_at=port or None)
            worker.run(current_app._get_current_object())  # type: ignore[attr-defined]
        log.info("worker stopped")
