"""SIGKILL at named points: of the transaction and the answer in a web server, of a delivery in a worker."""

from collections.abc import Iterator

from bench.faults.figures import Figure
from bench.faults.judge import settle, verdict
from bench.faults.process import WEB_POINTS, WORKER_POINTS
from bench.faults.run import Run
from bench.faults.site import Host
from bench.faults.traffic import Traffic

#: Times that somebody dies at each point, on all engines together.
ROUNDS, RATE = 20, 6.0
#: Homeowners under way, so that somebody comes to every point; more would only cost time.
_MOST = 8


def faults(run: Run) -> Iterator[Figure]:
    """On each engine its part of the rounds."""
    for engine in run.engines:
        rounds = run.count(ROUNDS // len(run.engines))
        with run.site(engine, 3000) as (site, traffic):
            host = site.open("host")
            site.until_ready()
            with traffic.at_rate(RATE, most_at_once=_MOST):
                for number in range(rounds):
                    for points in zip(WEB_POINTS, WORKER_POINTS, strict=True):
                        _die_at(host, traffic, *points)
                    run.say(f"{engine}: round {number + 1} of {rounds}")
            settle(site)
            deaths = host.controls.fired() + host.worker_controls.fired()
            for point in (*WEB_POINTS, *WORKER_POINTS):
                yield Figure(run.family, f"{engine}: deaths at {point}", deaths.count(point), least=rounds, most=rounds)
            yield from verdict(run.family, site, traffic.visits, about=engine, most_repeats=1, least=rounds)


def _die_at(host: Host, traffic: Traffic, web_point: str, worker_point: str) -> None:
    """Have one of each die there, and wait until both did, as long as anybody is answered."""
    host.controls.arm(web_point)
    host.worker_controls.arm(worker_point)
    host.controls.until_fired(traffic.progress)
    host.worker_controls.until_fired(traffic.progress)
