"""`flask --app directory licenses import FILE...`: a state's list of license holders, and what it says of ours."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from directory.credentials import actions
from directory.credentials.rules.dpor import LONGEST_LINE, TRADES, code_of, read
from directory.foundation.unit import unit
from directory.kernel import clock

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
def import_command(paths: tuple[Path, ...], given: datetime | None, force: bool) -> None:
    """Read Virginia's DPOR lists (2705a__crnt.txt ...) and look our license numbers up in them.

    Each file is taken whole or not at all; the same file again changes nothing. Numbers are matched exactly; name and
    town only ever make a candidate for the operator.
    """
    refused = [path for path in paths if not _import(path, given.date() if given else None, force)]
    with unit() as session:
        done = actions.match(session)
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
    file_date = given or clock.local(datetime.fromtimestamp(status.st_mtime, clock.LOCAL_ZONE)).date()
    try:
        code = code_of(path.name)
        progress = click.progressbar(length=status.st_size, label=path.name, file=sys.stderr)
        with progress as bar, unit() as session:
            loaded = actions.load(
                session,
                read(_lines(path, bar.update), code),
                code=code,
                file_date=file_date,
                digest=_digest(path),
                force=force,
            )
    except (actions.Refused, ValueError) as error:
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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told(name: str, loaded: actions.Loaded) -> str:
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
