"""Homeowners who open the form, fill it in and send it, at their own pace whatever the site does (open loop)."""

import math
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from directory.leads.rules import LEAST_SECONDS
from tests.support.homeowner import BROKEN, Visitor, filled, form_path
from tests.support.patience import SECONDS, until

PATH = "/en/request-a-quote"
#: The status that leads to the saved request.
SAVED = 303
#: That of a form that comes back, everything kept, to be sent again.
CORRECT = 400
#: Requests that one firm gets: one phone gets no more than ten texts an hour.
PER_FIRM = 5
#: Seconds until whoever heard nothing, or not now, presses again.
_MOMENT = 0.3
#: A homeowner in so many sends once and never looks again.
_GIVES_UP = 10


_Item = TypeVar("_Item")


@dataclass
class Visit:
    """What one homeowner did and heard: the history that the judge reads."""

    number: int
    firm: int
    #: The address of the saved request; empty: nothing was ever acknowledged.
    address: str = ""
    #: What each sending came to: a status, or 0 where the line broke and nobody knows.
    answers: list[int] = field(default_factory=list)
    #: Acknowledged again under another address.
    strayed: bool = False
    #: Seconds that the longest answer took.
    longest: float = 0.0
    is_over: bool = False


class Traffic:
    """Homeowners on their way to a site. `doors` may change while they are."""

    def __init__(self, doors: Callable[[], list[str]], firms: int) -> None:
        self._doors, self.firms, self._host = doors, firms, ""
        self._random = random.Random(firms)
        self.visits: list[Visit] = []
        self._threads: list[threading.Thread] = []
        self.is_over = threading.Event()

    def go_by(self, doors: list[str], host: str = "") -> None:
        """From now on homeowners come by these doors, to the site of that name."""
        self._doors, self._host = (lambda: doors), host

    def send_off(self, *, mail: str = "", firm: int | None = None) -> Visit:
        """One more homeowner, in a thread of their own."""
        number = len(self.visits)
        visit = Visit(number, number % self.firms if firm is None else firm)
        self.visits.append(visit)
        gives_up = self._random.randrange(_GIVES_UP) == 0
        thread = threading.Thread(target=self._visit, args=(visit, gives_up, mail), daemon=True)
        self._threads.append(thread)
        thread.start()
        return visit

    def _visit(self, visit: Visit, gives_up: bool, mail: str) -> None:
        try:
            visitor = Visitor(self._doors(), self._host)
            more = {"email": mail} if mail else {}
            page = visitor.ask(form_path(visit.firm)).page
            time.sleep(LEAST_SECONDS + 0.1)
            ends = time.monotonic() + SECONDS
            while not visit.address and time.monotonic() < ends:
                page = self._press(visit, visitor, filled(page, visit.number, visit.firm, **more)) or page
                if gives_up:
                    return
                if not visit.address:
                    time.sleep(LEAST_SECONDS + 0.1 if visit.answers[-1] == CORRECT else _MOMENT)
        except AssertionError:
            visit.answers.append(-1)
        finally:
            visit.is_over = True

    def _press(self, visit: Visit, visitor: Visitor, form: list[tuple[str, str]]) -> str:
        """Send it once; the same form again where it came back with something to correct."""
        began, page = time.monotonic(), ""
        try:
            answer = visitor.once(PATH, form)
        except BROKEN:
            visit.answers.append(0)
        else:
            visit.answers.append(answer.status)
            page = answer.page if answer.status == CORRECT else ""
            if answer.status == SAVED and "/requests/" in answer.location:
                visit.strayed = visit.address not in ("", answer.location)
                visit.address = answer.location
        visit.longest = max(visit.longest, time.monotonic() - began)
        return page

    @property
    def acknowledged(self) -> int:
        """Homeowners who were told that it was saved."""
        return sum(bool(visit.address) for visit in self.visits)

    @property
    def refused(self) -> int:
        """How often anything but a yes was heard."""
        return sum(answer != SAVED for visit in self.visits for answer in tuple(visit.answers))

    @property
    def answered(self) -> int:
        """How often the site said anything to who sent a form."""
        return sum(answer > 0 for visit in self.visits for answer in tuple(visit.answers))

    def until_sent_off(self, most: int) -> None:
        """Wait until so many have set out, for as long as anything comes of those who did."""
        until(lambda: len(self.visits) >= most, "nobody sets out", self.progress)

    @property
    def under_way(self) -> int:
        """Homeowners who are not done yet."""
        return sum(not visit.is_over for visit in self.visits)

    def progress(self) -> object:
        """What changes as long as homeowners are answered."""
        return len(self.visits), sum(len(visit.answers) for visit in self.visits), self.under_way

    def finish(self) -> None:
        """Wait for all that are on their way."""
        for thread in self._threads:
            thread.join()

    def paced(self, items: Iterable[_Item], rate: float) -> Iterator[_Item]:
        """These, so many a second, whatever becomes of them."""
        due = time.monotonic()
        for item in items:
            time.sleep(max(0.0, due - time.monotonic()))
            yield item
            due += 1 / rate

    @contextmanager
    def at_rate(self, rate: float, most_at_once: float = math.inf) -> Iterator[None]:
        """So many homeowners a second set out while the block runs; then wait for the last of them.

        `most_at_once`: none sets out while so many are under way, for what is asked of a site that is not crowded.
        """
        is_over = threading.Event()

        def go() -> None:
            for _ in self.paced(count(), rate):
                if is_over.is_set():
                    return
                if self.under_way < most_at_once:
                    self.send_off()

        starter = threading.Thread(target=go, daemon=True)
        starter.start()
        try:
            yield
        finally:
            is_over.set()
            starter.join()
            self.finish()
