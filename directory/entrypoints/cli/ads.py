"""`flask --app directory ads parse FILE`: printed ads read in a terminal. Loads no database."""

import json
from typing import BinaryIO

import click

from directory.ads.rules import Unreadable, decode, parse
from directory.ads.rules.parsed_ad import PageListing
from directory.ads.rules.submission_text import LARGEST_FILE


@click.command("parse")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="One JSON object: listings and rejected.")
def parse_command(file: BinaryIO, as_json: bool) -> None:
    """Show the facts of every ad in FILE (- reads standard input). Writes nothing and needs no database."""
    try:
        page = parse(decode(file.read(LARGEST_FILE + 1)))
    except Unreadable as error:
        raise click.ClickException(f"{getattr(file, 'name', 'input')}: {error}") from None
    if as_json:
        click.echo(json.dumps(page.as_json(), ensure_ascii=False, indent=1))
        return
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
