"""The clock of a web server, or of a worker, is set back or ahead while homeowners send; summer time begins."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bench.faults.figures import Figure
from bench.faults.judge import PROMISED, answers, settle, verdict
from bench.faults.run import Run
from bench.faults.site import Host, Site
from bench.faults.traffic import Traffic
from directory.foundation.db import db
from directory.kernel import clock
from directory.outbox.models import Message
from directory.outbox.rules import MessageState
from tests.support.patience import until

HOMEOWNERS, RATE = 25, 5.0
_HOUR, _DAY = 3600.0, 86400.0
#: By how many seconds the clocks of the web server and of the worker are wrong.
_JUMPS = {
    "web an hour back": (-_HOUR, 0.0),
    "worker an hour back": (0.0, -_HOUR),
    "web two days ahead": (2 * _DAY, 0.0),
    "worker two days ahead": (0.0, 2 * _DAY),
}
#: When Washington's clocks are set on by an hour. They are set back after half a year, when requests are forgotten.
_CHANGES = (datetime(2027, 3, 14, 7, tzinfo=UTC),)


def faults(run: Run) -> Iterator[Figure]:
    """On each engine all jumps, one after the other, with forms that were opened before each and sent after it."""
    for engine in run.engines:
        send = run.count(HOMEOWNERS, least=4)
        with run.site(engine, 4 * send * (len(_JUMPS) + len(_CHANGES))) as (site, traffic):
            host = site.open("host")
            site.until_ready()
            for name, offsets in _JUMPS.items():
                with traffic.at_rate(RATE):
                    for web, worker in ((0.0, 0.0), offsets, (0.0, 0.0)):
                        _set(site, host, web, worker)
                        traffic.until_sent_off(len(traffic.visits) + send)
                # The worker looks once a minute for what was written while a clock ran ahead.
                with suppress(TimeoutError):
                    until(lambda: not _left(site), "messages are left for later")
                yield Figure(run.family, f"{engine}, {name}: left for later", _left(site), least=0, most=0)
                run.say(f"{engine}: {name}")
            for moment in _CHANGES:
                _cross(site, traffic, moment, send)
            settle(site)
            yield Figure(run.family, f"{engine}: jumps", len(_JUMPS) + len(_CHANGES))
            yield from answers(run.family, traffic.visits, engine)
            yield from verdict(run.family, site, traffic.visits, about=engine, least=send)


def _set(site: Site, host: Host, web: float, worker: float) -> None:
    host.controls.set_clocks(site.world, web)
    host.worker_controls.set_clocks(site.world, worker)


def _left(site: Site) -> int:
    """Messages that would wait for more than an hour though all clocks are right again."""
    late = clock.now() + timedelta(seconds=site.world, hours=1)
    db.session.rollback()
    query = select(func.count(Message.id)).where(Message.state == MessageState.WAITING, Message.due_at > late)
    return db.session.scalar(query.where(Message.kind.in_(PROMISED))) or 0


def _cross(site: Site, traffic: Traffic, moment: datetime, send: int) -> None:
    """Homeowners before and after that moment, some with a form from before it."""
    site.pass_time((moment - timedelta(seconds=10) - clock.now()).total_seconds() - site.world)
    with traffic.at_rate(RATE):
        traffic.until_sent_off(len(traffic.visits) + send)
        site.pass_time(20)
        traffic.until_sent_off(len(traffic.visits) + send)
