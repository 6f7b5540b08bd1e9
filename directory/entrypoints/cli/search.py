"""What /find would show, in a terminal."""

import json

import click
from werkzeug.datastructures import MultiDict

from directory.foundation.db import db
from directory.foundation.html import absolute
from directory.kernel import phone
from directory.search.queries import Item, Page, Query, find, published


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
    lines += [f"read as: {page.corrected}"] if page.corrected else []
    lines += [f"understood: {understood}"] if understood else []
    lines += [f"place: {page.place.label('en')}"] if page.place else []
    lines += [f"no listing mentions: {', '.join(page.missing)}"] if page.missing else []
    lines += [f"not understood: {', '.join(page.unread)}"] if page.unread and not page.fallback else []
    return lines + [_line(item) for item in page.items]


def _line(item: Item) -> str:
    names = " · ".join(name for name in (item.doc.names.zh, item.doc.names.en) if name)
    area = {"stated": "serves the place", "unstated": "area not stated"}.get(item.area or "", "")
    return "  ".join(part for part in (names, ", ".join(phone.display(p) for p in item.doc.phones), area) if part)
