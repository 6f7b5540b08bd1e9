"""`flask --app directory search | ads print | ads page`: what /find would show, and listings back in the newspaper."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from werkzeug.datastructures import MultiDict

from directory.foundation.db import db
from directory.foundation.html import absolute
from directory.foundation.typeset import Format, NotSet
from directory.kernel import clock, phone
from directory.kernel.files import write_whole
from directory.kernel.language import LANGUAGES, by_tag
from directory.printing.actions import NewspaperPage, newspaper_page, printed
from directory.printing.rules import COLORS, FORMATS, PAGES, SHEETS
from directory.search.queries import Item, Page, Query, all_listings, count_listings, find, listing, published


@click.command()
@click.argument("text", default="")
@click.option("--place", default="", help="ZIP code, town, county, state, or FIPS.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as the API answers.")
def search(text: str, place: str, as_json: bool) -> None:
    """Show what /find would show for TEXT."""
    page = find(db.session(), Query.read(MultiDict({"q": text, "place": place})))
    if as_json:
        shown = published(page, lambda slug: absolute(f"/en/businesses/{slug}"))
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(page)))


def _lines(page: Page) -> list[str]:
    understood = ", ".join(f"{concept.kind} {concept.code}" for concept in page.understood)
    lines = [f"{page.total} found" if not page.fallback else f"nothing matches; {page.total} suggested instead"]
    lines[0] += f", {page.stated} of them state all of it" if page.stated < page.total and not page.fallback else ""
    lines += [f"read as: {page.corrected}"] if page.corrected else []
    lines += [f"understood: {understood}"] if understood else []
    lines += [f"place: {page.place.label('en')}"] if page.place else []
    lines += [f"no listing mentions: {', '.join(page.missing)}"] if page.missing else []
    lines += [f"not understood: {', '.join(page.unread)}"] if page.unread and not page.fallback else []
    return lines + [_line(item) for item in page.items]


def _line(item: Item) -> str:
    names = " · ".join(name for name in (item.doc.names.zh, item.doc.names.en) if name)
    area = {"stated": "serves the place", "unstated": "area not stated"}.get(item.area or "", "")
    unstated = f"not stated: {', '.join(concept.code for concept in item.unstated)}" if item.unstated else ""
    phones = ", ".join(phone.display(p) for p in item.doc.phones)
    return "  ".join(part for part in (names, phones, area, unstated) if part)


@click.command("print")
@click.argument("slug")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default=by_tag("zh-Hans").url, show_default=True)
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
    size = SHEETS[width]
    about = f"{size.width} by {size.height} inches, {len(content):,} bytes"
    _write(content, target or Path(f"{slug}-{width}-{lang}-{color}.{kind}"), about)


@click.command("page")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Of the masthead; today without it.")
@click.option("--size", type=click.Choice(list(PAGES)), default="tabloid", show_default=True)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default=by_tag("zh-Hans").url, show_default=True)
@click.option("--color", type=click.Choice(COLORS), default="two", show_default=True, help="Black, or black and red.")
@click.option("--page", "number", type=click.IntRange(1, 1000), default=1, show_default=True, help="Where one is full.")
@click.option(
    "-o",
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
    help="Where to write; `-` is standard output. Without it, the date with the choices in its name, here.",
)
def page_command(day: datetime | None, size: str, lang: str, color: str, number: int, target: Path | None) -> None:
    """Write a whole newspaper page of the published listings, ready for the press."""
    sheet, of = PAGES[size], day.date() if day else clock.today()
    before = (number - 1) * sheet.capacity
    docs = all_listings(db.session(), most=number * sheet.capacity)[before:]
    left = max(0, count_listings(db.session()) - before - len(docs))
    db.session.remove()
    if number > 1 and not docs:
        raise click.ClickException(f"page {number}: no listings are left for it")
    try:
        content = newspaper_page(docs, NewspaperPage(of, sheet, LANGUAGES[lang], color))
    except NotSet as error:
        raise click.ClickException(f"page {number}: could not be set: {error}") from error
    rest = f"; {left} more on the next page (--page {number + 1})" if left else ""
    about = f"{sheet.width} by {sheet.height} inches, {len(docs)} ads{rest}"
    _write(content, target or Path(f"{of}-{size}-{lang}-{color}-{number}.pdf"), about)


def _write(content: bytes, path: Path, about: str) -> None:
    """Write a whole file and say what is in it; `-` is standard output, where nothing is said."""
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return
    write_whole(path, content, mode=0o666)
    click.echo(f"{path}: {about}")
