"""Phones that write to the site while something is wrong with it; the gateway hands each text on once."""

import threading
from collections.abc import Iterator

from sqlalchemy import func, select

from bench.faults.figures import Figure
from bench.faults.site import Site
from directory.foundation.db import db
from directory.outbox.models import InboundText
from tests.support.homeowner import firm_phone
from tests.support.patience import until


class Phones:
    """Firms' phones, and what the gateway was told of each text."""

    def __init__(self, site: Site, address: str) -> None:
        self._site, self._address = site, address
        self.statuses: list[int] = []
        self._threads: list[threading.Thread] = []

    def send(self, firm: int) -> None:
        """One text, on its way at once."""
        self._threads.append(threading.Thread(target=self._send, args=(firm_phone(firm),), daemon=True))
        self._threads[-1].start()

    def _send(self, phone: str) -> None:
        self.statuses.append(self._site.gateway.inbound(self._address, phone, "Who is this?"))

    def until_answered(self) -> None:
        """Wait until the gateway was told something of each."""
        for thread in self._threads:
            thread.join()

    def finish(self) -> None:
        """Wait until each was answered, and the worker has read what waited for it."""
        self.until_answered()
        until(lambda: not self._site.spooled(), "what the gateway brought waits", self._site.spooled)

    def figures(self, family: str, about: str) -> Iterator[Figure]:
        """How many were lost, or refused: a gateway that is refused comes again for seconds, or not at all."""
        db.session.rollback()
        received = db.session.scalar(select(func.count(InboundText.id))) or 0
        refused = sum(not 200 <= status < 300 for status in self.statuses)
        yield Figure(family, f"{about}: texts from phones", len(self.statuses), least=1)
        yield Figure(family, f"{about}: texts from phones lost", len(self.statuses) - received, least=0, most=0)
        yield Figure(family, f"{about}: texts from phones refused", refused, least=0, most=0)
