"""`flask --app directory ads import FILE...`: printed ads into drafts for review."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from directory.ads import actions
from directory.ads.rules import Unreadable, decode, read
from directory.ads.rules.submission_text import LARGEST_FILE
from directory.foundation.unit import unit
from directory.kernel.text import language_of

#: Endings of files that a folder is searched for.
_ENDINGS = {".txt", ".md", ""}


@click.command("import")
@click.argument("paths", metavar="FILE...", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.option("--publication", default="冷暖专版", help="The newspaper they stand in.")
@click.option("--printed-on", type=click.DateTime(["%Y-%m-%d"]), help="The day they were printed; without it, unknown.")
def import_command(paths: tuple[Path, ...], publication: str, printed_on: datetime | None) -> None:
    """Take the ads of files and folders in as drafts; an operator reviews each before anything is published.

    Each ad is kept by itself: stopped in the middle, what was read stays, and a second run adds only the rest.
    """
    files = list(_files(paths))
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    unreadable: list[str] = []
    with click.progressbar(files, label="ads", file=sys.stderr) as bar:
        for path in bar:
            try:
                ads_in_file = read(decode(_bytes(path)))
            except (Unreadable, OSError) as error:
                unreadable.append(f"{path.name}: {error}")
                continue
            for ad in ads_in_file:
                with unit() as session:
                    _row, is_new = actions.take(
                        session,
                        ad,
                        by="operator",
                        origin="operator",
                        source_name=path.name[:200],
                        publication=publication[:80],
                        published_on=printed_on.date() if printed_on else None,
                        language=language_of(ad.text),
                    )
                done["read"] += 1
                done["known"] += not is_new
                if is_new and ad.reason is not None:
                    refused[ad.reason] += 1
    done["new"] = done["read"] - done["known"] - refused.total()
    why = ", ".join(f"{reason} {number}" for reason, number in sorted(refused.items()))
    click.echo(
        f"{len(files)} files, {done['read']} ads read: {done['new']} new, {done['known']} already there, "
        f"{refused.total()} rejected{f' ({why})' if why else ''}"
    )
    for line in unreadable:
        click.echo(f"unreadable: {line}", err=True)
    if unreadable:
        raise click.ClickException(f"{len(unreadable)} of {len(files)} files could not be read; the others were taken")


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files named, and the texts in the folders named, in the order of their names."""
    for path in paths:
        if path.is_dir():
            inside = (entry for entry in path.rglob("*") if entry.is_file() and entry.suffix.lower() in _ENDINGS)
            yield from sorted(entry for entry in inside if not entry.name.startswith("."))
        else:
            yield path


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)
