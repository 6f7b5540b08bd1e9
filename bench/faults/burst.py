"""Far more homeowners than the site can serve: saved, or told at once that it is too many."""

from collections.abc import Iterator

from bench.faults.figures import Figure
from bench.faults.judge import answers, longest, settle, verdict
from bench.faults.run import Run

HOMEOWNERS, RATE = 1000, 60.0


def faults(run: Run) -> Iterator[Figure]:
    """On each engine its part of them, all within seconds."""
    for engine in run.engines:
        homeowners = run.count(HOMEOWNERS // len(run.engines), least=60)
        with run.site(engine, homeowners) as (site, traffic):
            site.open("host")
            site.until_ready()
            for _ in traffic.paced(range(homeowners), RATE):
                traffic.send_off()
            traffic.finish()
            settle(site)
            yield from answers(run.family, traffic.visits, engine)
            yield Figure(run.family, f"{engine}: longest wait, seconds", longest(traffic.visits))
            yield from verdict(run.family, site, traffic.visits, about=engine, least=homeowners // 2)
