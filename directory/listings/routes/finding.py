"""Search: the results with what narrows them, the map of an area."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Response, current_app, render_template, request
from markupsafe import Markup

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.kernel.text import tongue
from directory.listings.routes.blueprint import bp
from directory.listings.rules import county_map, sieve
from directory.places.gazetteer import shapes
from directory.search.queries import Concept, Facet, Query
from directory.search.queries import find as find_listings

_MAP_SECONDS = 7 * 24 * 3600


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
