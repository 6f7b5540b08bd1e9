"""`flask --app directory ads parse FILES`: printed ads read in a terminal. Loads no database."""

import json
from collections.abc import Sequence
from typing import BinaryIO

import click

from directory.ads.rules import Unreadable, decode, parse
from directory.ads.rules.parsed_ad import PageListing, ParsedPage
from directory.ads.rules.submission_text import LARGEST_FILE


@click.command("parse")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Listings and rejected as JSON; of several files one line each.")
def parse_command(files: Sequence[BinaryIO], as_json: bool) -> None:
    """Show the facts of every ad in FILES (- reads standard input). Writes nothing and needs no database.

    A file that is no text is named on standard error; the others are read, and the exit code is 1.
    """
    unreadable = False
    for file in files:
        try:
            page = parse(decode(file.read(LARGEST_FILE + 1)))
        except Unreadable as error:
            click.echo(f"Error: {file.name}: {error}", err=True)
            unreadable = True
            continue
        if not as_json:
            _show(page, file.name if len(files) > 1 else None)
        elif len(files) == 1:
            click.echo(json.dumps(page.as_json(), ensure_ascii=False, indent=1))
        else:
            click.echo(json.dumps({"file": file.name, **page.as_json()}, ensure_ascii=False))
    if unreadable:
        raise click.exceptions.Exit(1)


def _show(page: ParsedPage, name: str | None) -> None:
    """Print what a text states; `name` heads it where there are several."""
    if name:
        click.echo(f"{name}:")
    for listing in page.listings:
        click.echo("\n".join(_lines(listing)) + "\n")
    for refusal in page.rejected:
        click.echo(f"rejected: {refusal.reason}: {' / '.join(refusal.evidence)}")
    click.echo(f"{len(page.listings)} listings, {len(page.rejected)} rejected")


def _lines(listing: PageListing) -> list[str]:
    """What one ad states, each field with the words that say it."""
    names = listing.names
    lines = [" · ".join(name for name in (names.zh, names.en) if name) or "(no name)"]
    for field, words in listing.evidence.items():
        value = getattr(listing, field, None)
        if field != "names" and value is not None:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            lines.append(f"  {field}: {shown}  <- {' / '.join(words)}")
    return lines
