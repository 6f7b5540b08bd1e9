"""Search: the results with what narrows them, the map of their areas, suggestions while typing."""

from functools import lru_cache
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.listings.routes import results_frame as around
from directory.listings.routes.blueprint import bp
from directory.listings.rules import county_map
from directory.listings.rules import county_map as spread
from directory.places.gazetteer import shapes
from directory.search.queries import Query, suggest
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
    asked = Query.read(request.args)
    page = find_listings(db.session(), asked)
    drawn = around.drawn(language().url, asked, around.shown(asked, page), tuple(pairs))
    return render_template("listings/find.html", page=page, here=drawn.here, around=drawn)


@bp.get("/<lang:lang>/suggest")
@gate("public")
def suggestions() -> Response:
    """The options under a search box as list items; nothing where nothing is typed. Only script asks for them."""
    field = "place" if request.args.get("field") == "place" else "q"
    text = request.args.get("q", "")[:_MOST_TYPED].strip()
    found = suggest(db.session(), text, language().url, field=field) if text else []
    answer = Response(render_template("listings/suggest.html", found=found).strip(), mimetype="text/html")
    answer.headers["Cache-Control"] = f"public, max-age={_SUGGESTION_SECONDS}"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/map.svg")
@gate("public")
def area_map() -> Response:
    """The county map: `area` fills one area, `shades` (of `spread.packed`) many, `at` marks the county asked for.

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
    return county_map.draw_shades(shapes(), spread.unpacked(word, shapes()["counties"]), at)
