"""`flask --app directory seed | purge | key accept`: what the site begins with, what it forgets, whose key it takes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.ads import actions as ads
from directory.ads.rules import read_seed
from directory.businesses.queries import all_ids
from directory.claims import actions as claims
from directory.foundation import keys, limits
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.leads import actions as leads
from directory.onboarding import actions as onboarding
from directory.outbox import actions as outbox
from directory.places import actions as places
from directory.quotes import actions as quotes
from directory.reports import actions as reports
from directory.search import actions as search
from directory.visits import actions as visits
from directory.warranties import actions as warranties

T = TypeVar("T")


@click.command("purge")
def purge_command() -> None:
    """Forget contacts after 180 days, messages after 30, consents after five years. A second run finds nothing.

    It rests on no worker: a request whose time has long been over is ended here, where nobody ended it.

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
    counts |= _in_batches(lambda session: {"cards": warranties.purge(session, now)})
    with unit() as session:
        # Claims let go of codes that ran out, so that accounts can forget them.
        claims.purge(session, now)
        counts |= accounts.purge(session, now)
    counts["limits"] = limits.purge()
    # Those of messages forgotten in earlier runs and by homeowners are gone already, unless a process was killed then.
    counts["files"] = outbox.sweep_files()
    for name, number in counts.items():
        click.echo(f"{name:<14} {number}")


#: Businesses looked at in one transaction.
_BATCH = 500


def _batches(entries: Sequence[T]) -> Iterator[Sequence[T]]:
    """The same in order, in parts that one transaction takes."""
    return (entries[first : first + _BATCH] for first in range(0, len(entries), _BATCH))


def _in_batches(purge: Callable[[Session], Mapping[str, int]]) -> dict[str, int]:
    """Run it in transactions of its own until there was nothing to do; how many of each in all."""
    counts: dict[str, int] = {}
    while True:
        with unit() as session:
            done = purge(session)
        counts = {name: counts.get(name, 0) + number for name, number in done.items()}
        if not any(done.values()):
            return counts


@click.command()
def seed() -> None:
    """Load seed/. A second run adds nothing; owners' facts keep winning, removed businesses stay removed."""
    with unit() as session:
        places.seed(session)
    done = ads.Seeded(0, 0, 0)
    for entries in _batches(read_seed()):
        with unit() as session:
            done += ads.seed(session, entries)
    # What documents hold grows from release to release; those that are up to date cost no write.
    for ids in _batches(all_ids(db.session())):
        with unit() as session:
            search.write(session, ids)
        db.session.remove()
    click.echo(f"{done.businesses} businesses, {done.facts} new facts, {done.removed} removed at their request")


key_group = AppGroup("key", help="The secret key that links are made with.")

_ENDS = (
    "Every link sent so far, to homeowners and to businesses, stops opening, and codes that wait to be typed are void. "
    "That cannot be undone but by going back to the old key."
)


@key_group.command("accept")
@click.option("--yes", is_flag=True, help="Do not ask.")
def accept_command(yes: bool) -> None:
    """Take the key of this command's settings for the database's, after it was changed on purpose."""
    if keys.agree():
        click.echo("This is the key that the database knows: nothing to change.")
        return
    if not yes:
        click.confirm(f"{_ENDS} Go on?", abort=True)
    keys.accept()
    click.echo(f"Accepted. {_ENDS} Start web and worker again with this key.")
