"""Far more homeowners than the site can serve: saved, or told at once that it is too many.

The gateway, which soon gives up a receipt or a text that was refused, is heard all the while.
"""

from collections.abc import Iterator

from sqlalchemy import select

from bench.faults.figures import Figure
from bench.faults.judge import answers, longest, settle, texts, verdict
from bench.faults.phones import Phones
from bench.faults.run import Run
from bench.faults.site import Site
from directory.foundation.db import db
from directory.outbox.models import Message
from directory.outbox.rules import MessageState
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
                    phones.send(number % traffic.firms)
            traffic.finish()
            settle(site)
            phones.finish()
            yield from answers(run.family, traffic.visits, engine)
            yield Figure(run.family, f"{engine}: longest wait, seconds", longest(traffic.visits))
            yield from phones.figures(run.family, engine)
            yield from _receipts(run.family, engine, site)
            yield from verdict(run.family, site, traffic.visits, about=engine, least=homeowners // 2)


def _receipts(family: str, engine: str, site: Site) -> Iterator[Figure]:
    """What became of the receipts that the gateway brought."""
    sent = sum(1 for _ in texts(site))
    until(lambda: len(site.gateway.receipt_statuses) >= sent, "receipts are under way")
    until(lambda: not site.spooled(), "receipts wait", site.spooled)
    db.session.rollback()
    references = {text.reference for text in texts(site)}
    delivered = select(Message.reference).where(Message.state == MessageState.DELIVERED)
    refused = [status for status in site.gateway.receipt_statuses if status >= 300 or not status]
    yield Figure(family, f"{engine}: receipts", sent, least=1)
    yield Figure(
        family, f"{engine}: receipts lost", len(references - set(db.session.scalars(delivered))), least=0, most=0
    )
    yield Figure(family, f"{engine}: receipts refused", len(refused), least=0, most=0)
