"""Printing for the operator: the newspaper's page, and everything that is printed of one listing."""

from datetime import date

from flask import Response, request

from directory.entrypoints.operator.blueprint import bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.kernel import clock
from directory.kernel.language import LANGUAGES
from directory.printing.actions import NewspaperPage, newspaper_page
from directory.printing.routes import answer_file
from directory.printing.rules import COLORS, PAGES
from directory.search.queries import all_listings


@bp.get("/page.pdf")
@gate("operator")
def page_file() -> Response:
    """The page of the listings as they stand on home; what the address says wrongly is as most pages are."""
    argument = request.args.get
    sheet = PAGES.get(argument("size", ""), PAGES["tabloid"])
    spoken = LANGUAGES.get(argument("spoken", ""), language())
    color = argument("color", "")
    page = NewspaperPage(_day(argument("date", "")), sheet, spoken, color if color in COLORS else "two")
    docs = all_listings(db.session(), most=sheet.capacity)
    db.session.remove()
    response = Response(newspaper_page(docs, page), content_type="application/pdf")
    name = f"{page.day:%Y-%m-%d}-{sheet.code}-{page.spoken.url}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@bp.get("/businesses/<slug>/print.pdf")
@gate("operator")
def print_file(slug: str) -> Response:
    """One listing on a sheet, as its own people get it."""
    return answer_file(slug, "pdf")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()
