"""`flask --app directory ads import | licenses import`: printed ads into drafts, a state's list of license holders."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from directory.ads import actions as ads
from directory.ads.rules import Unreadable, decode, read
from directory.ads.rules.submission_text import LARGEST_FILE
from directory.credentials import actions as credentials
from directory.credentials.rules.dpor import LONGEST_LINE, TRADES, code_of
from directory.credentials.rules.dpor import read as read_list
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.files import sha256_of
from directory.kernel.site import site
from directory.kernel.text import language_of

#: Endings of files that a folder is searched for.
_ENDINGS = {".txt", ".md", ""}


@click.command("import")
@click.argument("paths", metavar="FILE...", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.option("--publication", default=lambda: site().publication, help="The newspaper they stand in.")
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
                    _row, is_new = ads.take(
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


licenses = AppGroup("licenses", help="License registries: their lists, and what they say of our listings.")

_CHUNK = 1 << 20


@licenses.command("import")
@click.argument(
    "paths", metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True
)
@click.option(
    "--date",
    "given",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the lists; without it, the day each file was last changed.",
)
@click.option("--force", is_flag=True, help="Take a list that looks cut off, unreadable, or older than the one here.")
def import_lists(paths: tuple[Path, ...], given: datetime | None, force: bool) -> None:
    """Read Virginia's DPOR lists (2705a__crnt.txt ...) and look our license numbers up in them.

    Each file is taken whole or not at all; the same file again changes nothing. Numbers are matched exactly; name and
    town only ever make a candidate for the operator.
    """
    refused = [path for path in paths if not _import(path, given.date() if given else None, force)]
    with unit() as session:
        done = credentials.match(session)
    click.echo(
        f"licenses of ours: {done.licenses['checked']} found by number ({done.expired} of them expired), "
        f"{done.licenses['not_found']} not found, {sum(done.review.values())} for review"
    )
    for why, number in sorted(done.review.items()):
        click.echo(f"  for review, {why.replace('_', ' ')}: {number}")
    if refused:
        raise click.ClickException(f"{len(refused)} of {len(paths)} files were refused; their lists stay as they were")


def _import(path: Path, given: date | None, force: bool) -> bool:
    """Take one file in a transaction of its own; whether it was taken."""
    status = path.stat()
    file_date = given or clock.local(datetime.fromtimestamp(status.st_mtime, clock.zone())).date()
    try:
        code = code_of(path.name)
        progress = click.progressbar(length=status.st_size, label=path.name, file=sys.stderr)
        with progress as bar, unit() as session:
            loaded = credentials.load(
                session,
                read_list(_lines(path, bar.update), code),
                code=code,
                file_date=file_date,
                digest=sha256_of(path),
                force=force,
            )
    except (credentials.Refused, ValueError) as error:
        click.echo(f"{path.name}: refused: {error}", err=True)
        return False
    click.echo(_told(path.name, loaded))
    return True


def _lines(path: Path, on_bytes: Callable[[int], None]) -> Iterator[bytes]:
    """The lines of a file, none longer than a row can be; what is beyond comes as lines of its own."""
    with path.open("rb") as file:
        done = 0
        while line := file.readline(LONGEST_LINE):
            done += len(line)
            if done >= _CHUNK:
                on_bytes(done)
                done = 0
            yield line
        on_bytes(done)


def _told(name: str, loaded: credentials.Loaded) -> str:
    if loaded.is_known:
        return f"{name}: list of {loaded.file_date} is here already ({loaded.rows} rows, {loaded.licenses} kept)"
    counts = ", ".join(f"{code} {loaded.kept[code]}" for code in TRADES)
    lines = [
        f"{name}: list of {loaded.file_date}, {loaded.rows} rows read, {loaded.licenses} licenses kept "
        f"({counts}; {loaded.by_number} for a number of ours), {loaded.expired} expired"
    ]
    if loaded.bad:
        reasons = ", ".join(f"{reason} {number}" for reason, number in loaded.bad.most_common())
        where = ", ".join(f"line {example.line} ({example.reason})" for example in loaded.examples)
        lines.append(f"  {sum(loaded.bad.values())} rows unreadable: {reasons}; {where}")
    return "\n".join(lines)
