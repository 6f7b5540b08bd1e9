"""One form sent several times at once: pressed twice, sent again by the browser, from two tabs, with other words."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.faults.figures import Figure
from bench.faults.judge import settle, verdict
from bench.faults.run import Run
from bench.faults.traffic import PATH, Visit
from directory.leads.rules import LEAST_SECONDS
from tests.support.homeowner import Answer, Visitor, fill_in

FORMS = 1000
#: How often a form is sent, drawn from these.
_COPIES = (2, 2, 2, 2, 3, 3, 4, 5, 10)
#: Forms that are open at once.
_OPEN = 20


def faults(run: Run) -> Iterator[Figure]:
    """On each engine its part of the forms."""
    for engine in run.engines:
        batches = -(-run.count(FORMS // len(run.engines)) // _OPEN)
        forms = batches * _OPEN
        with run.site(engine, forms) as (site, traffic):
            host = site.open("host")
            site.until_ready()
            conflicts, chance = 0, random.Random(forms)
            with ThreadPoolExecutor(2 * _OPEN) as hands:
                for first in range(0, forms, _OPEN):
                    visits = [Visit(number, number % traffic.firms) for number in range(first, first + _OPEN)]
                    visitors = [Visitor([host.address]) for _ in visits]
                    opened = list(
                        hands.map(fill_in, visitors, *zip(*((v.number, v.firm) for v in visits), strict=True))
                    )
                    time.sleep(LEAST_SECONDS + 0.1)
                    pressed = [
                        [hands.submit(visitor.ask, PATH, form) for _ in range(chance.choice(_COPIES))]
                        for visitor, form in zip(visitors, opened, strict=True)
                    ]
                    for visit, answers in zip(visits, pressed, strict=True):
                        _hear(visit, [answer.result() for answer in answers])
                    other = [(name, "other words" if name == "name" else value) for name, value in opened[0]]
                    conflicts += visitors[0].ask(PATH, other).status == 409
                    traffic.visits += visits
                    run.say(f"{engine}: {len(traffic.visits)} of {forms} forms")
            settle(site)
            sendings = sum(len(visit.answers) for visit in traffic.visits)
            yield Figure(run.family, f"{engine}: sendings", sendings)
            strayed = sum(visit.strayed for visit in traffic.visits)
            yield Figure(run.family, f"{engine}: copies led elsewhere", strayed, least=0, most=0)
            yield Figure(run.family, f"{engine}: other words refused (409)", conflicts, least=batches, most=batches)
            yield from verdict(run.family, site, traffic.visits, about=engine, least=len(traffic.visits))


def _hear(visit: Visit, answers: list[Answer]) -> None:
    visit.answers += [answer.status for answer in answers]
    addresses = {answer.location for answer in answers}
    visit.address, visit.strayed = min(addresses), len(addresses) > 1
