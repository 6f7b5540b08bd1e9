"""SIGKILL to web servers and workers at moments nobody chose, while homeowners send."""

import random
import time
from collections.abc import Callable, Iterator

from bench.faults.figures import Figure
from bench.faults.judge import settle, verdict
from bench.faults.run import Run
from bench.faults.site import Host
from tests.support.patience import until

KILLS, RATE = 200, 6.0
#: Homeowners under way; where a slow machine has more of them, more would only stand in line.
_MOST = 30
#: Of so many kills of a web server one takes all of it, not only the process that answers.
_WHOLE = 10
#: Seconds that a process goes on once it has done something since it was started: one that still starts is not worth
#: a kill.
_PAUSE = (0.0, 0.5)


def faults(run: Run) -> Iterator[Figure]:
    """On each engine its part of the kills; PostgreSQL serves two of each process."""
    for engine in run.engines:
        kills, processes = run.count(KILLS // len(run.engines), least=4), 1 if engine == "sqlite" else 2
        with run.site(engine, 5000) as (site, traffic):
            host = site.open("host", workers=processes, WEB_WORKERS=str(processes))
            site.until_ready()
            with traffic.at_rate(RATE, most_at_once=_MOST):
                _kill(run, host, kills, (lambda: traffic.answered, lambda: len(site.gateway.requests)))
            run.say(f"{engine}: {traffic.acknowledged} acknowledged, settling")
            settle(site)
            yield Figure(run.family, f"{engine}: kills", kills)
            yield from verdict(run.family, site, traffic.visits, about=engine, most_repeats=1, least=kills)


def _until_more(done: Callable[[], int], before: int) -> None:
    until(lambda: done() > before, "nothing is done any more")


def _kill(run: Run, host: Host, kills: int, done: tuple[Callable[[], int], Callable[[], int]]) -> None:
    """So many, of web servers and workers in turn. `done`: how much the first and how much the second have done."""
    chance, before = random.Random(kills), [0, 0]
    for number in range(kills):
        which = number % 2
        _until_more(done[which], before[which])
        time.sleep(chance.uniform(*_PAUSE))
        before[which] = done[which]()
        if which:
            until(chance.choice(host.workers).kill, "no worker comes back")
        elif number % _WHOLE:
            until(lambda: host.web.kill_child(chance.randrange(9)), "no web process comes back")
        else:
            host.web.kill_all()
        if number % 10 == 9:
            run.say(f"{number + 1} of {kills} killed")
