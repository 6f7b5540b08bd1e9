"""What the site forgets every night, by whichever worker comes to it, or by `flask --app directory purge`."""

from collections.abc import Callable, Mapping
from datetime import time
from functools import partial

from sqlalchemy.orm import Session

from directory import arrivals
from directory.accounts import actions as accounts
from directory.claims import actions as claims
from directory.foundation import limits, spool
from directory.foundation.logs import log
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.leads import actions as leads
from directory.onboarding import actions as onboarding
from directory.outbox import actions as outbox
from directory.outbox.files import sweep_files
from directory.outbox.registry import MessageKind, Subject
from directory.outbox.rules import KEPT
from directory.quotes import actions as quotes
from directory.reports import actions as reports
from directory.visits import actions as visits
from directory.warranties import actions as warranties


def purge() -> dict[str, int]:
    """Forget contacts after 180 days, messages after 30, consents after five years; how many of each.

    A second run finds nothing. It rests on no other work: a request whose time has long been over is ended here, where
    nobody ended it.

    Each kind is a transaction of its own, so that a lock held by one does not stop the others, and a long list is many
    short ones: whoever writes meanwhile waits for one batch.
    """
    now = clock.now()
    counts: dict[str, int] = {}
    # Conversations first: leads marks the request as erased, and what stands on it must not be left behind.
    _in_batches(lambda session: {"": quotes.expire_unattended(session, now)})
    counts |= _in_batches(lambda session: {"visits": visits.purge(session, now)})
    counts |= _in_batches(lambda session: {"conversations": quotes.purge(session, now)})
    for purge in (leads.purge, outbox.purge):
        counts |= _in_batches(partial(purge, now=now))
    counts |= _in_batches(lambda session: {"reports": reports.purge(session, now)})
    counts |= _in_batches(lambda session: {"drafts": onboarding.purge(session, now)})
    counts |= _in_batches(lambda session: {"arrivals": arrivals.purge(session, now)})
    counts |= _in_batches(lambda session: {"cards": warranties.purge(session, now)})
    with unit() as session:
        # Claims let go of codes that ran out, so that accounts can forget them.
        claims.purge(session, now)
        counts |= accounts.purge(session, now)
    counts["limits"] = limits.purge()
    # Those of messages forgotten in earlier runs and by homeowners are gone already, unless a process was killed then.
    counts["files"] = sweep_files()
    counts["spool"] = spool.forget_unreadable(now - KEPT)
    return counts


def _in_batches(purge: Callable[[Session], Mapping[str, int]]) -> dict[str, int]:
    """Run it in transactions of its own until there was nothing to do; how many of each in all."""
    counts: dict[str, int] = {}
    while True:
        with unit() as session:
            done = purge(session)
        counts = {name: counts.get(name, 0) + number for name, number in done.items()}
        if not any(done.values()):
            return counts


def _purge(subject: Subject) -> None:
    log.info("forgot", **purge())


KINDS: dict[str, MessageKind] = {}
#: With no transaction open around it: it has many of its own, and may be done twice.
ERRANDS = {"purge": _purge}
DAILY = {"purge": time(3, 20)}
