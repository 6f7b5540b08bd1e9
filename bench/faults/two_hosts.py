"""Two hosts on one PostgreSQL, each with a web server and a worker; one is cut off from everything, and comes back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url

from bench.faults.cable import Island, island
from bench.faults.figures import Figure, not_tried
from bench.faults.judge import answers, settle, verdict
from bench.faults.outages import RATE, SEND
from bench.faults.run import Run
from tests.support.patience import until

TIMES = 5


def faults(run: Run) -> Iterator[Figure]:
    """The second host is in a network namespace. Homeowners still reach its web server: what that needs is gone."""
    with island() as second:
        if "postgresql" not in run.engines:
            yield Figure(run.family, "PostgreSQL was left out", 0)
        elif second is None:
            yield not_tried(run.family, "there are no network namespaces on this machine")
        else:
            yield from _cut_off(run, second)


def _cut_off(run: Run, second: Island) -> Iterator[Figure]:
    times = run.count(TIMES)
    with run.site("postgresql", 16 * SEND * times) as (site, traffic):
        site.open("first")
        url = make_url(site.database_url)
        database = second.cable(lambda: _unix(f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"))
        gateway = site.gateway.url.rpartition(":")[2]
        host = site.open(
            "second",
            prefix=second.prefix,
            DATABASE_URL=url.set(host="127.0.0.1", port=database, query={}).render_as_string(hide_password=False),
            SMS_URL=f"http://127.0.0.1:{second.cable(lambda: socket.create_connection(('127.0.0.1', int(gateway))))}",
        )
        site.until_ready()
        with traffic.at_rate(RATE):
            for number in range(times):
                traffic.until_sent_off(len(traffic.visits) + SEND)
                with _cut(second):
                    before = traffic.acknowledged
                    until(lambda least=before + SEND: traffic.acknowledged >= least, "the first host serves nobody")  # type: ignore[misc]
                until(host.is_ready, "the second host does not come back")
                run.say(f"{number + 1} of {times} times cut off")
        settle(site)
        yield Figure(run.family, "times cut off (network namespace)", times)
        yield from answers(run.family, traffic.visits)
        yield from verdict(run.family, site, traffic.visits, most_repeats=1, least=times * SEND)


@contextmanager
def _cut(second: Island) -> Iterator[None]:
    second.set_network("down")
    try:
        yield
    finally:
        second.set_network("up")


def _unix(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.connect(path)
    return line
