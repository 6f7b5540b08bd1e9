"""What a process counts for Prometheus. Labels are words of ours (routes, states, known codes), never what was sent.

Several web processes count into files of one folder (directory/server.py), and whichever is asked adds them up.
"""

from collections.abc import Collection
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, generate_latest, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

#: Counters that belong to no application.
registry = CollectorRegistry()
REFUSED = Counter("lengnuan_refused", "Requests turned away because too many waited.", registry=registry)
#: What the text gateway's addresses refuse with, before the site is asked. Each is counted from 0 on, so that a first
#: one is more than none.
HOOK_REFUSALS = ("400", "403", "408", "413", "431", "503")
HOOKS_REFUSED = Counter(
    "lengnuan_hooks_refused",
    "Requests to the text gateway's addresses that were refused before the site was asked, by status.",
    ("status",),
    registry=registry,
)
for _status in HOOK_REFUSALS:
    HOOKS_REFUSED.labels(_status)
SPOOLED = Counter(
    "lengnuan_hooks_spooled",
    "Requests of the text gateway that were written down for the worker: the database was busy or away.",
    registry=registry,
)
SENDS = Counter(
    "lengnuan_sends",
    "What came of each try to send a message, by the gateway's code where it gave one that we know.",
    ("channel", "outcome", "code"),
    registry=registry,
)
RUN_OUT = Counter("lengnuan_clocks", "Timed checks that found nobody had acted in time.", ("kind",), registry=registry)


@dataclass(frozen=True)
class _Read(Collector):
    """Gauges as they were read when asked: no values of a process, whose folder would go on telling them."""

    families: Collection[Metric]

    def collect(self) -> Collection[Metric]:
        """What the text format is written from."""
        return self.families


def rendered(*own: CollectorRegistry, gauges: Collection[Metric] = ()) -> bytes:
    """Everything in Prometheus' text format: what this process counted, or all of them where they share a folder.

    `own`: registries whose counters are in the folder too; `gauges`: what was read when asked.
    """
    if values.ValueClass is values.MutexValue:
        return b"".join(generate_latest(one) for one in (registry, *own, _Read(gauges)))
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together) + generate_latest(_Read(gauges))
