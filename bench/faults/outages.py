"""What families have in common in which something is away for a while, and then is back."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from bench.faults.figures import Figure
from bench.faults.judge import answers, settle, verdict
from bench.faults.phones import Phones
from bench.faults.run import Run
from bench.faults.site import Site
from bench.faults.traffic import Traffic
from tests.support.patience import until

RATE = 4.0
#: Homeowners who set out before something goes away.
SEND = 8
#: Seconds in which the site is to serve again by itself.
_RECOVERS = 30

Outage = Callable[[], AbstractContextManager[object]]


def outages(
    run: Run, site: Site, traffic: Traffic, outage: Outage, times: int, *, about: str, most_repeats: int = 0
) -> Iterator[Figure]:
    """Have the outage so many times under traffic, each until somebody heard of it; what came of everything. A phone
    writes to the site as each begins, and is answered before it ends."""
    slowest, heard_of, phones = 0.0, 0, Phones(site, site.hosts[0].address)
    with traffic.at_rate(RATE):
        for number in range(times):
            traffic.until_sent_off(len(traffic.visits) + SEND)
            before = traffic.refused
            with outage():
                phones.send(number % traffic.firms)
                until(lambda least=before: traffic.refused > least, "nobody hears of it")  # type: ignore[misc]
                phones.until_answered()
                heard_of += 1
            slowest = max(slowest, _until_served(traffic))
            run.say(f"{about}: {number + 1} of {times}")
    settle(site)
    phones.finish()
    yield Figure(run.family, f"{about}: times", heard_of, least=times, most=times)
    yield Figure(run.family, f"{about}: slowest to serve again, seconds", round(slowest, 1), most=_RECOVERS)
    yield from answers(run.family, traffic.visits, about)
    yield from phones.figures(run.family, about)
    yield from verdict(run.family, site, traffic.visits, about=about, most_repeats=most_repeats, least=times)


def _until_served(traffic: Traffic) -> float:
    """Seconds until somebody is told again that it was saved."""
    began, before = time.monotonic(), traffic.acknowledged
    until(lambda: traffic.acknowledged > before, "nobody is served again")
    return time.monotonic() - began
