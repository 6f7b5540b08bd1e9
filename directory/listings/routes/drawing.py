"""What templates of every slice draw of a listing: its card, the tray, its area in words."""

import json
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from directory.foundation.i18n import join_names, language
from directory.kernel.language import LANGUAGES
from directory.listings.routes.blueprint import bp
from directory.listings.rules import county_map
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary


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
