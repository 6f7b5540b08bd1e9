"""`flask --app directory ads parse FILES`: printed ads, texts or pictures, read in a terminal. Loads no database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO

import click

from directory.ads.rules import Unreadable, decode, parse
from directory.ads.rules.parsed_ad import PageListing, Rejection
from directory.ads.rules.scanned import ScannedPage, as_json, read_page
from directory.ads.rules.submission_text import LARGEST_FILE
from directory.kernel.files import unnamed
from directory.scans.rules.flaws import MOST_BYTES, ScanFlaw
from directory.scans.scanner import is_picture, scan


@dataclass(frozen=True)
class _Shown:
    """What is printed of a file."""

    listings: Sequence[tuple[PageListing, Sequence[str]]]
    rejected: Sequence[Rejection]
    document: Mapping[str, object]


@click.command("parse")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True)
@click.option("--json", "is_json", is_flag=True, help="Listings and rejected as JSON; of several files one line each.")
def parse_command(files: Sequence[BinaryIO], is_json: bool) -> None:
    """Show the facts of every ad in FILES, texts or pictures (- reads standard input). Writes nothing and needs no
    database.

    A file that cannot be read is named on standard error; the others are read, and the exit code is 1.
    """
    unreadable = False
    for file in files:
        try:
            shown = _read(file)
        except Unreadable as error:
            click.echo(f"Error: {file.name}: {error}", err=True)
            unreadable = True
            continue
        if not is_json:
            _show(shown, file.name if len(files) > 1 else None)
        elif len(files) == 1:
            click.echo(json.dumps(shown.document, ensure_ascii=False, indent=1))
        else:
            click.echo(json.dumps({"file": file.name, **shown.document}, ensure_ascii=False))
    if unreadable:
        raise click.exceptions.Exit(1)


def _read(file: BinaryIO) -> _Shown:
    """The ads of a text or a picture. Raises Unreadable."""
    content = file.read(MOST_BYTES + 1)
    if not is_picture(content[:12]):
        page = parse(decode(content[: LARGEST_FILE + 1]))
        return _Shown([(listing, ()) for listing in page.listings], page.rejected, page.as_json())
    pages: list[ScannedPage] = []
    with unnamed(Path(gettempdir())) as copy:
        copy.write(content)
        for outcome in scan(copy):
            if isinstance(outcome, ScanFlaw):
                raise Unreadable(outcome.english)
            pages.append(read_page(outcome.page))
    return _Shown(
        [(ad.listing, ad.doubtful_phones) for page in pages for ad in page.listings],
        [refused.rejection for page in pages for refused in page.rejected],
        as_json(pages),
    )


def _show(shown: _Shown, name: str | None) -> None:
    """Print what a text states; `name` heads it where there are several."""
    if name:
        click.echo(f"{name}:")
    for listing, doubtful in shown.listings:
        click.echo("\n".join(_lines(listing, doubtful)) + "\n")
    for refusal in shown.rejected:
        click.echo(f"rejected: {refusal.reason}: {' / '.join(refusal.evidence)}")
    click.echo(f"{len(shown.listings)} listings, {len(shown.rejected)} rejected")


def _lines(listing: PageListing, doubtful: Sequence[str]) -> list[str]:
    """What one ad states, each field with the words that say it."""
    names = listing.names
    lines = [" · ".join(name for name in (names.zh, names.en) if name) or "(no name)"]
    for field, words in listing.evidence.items():
        value = getattr(listing, field, None)
        if field != "names" and value is not None:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            lines.append(f"  {field}: {shown}  <- {' / '.join(words)}")
    lines += [f"  phone that could not be read for sure: {phone}" for phone in doubtful]
    return lines
