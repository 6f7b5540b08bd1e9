"""`flask --app directory outbox list | show | retry`."""

import click
from flask.cli import AppGroup

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, NotFound
from directory.outbox import actions, queries
from directory.outbox.rules import MESSAGE

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
