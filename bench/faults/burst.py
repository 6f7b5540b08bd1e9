"""Far more homeowners than the site can serve: saved, or told at once that it is too many.

The gateway, which soon gives up a receipt or a text that was refused, is heard all the while.
"""

import threading
from collections.abc import Iterator

from sqlalchemy import func, select

from bench.faults.figures import Figure
from bench.faults.judge import answers, longest, settle, texts, verdict
from bench.faults.run import Run
from bench.faults.site import Site
from directory.foundation.db import db
from directory.outbox.models import InboundText, Message
from directory.outbox.rules import MessageState
from tests.support.homeowner import firm_phone
from tests.support.patience import until

HOMEOWNERS, RATE = 1000, 60.0
#: One phone of so many homeowners' firms sends a text meanwhile.
_ONE_IN = 5


def faults(run: Run) -> Iterator[Figure]:
    """On each engine its part of them, all within seconds."""
    for engine in run.engines:
        homeowners = run.count(HOMEOWNERS // len(run.engines), least=60)
        with run.site(engine, homeowners) as (site, traffic):
            site.gateway.mode = "delivered"
            host = site.open("host")
            site.until_ready()
            phones = Phones(site, host.address)
            for number in traffic.paced(range(homeowners), RATE):
                traffic.send_off()
                if number % _ONE_IN == 0:
                    phones.send(firm_phone(number % traffic.firms))
            traffic.finish()
            phones.finish()
            settle(site)
            yield from answers(run.family, traffic.visits, engine)
            yield Figure(run.family, f"{engine}: longest wait, seconds", longest(traffic.visits))
            yield from _heard(run.family, engine, site, phones)
            yield from verdict(run.family, site, traffic.visits, about=engine, least=homeowners // 2)


class Phones:
    """Phones that write to the site while it is crowded; the gateway hands each text on once."""

    def __init__(self, site: Site, address: str) -> None:
        self._site, self._address = site, address
        self.statuses: list[int] = []
        self._threads: list[threading.Thread] = []

    def send(self, phone: str) -> None:
        """One text, on its way at once."""
        self._threads.append(threading.Thread(target=self._send, args=(phone,), daemon=True))
        self._threads[-1].start()

    def _send(self, phone: str) -> None:
        self.statuses.append(self._site.gateway.inbound(self._address, phone, "Who is this?"))

    def finish(self) -> None:
        """Wait until each was answered."""
        for thread in self._threads:
            thread.join()


def _heard(family: str, engine: str, site: Site, phones: Phones) -> Iterator[Figure]:
    """What became of what the gateway brought."""
    sent = sum(1 for _ in texts(site))
    until(lambda: len(site.gateway.receipt_statuses) >= sent, "receipts are under way")
    db.session.rollback()
    came_in = db.session.scalar(select(func.count(InboundText.id))) or 0
    references = {text.reference for text in texts(site)}
    delivered = select(Message.reference).where(Message.state == MessageState.DELIVERED)
    refused = [status for status in (*site.gateway.receipt_statuses, *phones.statuses) if status >= 300 or not status]
    yield Figure(family, f"{engine}: texts from phones", len(phones.statuses), least=1)
    yield Figure(family, f"{engine}: texts from phones lost", len(phones.statuses) - came_in, least=0, most=0)
    yield Figure(family, f"{engine}: receipts", sent, least=1)
    yield Figure(
        family, f"{engine}: receipts lost", len(references - set(db.session.scalars(delivered))), least=0, most=0
    )
    yield Figure(family, f"{engine}: the gateway was refused", len(refused), least=0, most=0)
