"""`flask --app directory ads print SLUG`: a listing back in the newspaper, as a file for the printer."""

import sys
from pathlib import Path

import click

from directory.foundation.db import db
from directory.foundation.typeset import Format, NotSet
from directory.kernel.files import write_whole
from directory.kernel.language import LANGUAGES
from directory.printing.actions import printed
from directory.printing.rules import COLORS, FORMATS, SHEETS
from directory.search.queries import listing


@click.command("print")
@click.argument("slug")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh-hans", show_default=True)
@click.option(
    "--width", type=click.Choice(list(SHEETS)), default="column", show_default=True, help="One or two columns."
)
@click.option("--color", type=click.Choice(COLORS), default="bw", show_default=True, help="Black, or black and red.")
@click.option("--format", "kind", type=click.Choice(FORMATS), help="Without it, what FILE's name ends in, else pdf.")
@click.option(
    "-o",
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
    help="Where to write; `-` is standard output. Without it, SLUG with the choices in its name, here.",
)
def print_command(slug: str, lang: str, width: str, color: str, kind: Format | None, target: Path | None) -> None:
    """Write the ad of a published listing as a PDF or SVG of a newspaper's size, fonts embedded."""
    doc = listing(db.session(), slug)
    if doc is None:
        raise click.ClickException(f"{slug}: no published listing has this slug")
    db.session.remove()
    if kind is None:
        kind = "svg" if target is not None and target.suffix == ".svg" else "pdf"
    try:
        content = printed(doc, LANGUAGES[lang], SHEETS[width], color, kind)
    except NotSet as error:
        raise click.ClickException(f"{slug}: could not be set: {error}") from error
    if target is not None and str(target) == "-":
        sys.stdout.buffer.write(content)
        return
    path = target or Path(f"{slug}-{width}-{lang}-{color}.{kind}")
    write_whole(path, content, mode=0o666)
    size = SHEETS[width]
    click.echo(f"{path}: {size.width} by {size.height} inches, {len(content):,} bytes")
