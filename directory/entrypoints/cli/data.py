"""Commands for the data as a whole: `seed`, `purge`, `version`, and accepting a new secret key."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import click
from flask.cli import AppGroup

from directory.ads import actions as ads
from directory.ads.rules import read_seed
from directory.businesses.queries import all_ids
from directory.entrypoints.housekeeping import purge
from directory.foundation import keys, release
from directory.foundation.alone import alone
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.places import actions as places
from directory.search import actions as search

T = TypeVar("T")


@click.command("purge")
def purge_command() -> None:
    """Forget what need not be known any more, as a worker does every night. A second run finds nothing."""
    for name, number in purge().items():
        click.echo(f"{name:<14} {number}")


#: Businesses looked at in one transaction.
_BATCH = 500


def _batches(entries: Sequence[T]) -> Iterator[Sequence[T]]:
    """The entries in their order, in batches of `_BATCH`: each is written in one transaction."""
    return (entries[first : first + _BATCH] for first in range(0, len(entries), _BATCH))


@click.command()
def seed() -> None:
    """Load seed/. A second run adds nothing; owners' facts keep winning, removed businesses stay removed."""
    done = ads.Seeded(0, 0, 0)
    with alone(db.engine):
        with unit() as session:
            places.seed(session)
        for entries in _batches(read_seed()):
            with unit() as session:
                done += ads.seed(session, entries)
        # What documents hold grows from release to release; those that are up to date cost no write.
        for ids in _batches(all_ids(db.session())):
            with unit() as session:
                search.write(session, ids)
            db.session.remove()
    click.echo(f"{done.businesses} businesses, {done.facts} new facts, {done.removed} removed at their request")


@click.command("version")
def version_command() -> None:
    """Say which release this is, and which commit it was built from."""
    click.echo(f"lengnuan {release.version()}, build {release.build()}")


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
