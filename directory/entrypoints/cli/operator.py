"""`flask --app directory operator ...`: what one person does with a telephone in the other hand."""

from typing import BinaryIO

import click
from flask.cli import AppGroup

from directory.accounts import actions as accounts
from directory.accounts.actions.members import token_of
from directory.accounts.forms import read_address
from directory.accounts.queries import person_by_contact
from directory.businesses.queries import by_slug
from directory.businesses.rules import CONTACT_POINT
from directory.foundation import keys
from directory.foundation.db import db
from directory.foundation.html import absolute
from directory.foundation.unit import unit
from directory.kernel import phone as phones
from directory.kernel.bounces import MOST_BYTES
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.kernel.language import LANGUAGES, by_tag
from directory.kernel.typed import MOST_NUMBER
from directory.outbox import actions as outbox
from directory.outbox import receipts
from directory.outbox.queries import is_suppressed, list_messages
from directory.outbox.queries import message as message_of
from directory.outbox.rules import MESSAGE
from directory.reports import actions
from directory.reports.models import open_reports

operator = AppGroup(
    "operator", help="Who runs the site, listings that come down, phones that agreed to texts, reports."
)

#: A number that a row can have.
ROW_ID = click.IntRange(1, MOST_NUMBER)
#: How many messages are listed at once.
COUNT = click.IntRange(1, 10_000)
#: Contact states that a person can tell us on the phone.
_TOLD = tuple(state for state in CONTACT_POINT.states if state != "not_introduced")


@operator.command("invite")
@click.argument("email")
@click.option(
    "--language",
    type=click.Choice([choice.bcp47 for choice in LANGUAGES.values()], case_sensitive=False),
    help="Of the invitation and of their pages. Left out: the one they chose here, else zh-Hans.",
)
def invite_command(email: str, language: str | None) -> None:
    """Ask somebody to be the operator: the link goes to EMAIL and is printed; it takes a code sent there to use it."""
    try:
        kind, address = read_address(email)
    except ValueError:
        kind = ""
    if kind != "email":
        raise click.ClickException(f"{email}: not an email address, by which the operator signs in")
    if not keys.agree():
        raise click.ClickException(keys.DIFFER)
    with unit() as session:
        known = person_by_contact(session, kind, address)
        language = language or (known.language if known is not None else "zh-Hans")
        invitation = accounts.invite(session, None, "owner", kind, address, language, "operator")
        link = absolute(f"/{by_tag(language).url}/invitations/{token_of(invitation)}")
    click.echo(link)


@operator.command("remove")
@click.argument("slug")
@click.option("--how", default="asked by phone", show_default=True, help="How the request came, in a few words.")
def remove_command(slug: str, how: str) -> None:
    """Take a listing down at its own request: no import brings it back, no text goes there."""
    with unit() as session:
        business = by_slug(session, slug, with_gone=True)
        if business is None:
            raise click.ClickException(f"there is no business {slug}")
        actions.take_down(session, business, how=how)
    click.echo(f"{slug} is down")


@operator.command("introduce")
@click.argument("phone")
@click.option("--state", type=click.Choice(_TOLD), required=True, help="What they said.")
@click.option("--how", required=True, help='How that is known: "called, spoke with the owner".')
@click.option("--lift-stop", is_flag=True, help="They had said STOP, and now ask for texts themselves.")
def introduce_command(phone: str, state: str, how: str, lift_stop: bool) -> None:
    """Record what a business said about texts to its PHONE."""
    try:
        e164 = phones.parse(phone)
    except ValueError as error:
        raise click.ClickException(f"{phone}: {error}") from error
    with unit() as session:
        if state == "agreed" and is_suppressed(session, "sms", e164) and not lift_stop:
            raise click.ClickException("that phone said STOP; if they ask for texts again, add --lift-stop")
        try:
            actions.introduce(session, e164, state, how, by="operator", lift_stop=lift_stop)
        except NotFound as error:
            raise click.ClickException(f"no business has the phone {phones.display(e164)}") from error
        except Invalid as error:
            raise click.ClickException(error.text) from error
    click.echo(f"{phones.display(e164)}: {state}")


@operator.command("reports")
def reports_command() -> None:
    """Reports that nobody has settled, oldest first."""
    unsettled = open_reports(db.session())
    for report, slug in unsettled:
        click.echo(f"{report.id:>5}  {report.created_at:%Y-%m-%d}  {report.kind:<7} {report.reason or '-':<18} {slug}")
        for words in (report.text, report.contact):
            if words:
                click.echo(f"       {words}")
    click.echo(f"{len(unsettled)} open")


@operator.command("settle")
@click.argument("report_ids", type=ROW_ID, nargs=-1, required=True)
def settle_command(report_ids: tuple[int, ...]) -> None:
    """Mark reports as dealt with."""
    for report_id in report_ids:
        try:
            with unit() as session:
                actions.settle(session, report_id)
        except NotFound as error:
            raise click.ClickException(f"there is no report {report_id}") from error
        except IllegalMove as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"report {report_id} is settled")


@click.command("bounce")
@click.argument("file", type=click.File("rb"), default="-")
def bounce_command(file: BinaryIO) -> None:
    """Read a mail that came back, from FILE or standard input, and tell who is to know that ours did not arrive.

    For a mail server that pipes what comes to MAIL_RETURN_PATH. Anything else changes nothing, and is no failure: the
    mail server would send it back.
    """
    message_id = receipts.take_mail(file.read(MOST_BYTES))
    click.echo(f"message {message_id} came back" if message_id else "nothing of ours came back by this")


outbox_group = AppGroup("outbox", help="Messages by state; dead letters can be sent again.")


def _masked(address: str) -> str:
    """Enough of an address to recognize it, too little to use it."""
    return address[:2] + "…" + address[-4:]


@outbox_group.command("list")
@click.option("--state", type=click.Choice(MESSAGE.states))
@click.option("--limit", type=COUNT, default=50, show_default=True)
def list_command(state: str | None, limit: int) -> None:
    """Messages, newest first."""
    for message in list_messages(db.session(), state, limit=limit):
        about = f"{message.subject_kind} {message.subject_id}"
        what = f"{message.kind:<14} {message.channel:<5} {about:<14}"
        click.echo(f"{message.id:>6}  {message.state:<10} {what} {_masked(message.recipient)}")


@outbox_group.command("show")
@click.argument("message_id", type=ROW_ID)
@click.option("--full", is_flag=True, help="Recipient and text too (personal data).")
def show_command(message_id: int, full: bool) -> None:
    """Everything about one message."""
    message = message_of(db.session(), message_id)
    if message is None:
        raise click.ClickException(f"there is no message {message_id}")
    for name in ("kind", "channel", "state", "priority", "due_at", "attempts", "repeats", "error_kind", "error_detail"):
        click.echo(f"{name:<14} {getattr(message, name)}")
    click.echo(f"{'recipient':<14} {message.recipient if full else _masked(message.recipient)}")
    if full:
        click.echo(f"\n{message.subject_line or ''}\n{message.body or ''}")


@outbox_group.command("retry")
@click.argument("message_ids", type=ROW_ID, nargs=-1, required=True)
def retry_command(message_ids: tuple[int, ...]) -> None:
    """Send dead letters again."""
    for message_id in message_ids:
        try:
            with unit() as session:
                outbox.retry(session, message_id)
        except NotFound as error:
            raise click.ClickException(f"there is no message {message_id}") from error
        except IllegalMove as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{message_id} waits to be sent")
