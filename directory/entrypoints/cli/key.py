"""`flask --app directory key accept`."""

import click
from flask.cli import AppGroup

from directory.foundation import keys

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
