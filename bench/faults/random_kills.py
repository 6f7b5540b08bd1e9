"""SIGKILL to web servers and workers at moments nobody chose, while homeowners send."""

import random
import time
from collections.abc import Iterator

from bench.faults.figures import Figure
from bench.faults.judge import settle, verdict
from bench.faults.run import Run
from bench.faults.site import Host
from tests.support.patience import until

KILLS, RATE = 200, 6.0
#: Of so many kills of a web server one takes all of it, not only the process that answers.
_WHOLE = 10
#: Seconds between two kills.
_PAUSE = (0.3, 1.6)


def faults(run: Run) -> Iterator[Figure]:
    """On each engine its part of the kills; PostgreSQL serves two of each process."""
    for engine in run.engines:
        kills, processes = run.count(KILLS // len(run.engines), least=4), 1 if engine == "sqlite" else 2
        with run.site(engine, 5000) as (site, traffic):
            host = site.open("host", workers=processes, WEB_WORKERS=str(processes))
            site.until_ready()
            with traffic.at_rate(RATE):
                _kill(run, host, kills)
            run.say(f"{engine}: {traffic.acknowledged} acknowledged, settling")
            settle(site)
            yield Figure(run.family, f"{engine}: kills", kills)
            yield from verdict(run.family, site, traffic.visits, about=engine, most_repeats=1, least=kills)


def _kill(run: Run, host: Host, kills: int) -> None:
    chance = random.Random(kills)
    for number in range(kills):
        time.sleep(chance.uniform(*_PAUSE))
        if number % 2:
            until(chance.choice(host.workers).kill, "no worker comes back")
        elif number % _WHOLE:
            until(lambda: host.web.kill_child(chance.randrange(9)), "no web process comes back")
        else:
            host.web.kill_all()
        if number % 10 == 9:
            run.say(f"{number + 1} of {kills} killed")
