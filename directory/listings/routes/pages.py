"""Home, results, one business with its contact file, businesses side by side."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from directory import arrivals
from directory.arrivals import Origin
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import ORIGIN, absolute
from directory.foundation.i18n import language, wording
from directory.foundation.templates import macros
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.later import later
from directory.kernel.prepared import Json
from directory.leads.forms import PREFILLED
from directory.leads.rules.job import dangers_now
from directory.listings import queries
from directory.listings.routes import results_frame as around
from directory.listings.routes.blueprint import bp
from directory.listings.rules import comparison, county_map, structured
from directory.listings.rules import text as words
from directory.places.gazetteer import shapes
from directory.search import queries as search
from directory.search.queries import Query, all_listings, count_listings, listings, snapshot, suggest
from directory.search.queries import find as find_listings
from directory.search.rules.query import MOST_CHARACTERS

_MAP_SECONDS = 7 * 24 * 3600
_SUGGESTION_SECONDS = 300
#: What is typed into a box at most, and how much of a map's address is read.
_MOST_TYPED, _MOST_SHADES = 120, 700
#: Choices of a search that are read; nobody ticks more.
_MOST_PARAMETERS = 60


@bp.get("/<lang:lang>/find")
@gate("public")
def find() -> ResponseReturnValue:
    """Search; every state is an address that can be shared. One longer than is read goes on to the shorter one."""
    pairs = list(request.args.items(multi=True))
    read = [(name[:MOST_CHARACTERS], value[:MOST_CHARACTERS]) for name, value in pairs[:_MOST_PARAMETERS]]
    if read != pairs:
        return redirect(f"{request.path}?{urlencode(read)}", 302)
    query = Query.read(request.args)
    page = find_listings(db.session(), query)
    drawn = around.drawn(language().url, query, around.shown(query, page), tuple(pairs))
    data = _of_list(language().url, absolute(""), tuple(item.doc.slug for item in page.items), is_home=False)
    return render_template("listings/find.html", page=page, here=drawn.here, around=drawn, structured=data)


@bp.get("/<lang:lang>/suggest")
@gate("public")
def suggestions() -> Response:
    """The options under a search box as list items; nothing where nothing is typed. Only script asks for them."""
    field = "place" if request.args.get("field") == "place" else "q"
    text = request.args.get("q", "")[:_MOST_TYPED].strip()
    matches = suggest(db.session(), text, language().url, field=field) if text else []
    answer = Response(render_template("listings/suggest.html", found=matches).strip(), mimetype="text/html")
    answer.headers["Cache-Control"] = f"public, max-age={_SUGGESTION_SECONDS}"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/map.svg")
@gate("public")
def area_map() -> Response:
    """The county map: `area` fills one area, `shades` (of `county_map.packed`) many, `at` marks the county asked for.

    The same address gives the same picture, so it is kept for a week.
    """
    args = request.args
    if "shades" in args:
        picture = _shaded(args["shades"][:_MOST_SHADES], args.get("at", "")[:5])
    else:
        picture = _filled(tuple(sorted(set(args.get("area", "")[:400].split(",")))))
    answer = Response(picture, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={_MAP_SECONDS}"
    return answer


@lru_cache(maxsize=64)
def _filled(codes: tuple[str, ...]) -> str:
    return county_map.draw(shapes(), codes)


@lru_cache(maxsize=64)
def _shaded(word: str, at: str) -> str:
    return county_map.draw_shades(shapes(), county_map.unpacked(word, shapes().counties), at)


if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")

#: Up to so many listings home is the newspaper page: all of them, with their phones.
NEWSPAPER_PAGE = 12
MOST_COMPARED = 4
#: Pages of businesses that are remembered as they were drawn, some 10 KB each.
_MOST_DRAWN = 512
#: How many values of one field of the request form come along from a search.
_MOST_ANSWERS = 10


@bp.get("/<lang:lang>/")
@gate("public")
def home() -> str:
    """The newspaper page."""
    arrivals.count_arrival(arrivals.SITE)
    shown = all_listings(db.session(), most=NEWSPAPER_PAGE)
    total = len(shown) if len(shown) < NEWSPAPER_PAGE else count_listings(db.session())
    data = _of_list(language().url, absolute(""), tuple(doc.slug for doc in shown), is_home=True)
    snapshot.keep(db.session())
    return render_template("listings/home.html", docs=shown, total=total, structured=data)


@bp.get("/<lang:lang>/businesses/<slug>")
@gate("public")
def business(slug: str) -> ResponseReturnValue:
    """One business: what is known of it, and where each fact comes from."""
    edition = search.edition(db.session(), slug)
    if edition is None:
        raise NotFound
    is_ticked = bool(request.args.get("tick"))
    url = absolute(url_for("listings.business", slug=slug))
    page = _business(language().url, slug, (edition, clock.today()), url, is_ticked=is_ticked)
    arrivals.count_arrival(page.business_id)
    return render_template(
        "listings/business.html",
        page=page,
        slug=slug,
        answered=[*_answered(), *_origin(slug)],
        dangers=dangers_now(request.args.get("safety"), None),
        structured=page.structured,
    )


@dataclass(frozen=True)
class _Drawn:
    """The page of one business but for what stands around every page. `takes_requests`: it can be ticked."""

    business_id: int
    name: str
    description: Markup
    article: Markup
    structured: dict[str, Json]
    takes_requests: bool


@lru_cache(maxsize=_MOST_DRAWN)
def _business(
    language_url: str,
    slug: str,
    edition: tuple[int, date],
    url: str,
    *,
    is_ticked: bool,
) -> _Drawn:
    """Drawn once for each edition of the listing and day, as long as people look at it."""
    page = queries.business_page(db.session(), slug)
    article, name = macros("listings/article.html"), structured.display_name(page.doc)
    area, qr = words.county_codes(page.doc.area), _qr(url)
    return _Drawn(
        page.doc.id,
        name,
        article.in_a_line(page.doc),
        article.article(
            page.doc, page.facts, page.ads, area, qr, is_ticked, board=page.board, answering=page.answering
        ),
        structured.graph(structured.business(page.doc, url), structured.breadcrumbs([*_way(), (name, url)])),
        page.doc.textable and not words.paused(page.doc),
    )


def forget() -> None:
    """Draw every page anew; for who empties a database."""
    _business.cache_clear()


@bp.get("/<lang:lang>/businesses/<slug>/contact.vcf")
@gate("public")
def contact_file(slug: str) -> Response:
    """The business as a file for the phone's contacts."""
    doc = queries.document(db.session(), slug)
    note = _("From its newspaper ad, on %(site)s.")
    text = words.vcard(doc, absolute(url_for("listings.business", slug=slug)), note)
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
    others = [doc for doc in all_listings(db.session(), most=NEWSPAPER_PAGE) if doc.slug not in wanted]
    return render_template(
        "listings/compare.html",
        docs=docs,
        others=others,
        rows=comparison.compare(docs) if docs else None,
        answered=_answered(),
        dangers=dangers_now(request.args.get("safety"), None),
    )


def _answered() -> list[tuple[str, str]]:
    """What a search answered of the request form, as the address brings it along."""
    return [
        (field, value[:MOST_CHARACTERS]) for field in PREFILLED for value in request.args.getlist(field)[:_MOST_ANSWERS]
    ]


def _origin(slug: str) -> list[tuple[str, str]]:
    """The printed code of this business that led here, for the request that may come of it."""
    origin = Origin.read(request.args.get(ORIGIN, ""), slug)
    return [(ORIGIN, str(origin))] if origin else []


def _way() -> list[structured.Link]:
    """From home to the list of contractors."""
    home, search = absolute(url_for("listings.home")), absolute(url_for("listings.find"))
    return [(wording().site, home), (wording().title, search)]


@lru_cache(maxsize=256)
def _of_list(language_url: str, base: str, slugs: tuple[str, ...], *, is_home: bool) -> dict[str, Json]:
    """What home or a page of results says to machines of the businesses on it."""
    home, results = _way()
    what = structured.website(*home, results[1]) if is_home else structured.breadcrumbs([home, results])
    pages = [base + url_for("listings.business", slug=slug) for slug in slugs]
    return structured.graph(what, structured.item_list(pages))


@lru_cache(maxsize=512)
def _qr(url: str) -> Markup:
    """The page's address to scan, dark on white in both themes."""
    code = segno.make(url, error="m", micro=False)
    return Markup(code.svg_inline(scale=3, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None))  # noqa: S704
