"""Taking turns at the one writer of SQLite, and a deadline for connections to a gateway."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Lock

from directory.kernel.errors import Busy


@contextmanager
def cut_after(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Break the socket that `line()` gives once the block has lasted so many seconds; its reads then end or raise."""

    def cut() -> None:
        connection = line()
        if connection is not None:
            with suppress(OSError):
                # The plain socket's own method: TLS would first say goodbye, and wait for an answer.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


#: Seconds for which full seats are a crowd that moves on; after that they are a standstill.
GRACE_SECONDS = 0.25


class Seats:
    """So many may wait at once. One more waits, for the grace, only while those who wait do get their turn."""

    def __init__(self, count: int, grace: float = GRACE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._count = self._free = count
        self._grace, self._clock = grace, clock
        self._changed = Condition()
        #: When somebody last got the turn, or the first of a crowd sat down; whether somebody gave up since then.
        self._moved_at, self._is_stuck = clock(), False

    @property
    def taken(self) -> int:
        """How many wait now."""
        return self._count - self._free

    def take(self, patience: float) -> bool:
        """Sit down, within `patience` seconds; False where no seat became free."""
        ends = self._clock() + patience
        with self._changed:
            if self._free == self._count and not self._is_stuck:
                self._moved_at = self._clock()
            while not self._free:
                left = min(ends, self._moved_at + self._grace) - self._clock()
                if self._is_stuck or left <= 0:
                    return False
                self._changed.wait(left)
            self._free -= 1
            return True

    def leave(self, *, has_had_turn: bool | None) -> None:
        """Give the seat to the next; None: whoever leaves did not mean to wait."""
        with self._changed:
            self._free += 1
            if has_had_turn is not None:
                self._is_stuck = not has_had_turn
            if has_had_turn:
                self._moved_at = self._clock()
            self._changed.notify()


#: SQLite has one writer at a time. Threads of one process line up here: at the database they would nap and look again,
#: and of many on a busy machine one starved until its page gave up. A lock is had by whoever comes just then, not in
#: turn: a page that writes twice does not line up behind all others for its second turn.
_line = Lock()
#: None until a web server says how many threads it has.
_seats: Seats | None = None


def seat(count: int | None) -> Seats | None:
    """From now on so many pages of this process wait to write at once; None: any number. The seats, to be looked at."""
    global _seats
    _seats = Seats(count) if count is not None else None
    return _seats


#: Of threads that serve who soon gives up: seconds that each waits to write.
_own = threading.local()


def be_patient(seconds: float) -> None:
    """From now on this thread waits so long to write, wherever a page would give up, and takes the seat of none."""
    _own.patience = seconds


def own_patience() -> float | None:
    """Seconds that this thread waits whatever it answers; None where a page waits as pages do."""
    return getattr(_own, "patience", None)


class Turn:
    """One writer's way through the line. Pages (`is_page`) need a seat; worker and command line have none to spare."""

    def __init__(self, *, has_line: bool, is_page: bool) -> None:
        self._has_line, self._is_page = has_line, is_page
        self._is_first = False
        #: Whether its transaction was opened.
        self.has_begun = False
        self._is_patient = True
        self._seats: Seats | None = None

    def line_up(self, patience: float) -> None:
        """Wait for the turn, `patience` seconds at most. A page that cannot have it raises Busy; others go on to the
        database, which decides."""
        ends, seats = time.monotonic() + patience, _seats
        self._is_patient = patience > 0
        if self._is_page and seats is not None:
            if not seats.take(patience):
                raise Busy
            self._seats = seats
        if self._has_line:
            self._is_first = _line.acquire(timeout=max(0.0, ends - time.monotonic()))
            if self._is_page and not self._is_first:
                raise Busy

    def begun(self) -> None:
        """The transaction is open. On SQLite nothing is waited for any more; elsewhere each row may have a lock."""
        self.has_begun = True
        if self._has_line:
            self._stand_up(has_had_turn=True)

    def end(self, *, is_done: bool) -> None:
        """The transaction is over (`is_done`: as it should be), or was never opened."""
        if self._is_first:
            self._is_first = False
            _line.release()
        self._stand_up(has_had_turn=is_done if self._is_patient else None)

    def _stand_up(self, *, has_had_turn: bool | None) -> None:
        if self._seats is not None:
            self._seats.leave(has_had_turn=has_had_turn)
            self._seats = None
