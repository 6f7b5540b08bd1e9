"""Pages anybody may read: home, find, one business, compare, and the two files that belong to them."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno
from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import absolute
from directory.foundation.i18n import join_names, language
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES
from directory.kernel.text import tongue
from directory.listings import queries
from directory.listings.rules import contact_file as contact_files
from directory.listings.rules import county_map, sieve, structured
from directory.places.gazetteer import gazetteer, shapes
from directory.search.queries import Concept, Facet, Query, all_listings, listings
from directory.search.queries import find as find_listings
from directory.trades import vocabulary

bp = Blueprint("listings", __name__)

#: Up to so many listings home is the newspaper page: all of them, with their phones.
NEWSPAPER_PAGE = 12
MOST_COMPARED = 4
_MAP_SECONDS = 7 * 24 * 3600


@bp.get("/<lang:lang>/")
@gate("public")
def home() -> str:
    """The newspaper page."""
    docs = all_listings(db.session())
    return render_template("listings/home.html", docs=docs[:NEWSPAPER_PAGE], total=len(docs))


@bp.get("/<lang:lang>/find")
@gate("public")
def find() -> str:
    """Search; every state of it is an address that can be shared."""
    asked = Query.read(request.args)
    page = find_listings(db.session(), asked)
    here = page.place.label(language().url) if page.place else None
    kept = [(key, value) for key, value in request.args.items(multi=True) if key in _FACETS]
    return render_template(
        "listings/find.html",
        asked=asked,
        page=page,
        kept=kept,
        here=here,
        narrowing=_narrowing(
            language().url,
            tuple(page.facets),
            tuple(page.understood),
            here,
            tuple(request.args.items(multi=True)),
            page.total,
        ),
        typed=_marked(asked.text),
        missing=_marked(" ".join(page.missing)),
    )


_FACETS = ("service", "brand", "license", "insured", "property", "parts_years", "labor_years")


@bp.get("/<lang:lang>/businesses/<slug>")
@gate("public")
def business(slug: str) -> str:
    """One business: what is known of it, and where each fact comes from."""
    found = queries.business_page(db.session(), slug)
    url = absolute(url_for("listings.business", slug=slug))
    said = [vocabulary.label("service", code, language().url) for code in found.doc["services"]]
    return render_template(
        "listings/business.html",
        doc=found.doc,
        facts=found.facts,
        ads=found.ads,
        area=county_codes(found.doc),
        qr=_qr(url),
        structured=structured.json_ld(found.doc, url, said),
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


@bp.get("/map.svg")
@gate("public")
def area_map() -> Response:
    """The county map with the asked area filled. The same address gives the same picture, so it is kept for a week."""
    codes = tuple(sorted(set(request.args.get("area", "")[:400].split(","))))
    answer = Response(_map(codes), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={_MAP_SECONDS}"
    return answer


def _marked(text: str) -> Markup:
    """Somebody's words with the language they are in, which need not be the page's."""
    return Markup('<span lang="{}">{}</span>').format(tongue(text), text)


@lru_cache(maxsize=64)
def _map(codes: tuple[str, ...]) -> str:
    return county_map.draw(shapes(), codes)


@lru_cache(maxsize=512)
def _qr(url: str) -> Markup:
    """The page's address to scan, dark on white in both themes."""
    code = segno.make(url, error="m", micro=False)
    return Markup(code.svg_inline(scale=3, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None))  # noqa: S704


@bp.app_template_global()
def card(doc: dict[str, Any], place: str | None = None) -> Markup:
    """A listing's card. `place`: the place asked for, in words."""
    return _card(language().url, place, json.dumps(doc, ensure_ascii=False))


@bp.app_template_global()
def tray_form() -> Markup:
    """The tray at the bottom of the page."""
    return _tray(language().url)


@lru_cache(maxsize=len(LANGUAGES))
def _tray(language_url: str) -> Markup:
    module: Any = current_app.jinja_env.get_template("_parts/tray.html").module
    return Markup(module.tray())  # noqa: S704


@dataclass(frozen=True)
class Narrowing:
    """What narrows a list and what was understood of a search, both drawn."""

    drawn: Markup
    chosen: Markup


@lru_cache(maxsize=256)
def _narrowing(
    language_url: str,
    facets: tuple[Facet, ...],
    understood: tuple[Concept, ...],
    here: str | None,
    pairs: tuple[tuple[str, str], ...],
    total: int,
) -> Narrowing:
    """Drawn once for each language and search: people look at the same few lists again and again."""
    groups = tuple(sieve.groups(facets, pairs, total))
    module: Any = current_app.jinja_env.get_template("listings/facets.html").module
    has_place = any(key == "place" and value for key, value in pairs)
    chosen = Markup(module.chosen(understood, has_place, here, groups))  # noqa: S704
    return Narrowing(Markup(module.facets(groups)) if groups else Markup(""), chosen)  # noqa: S704


@lru_cache(maxsize=1024)
def _card(language_url: str, place: str | None, frozen: str) -> Markup:
    """Cards are drawn once for each language, place and content: they are most of the work of a page of results."""
    doc = json.loads(frozen)
    module: Any = current_app.jinja_env.get_template("_parts/card.html").module
    return Markup(module.business_card(doc, area=doc.get("area"), place=place))  # noqa: S704


@bp.app_template_filter()
def service_word(code: str) -> str:
    """What a service is called in the page's language."""
    return vocabulary.label("service", code, language().url)


@bp.app_template_global()
def county_codes(doc: dict[str, Any]) -> list[str]:
    """The states and counties of a listing's stated area, for the map; empty where none is stated."""
    codes = list(doc.get("service_states") or [])
    for code in doc.get("areas") or []:
        place = gazetteer().place(code)
        codes += [code] if code in county_map.STATE_DIGITS else list(place.fips) if place else []
    return list(dict.fromkeys(codes))


@bp.app_template_global()
def place_name(code: str) -> str:
    """A place code in the page's language; a state stays in its two letters, as people here write it."""
    place = None if code in county_map.STATE_DIGITS else gazetteer().place(code)
    return place.name(language().url) if place else code


@bp.app_template_global()
def served(doc: dict[str, Any]) -> str:
    """The stated area of a listing in a sentence: `DC, VA and MD`."""
    codes = dict.fromkeys([*(doc.get("service_states") or []), *(doc.get("areas") or [])])
    return join_names([place_name(code) for code in codes])
