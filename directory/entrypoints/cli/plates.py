"""`flask --app directory plates read FILES`: photos of nameplates, read in a terminal. Loads no database."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO

import click

from directory.kernel.files import unnamed
from directory.nameplates.rules.makers import meaning
from directory.nameplates.rules.plates import plate
from directory.scans.rules.flaws import MOST_BYTES, ScanFlaw
from directory.scans.scanner import read


@click.command("read")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True)
def read_command(files: Sequence[BinaryIO]) -> None:
    """Show brand, model and serial of the nameplate on each of FILES as a line of JSON, with the year it was made and
    its tons where the maker's rule is known; null is what is not sure, and `unsure` names what rests on a rule of weak
    certainty. Writes nothing and needs no database.

    A file that cannot be read is named on standard error; the others are read, and the exit code is 1.
    """
    unreadable = False
    for file in files:
        outcome = _read(file)
        if isinstance(outcome, ScanFlaw):
            click.echo(f"Error: {file.name}: {outcome.english}", err=True)
            unreadable = True
        else:
            click.echo(json.dumps({"file": file.name, **outcome}))
    if unreadable:
        raise click.exceptions.Exit(1)


def _read(file: BinaryIO) -> Mapping[str, object] | ScanFlaw:
    """What a nameplate says, or why its photo is not read."""
    with unnamed(Path(gettempdir())) as copy:
        copy.write(file.read(MOST_BYTES + 1))
        outcome = read(copy)
    if isinstance(outcome, ScanFlaw):
        return outcome
    shown = plate(outcome.page)
    says = meaning(shown.brand, shown.model, shown.serial)
    return {
        "brand": shown.brand,
        "model": shown.model,
        "serial": shown.serial,
        "year": says.year,
        "tons": says.tons,
        "unsure": sorted(says.unsure),
    }
