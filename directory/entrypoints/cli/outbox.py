"""`flask --app directory outbox list | show | retry`."""

import click
from flask.cli import AppGroup, with_appcontext

from directory.accounts import actions as accounts
from directory.ads import actions as ads
from directory.claims import actions as claims
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, NotFound
from directory.leads import actions as leads
from directory.onboarding import actions as joining
from directory.outbox import actions, files, queries
from directory.outbox import actions as outbox
from directory.outbox.rules import MESSAGE
from directory.places import actions as places
from directory.quotes import actions as quotes
from directory.reports import actions as moderation
from directory.search import actions as search

outbox_group = AppGroup("outbox", help="Messages by state; dead letters can be sent again.")


def _masked(address: str) -> str:
    """Enough of an address to recognize it, too little to use it."""
    return address[:2] + "…" + address[-4:]


@outbox_group.command("list")
@click.option("--state", type=click.Choice(MESSAGE.states))
@click.option("--limit", default=50, show_default=True)
def list_command(state: str | None, limit: int) -> None:
    """Messages, newest first."""
    for row in queries.list_messages(db.session(), state, limit):
        about = f"{row.subject_kind} {row.subject_id}"
        click.echo(f"{row.id:>6}  {row.state:<10} {row.kind:<14} {row.channel:<5} {about:<14} {_masked(row.recipient)}")


@outbox_group.command("show")
@click.argument("message_id", type=int)
@click.option("--full", is_flag=True, help="Recipient and text too (personal data).")
def show_command(message_id: int, full: bool) -> None:
    """Everything about one message."""
    row = queries.message(db.session(), message_id)
    if row is None:
        raise click.ClickException(f"there is no message {message_id}")
    for name in ("kind", "channel", "state", "priority", "due_at", "attempts", "repeats", "error_kind", "error_detail"):
        click.echo(f"{name:<14} {getattr(row, name)}")
    click.echo(f"{'recipient':<14} {row.recipient if full else _masked(row.recipient)}")
    if full:
        click.echo(f"\n{row.subject_line or ''}\n{row.body or ''}")


@outbox_group.command("retry")
@click.argument("message_ids", type=int, nargs=-1, required=True)
def retry_command(message_ids: tuple[int, ...]) -> None:
    """Send dead letters again."""
    for message_id in message_ids:
        try:
            with unit() as session:
                actions.retry(session, message_id)
        except (NotFound, IllegalMove) as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{message_id} waits to be sent")


@click.command("purge")
@with_appcontext
def purge_command() -> None:
    """Forget contacts after 180 days, messages after 30, consents after five years. A second run finds nothing.

    It rests on no worker: a request whose time has long been over is ended here, where nobody ended it.

    Each kind is a transaction of its own, so that a lock held by one does not stop the others.
    """
    now, counts = clock.now(), {}
    with unit() as session:
        leads.expire_unattended(session, now)
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
    # Those of messages forgotten in earlier runs and by homeowners are gone already, unless a process was killed then.
    counts["files"] = files.sweep()
    for name, number in counts.items():
        click.echo(f"{name:<14} {number}")


@click.command()
@with_appcontext
def seed() -> None:
    """Load seed/. A second run adds nothing; owners' facts keep winning, removed businesses stay removed."""
    with unit() as session:
        places.seed(session)
    with unit() as session:
        done = ads.seed(session)
    with unit() as session:
        # What documents hold grows from release to release; those that are up to date cost no write.
        search.rebuild(session)
    click.echo(f"{done.businesses} businesses, {done.facts} new facts, {done.removed} removed at their request")
