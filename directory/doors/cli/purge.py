"""`flask --app directory purge`: forget what need not be known any more."""

import click

from directory.accounts import actions as accounts
from directory.claims import actions as claims
from directory.foundation import limits
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.leads import actions as leads
from directory.manage.actions import joining
from directory.moderation import actions as moderation
from directory.outbox import actions as outbox
from directory.quotes import actions as quotes


@click.command("purge")
def purge_command() -> None:
    """Forget contacts after 180 days, messages after 30, consents after five years. A second run finds nothing.

    Each kind is a transaction of its own, so that a lock held by one does not stop the others.
    """
    now, counts = clock.now(), {}
    with unit() as session:
        # Conversations first: leads marks the request as erased, and what stands on it must not be left behind.
        counts["conversations"] = quotes.purge(session, now)
        counts |= leads.purge(session, now)
    with unit() as session:
        counts |= outbox.purge(session, now)
    with unit() as session:
        counts["reports"] = moderation.purge(session, now)
    with unit() as session:
        counts["drafts"] = joining.purge(session, now)
    with unit() as session:
        # Claims let go of codes that ran out, so that accounts can forget them.
        claims.purge(session, now)
        counts |= accounts.purge(session, now)
    counts["limits"] = limits.purge()
    for name, number in counts.items():
        click.echo(f"{name:<14} {number}")
