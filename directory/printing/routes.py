"""Back to print: the listing as a newspaper ad, to look at and to take to the printer."""

import gzip
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from directory import arrivals
from directory.accounts.access import require_member
from directory.businesses.fields.listing import Listing
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.typeset import Format
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES, Language
from directory.printing import actions
from directory.printing.rules import COLORS, SHEETS, Sheet
from directory.search.queries import listing

bp = Blueprint("printing", __name__)

#: How long a shared picture may be kept.
_SHARED_SECONDS = 24 * 3600
_TYPES: dict[str, str] = {"pdf": "application/pdf", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Choice:
    """What was chosen; what an address does not say or says wrongly is as newspapers print it most."""

    spoken: Language
    sheet: Sheet
    color: str

    @property
    def query(self) -> str:
        """These choices as the query string of an address."""
        return f"?lang={self.spoken.url}&width={self.sheet.code}&color={self.color}"


def choice() -> Choice:
    """What the address chose."""
    argument = request.args.get
    color = argument("color", "")
    return Choice(
        LANGUAGES.get(argument("lang", ""), language()),
        SHEETS.get(argument("width", ""), SHEETS["column"]),
        color if color in COLORS else COLORS[0],
    )


@bp.get("/<lang:lang>/manage/<slug>/print")
@gate("member")
def show(slug: str) -> str:
    """The ad in the language, size and color chosen, and the files of it. Nothing before the listing is published."""
    member = require_member(slug)
    doc = listing(db.session(), slug)
    lowered = [license for license in (doc.licenses if doc else ()) if license.status in ("expired", "not_found")]
    return render_template(
        "printing/print.html",
        member=member,
        doc=doc,
        chosen=choice(),
        sheets=SHEETS,
        lowered=lowered,
        tallies=arrivals.tallies(db.session(), member.business.id),
        source_label=arrivals.source_label,
    )


@bp.get("/<lang:lang>/manage/<slug>/print.<any(pdf, svg):kind>")
@gate("member")
def file(slug: str, kind: Format) -> Response:
    """The ad itself. Raises NotFound where nothing is published. `save`: to keep rather than to look at."""
    require_member(slug)
    return answer_file(slug, kind)


def answer_file(slug: str, kind: Format) -> Response:
    """What was chosen of a listing. Raises NotFound where nothing is published."""
    doc = listing(db.session(), slug)
    if doc is None:
        raise NotFound
    # The page may take a moment: nothing of the database waits for it.
    db.session.remove()
    chosen = choice()
    content = actions.printed(doc, chosen.spoken, chosen.sheet, chosen.color, kind)
    response = Response(content, content_type=_TYPES[kind])
    if kind == "svg" and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(content, 9, mtime=0))
        response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
    disposition = "attachment" if request.args.get("save") else "inline"
    name = f"{slug}-{chosen.sheet.code}-{chosen.spoken.url}-{chosen.color}.{kind}"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response


@bp.get("/<lang:lang>/businesses/<slug>/share.png")
@gate("public")
def share(slug: str) -> Response:
    """The picture that a link to a business shows where it is shared. Raises NotFound where nothing is published."""
    doc = listing(db.session(), slug)
    if doc is None:
        raise NotFound
    return _picture(doc)


@bp.get("/<lang:lang>/share.png")
@gate("public")
def share_site() -> Response:
    """The picture of the site itself."""
    return _picture(None)


def _picture(doc: Listing | None) -> Response:
    # It may take a moment: nothing of the database waits for it.
    db.session.remove()
    response = Response(actions.share_picture(doc, language()), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={_SHARED_SECONDS}"
    return response
