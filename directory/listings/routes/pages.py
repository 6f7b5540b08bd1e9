"""Home, one business with its contact file, businesses side by side."""

from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import absolute
from directory.foundation.i18n import language
from directory.kernel.errors import NotFound
from directory.kernel.later import later
from directory.listings import queries
from directory.listings.routes.blueprint import bp
from directory.listings.rules import contact_file as contact_files
from directory.listings.rules import said, structured
from directory.search.queries import all_listings, listings
from directory.trades import vocabulary

if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")

#: Up to so many listings home is the newspaper page: all of them, with their phones.
NEWSPAPER_PAGE = 12
MOST_COMPARED = 4


@bp.get("/<lang:lang>/")
@gate("public")
def home() -> str:
    """The newspaper page."""
    docs = all_listings(db.session())
    return render_template("listings/home.html", docs=docs[:NEWSPAPER_PAGE], total=len(docs))


@bp.get("/<lang:lang>/businesses/<slug>")
@gate("public")
def business(slug: str) -> ResponseReturnValue:
    """One business: what is known of it, and where each fact comes from."""
    found = queries.business_page(db.session(), slug)
    url = absolute(url_for("listings.business", slug=slug))
    services = [vocabulary.label("service", code, language().url) for code in found.doc["services"]]
    return render_template(
        "listings/business.html",
        doc=found.doc,
        facts=found.facts,
        ads=found.ads,
        area=said.county_codes(found.doc),
        qr=_qr(url),
        structured=structured.json_ld(found.doc, url, services),
    )


@bp.get("/<lang:lang>/businesses/<slug>/contact.vcf")
@gate("public")
def contact_file(slug: str) -> Response:
    """The business as a file for the phone's contacts."""
    doc = queries.document(db.session(), slug)
    note = _("From its newspaper ad, on Lengnuan.")
    text = contact_files.vcard(doc, absolute(url_for("listings.business", slug=slug)), note)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.vcf"'}
    return Response(text, content_type="text/vcard; charset=utf-8", headers=headers)


@bp.get("/<lang:lang>/compare")
@gate("public")
def compare() -> str:
    """Up to four businesses side by side; slugs that no longer exist are left out, if one is left."""
    wanted = list(dict.fromkeys(request.args.getlist("business")))[:MOST_COMPARED]
    docs = listings(db.session(), wanted)
    if wanted and not docs:
        raise NotFound
    others = [doc for doc in all_listings(db.session())[:NEWSPAPER_PAGE] if doc["slug"] not in wanted]
    return render_template("listings/compare.html", docs=docs, others=others)


@lru_cache(maxsize=512)
def _qr(url: str) -> Markup:
    """The page's address to scan, dark on white in both themes."""
    code = segno.make(url, error="m", micro=False)
    return Markup(code.svg_inline(scale=3, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None))  # noqa: S704
