"""Pages that belong to no slice: the front door, where the signed-in begin, about, and what crawlers read."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.accounts.access import require_person
from directory.accounts.queries import businesses_of
from directory.ads.rules import reviewed
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import STATIC, absolute, asset
from directory.foundation.i18n import language
from directory.foundation.limits import quoted
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES, negotiate
from directory.kernel.phone import dial
from directory.onboarding.queries import handed_in_by
from directory.search.queries import all_listings

bp = Blueprint("pages", __name__)
manage = Blueprint("manage", __name__)

#: The pages about the site, in the order a stranger asks.
ABOUT = ("us", "ranking", "privacy", "terms", "texts", "sources")
_HOUR = "public, max-age=3600"
_DAY = "public, max-age=86400"
#: How long a copy of security.txt may be believed.
_SECURITY_LIFE = timedelta(days=30)
#: Pictures of the site on a phone, by their side in pixels.
_ICONS = (192, 512)


@bp.get("/")
@gate("public")
def start() -> ResponseReturnValue:
    """Go to the visitor's language. No cache may give one reader's language to the next."""
    answer = redirect(f"/{negotiate(request.headers.get('Accept-Language')).url}/", 302)
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.get(f"/<lang:lang>/about/<any({', '.join(ABOUT)}):page>")
@gate("public")
def about(page: str) -> str:
    """Who runs this and by which rules: one of `ABOUT`."""
    return render_template(f"pages/about/{page}.html", page=page, numbers=quoted())


@manage.get("/<lang:lang>/manage", endpoint="show")
@gate("signed-in")
def show_businesses() -> ResponseReturnValue:
    """Where everybody who signs in begins: the businesses they act for and those that wait to be listed.

    With exactly one and nothing that waits, on to its customers.
    """
    person = require_person().person
    memberships = businesses_of(db.session(), person.id)
    waiting = [
        (submission, reviewed(submission.parsed, submission.corrections))
        for submission in handed_in_by(db.session(), person.id)
    ]
    if len(memberships) == 1 and not waiting and not person.is_operator:
        return redirect(f"/{language().url}/manage/{memberships[0].business.slug}/leads", 303)
    if not memberships and not waiting and person.is_operator:
        return redirect("/admin", 303)
    return render_template("pages/manage.html", person=person, memberships=memberships, waiting=waiting)


@bp.get("/robots.txt")
@gate("public")
def robots() -> Response:
    """What crawlers may read: listings and pages about the site, nothing that belongs to one person."""
    answer = Response(render_template("pages/robots.txt"), mimetype="text/plain")
    answer.headers["Cache-Control"] = _HOUR
    return answer


@bp.get("/.well-known/security.txt")
@gate("public")
def security() -> Response:
    """Whom to tell of a hole (RFC 9116): what the settings say, and nothing where they say nothing."""
    email, number = settings().contact_email, settings().contact_phone
    contacts = [*([f"mailto:{email}"] if email else []), *([f"tel:{dial(number)}"] if number else [])]
    if not contacts:
        raise NotFound
    expires = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + _SECURITY_LIFE
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, zh",
        f"Canonical: {absolute(request.path)}",
    ]
    answer = Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = _HOUR
    return answer


@bp.get("/favicon.ico")
@gate("public")
def favicon() -> Response:
    """The site's picture, where browsers look for it unasked."""
    return _picture("favicon.ico", "image/vnd.microsoft.icon")


@bp.get("/apple-touch-icon.png")
@gate("public")
def touch_icon() -> Response:
    """The same, where phones look."""
    return _picture("apple-touch-icon.png", "image/png")


def _picture(name: str, content_type: str) -> Response:
    answer = Response((STATIC / name).read_bytes(), content_type=content_type)
    answer.headers["Cache-Control"] = _DAY
    return answer


@bp.get("/<lang:lang>/manifest.webmanifest")
@gate("public")
def manifest() -> Response:
    """What a phone calls the site, and shows of it, where somebody puts it on the first screen."""
    answer = jsonify(
        name=_("Lengnuan: heating and cooling contractors"),
        short_name=_("Lengnuan"),
        lang=language().bcp47,
        id=f"/{language().url}/",
        start_url=f"/{language().url}/",
        scope="/",
        display="browser",
        background_color="#fbfaf5",
        theme_color="#fbfaf5",
        icons=[
            {"src": asset(f"icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": "any"}
            for side in _ICONS
        ],
    )
    answer.content_type = "application/manifest+json"
    answer.headers["Cache-Control"] = _HOUR
    return answer


@bp.get("/sitemap.xml")
@gate("public")
def sitemap() -> Response:
    """Every public page in its three languages; a listing with the day it last changed."""
    pages: list[tuple[dict[str, str], str | None]] = [(_sisters("listings.home"), None)]
    pages += [
        (_sisters("listings.business", slug=doc.slug), doc.updated[:10])
        for doc in sorted(all_listings(db.session()), key=lambda doc: doc.slug)
    ]
    pages += [(_sisters("pages.about", page=page), None) for page in ABOUT]
    answer = Response(render_template("pages/sitemap.xml", pages=pages), mimetype="application/xml")
    answer.headers["Cache-Control"] = _HOUR
    return answer


def _sisters(endpoint: str, **values: Any) -> dict[str, str]:
    """The address of one page in each language, by BCP 47 tag."""
    return {sister.bcp47: absolute(url_for(endpoint, lang=sister.url, **values)) for sister in LANGUAGES.values()}
