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
    for message in queries.list_messages(db.session(), state, limit):
        about = f"{message.subject_kind} {message.subject_id}"
        what = f"{message.kind:<14} {message.channel:<5} {about:<14}"
        click.echo(f"{message.id:>6}  {message.state:<10} {what} {_masked(message.recipient)}")


@outbox_group.command("show")
@click.argument("message_id", type=int)
@click.option("--full", is_flag=True, help="Recipient and text too (personal data).")
def show_command(message_id: int, full: bool) -> None:
    """Everything about one message."""
    message = queries.message(db.session(), message_id)
    if message is None:
        raise click.ClickException(f"there is no message {message_id}")
    for name in ("kind", "channel", "state", "priority", "due_at", "attempts", "repeats", "error_kind", "error_detail"):
        click.echo(f"{name:<14} {getattr(message, name)}")
    click.echo(f"{'recipient':<14} {message.recipient if full else _masked(message.recipient)}")
    if full:
        click.echo(f"\n{message.subject_line or ''}\n{message.body or ''}")


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
