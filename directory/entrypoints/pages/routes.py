"""Pages that belong to no slice: the front door, where the signed-in begin, about, and what crawlers read."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from directory.accounts.access import require_member, require_person
from directory.accounts.queries import businesses_of
from directory.ads.rules import reviewed
from directory.businesses.queries import highest_id, published_after
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import STATIC, absolute, asset
from directory.foundation.i18n import language, wording
from directory.foundation.limits import quoted
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES, negotiate
from directory.kernel.phone import dial
from directory.kernel.typed import find_number
from directory.onboarding.queries import handed_in_by

bp = Blueprint("pages", __name__)
manage = Blueprint("manage", __name__)

#: The pages about the site, in the order a stranger asks.
ABOUT = ("us", "ranking", "answers", "privacy", "terms", "texts", "sources")
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


@manage.get("/<lang:lang>/manage/<slug>", endpoint="of")
@gate("member")
def show_business(slug: str) -> ResponseReturnValue:
    """The address that who acts for a business types or keeps: on to its customers."""
    return redirect(url_for("inbox_desk.index", slug=require_member(slug).business.slug), 303)


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
    """The site's picture, where phones look for it."""
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
        name=wording().title_of_app,
        short_name=wording().site,
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


#: Businesses in one file of the map: their three addresses each are fewer than the 50,000 that a file may hold.
PER_FILE = 16_000
_URLS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
_FILES = '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


@bp.get("/sitemap.xml")
@gate("public")
def sitemap() -> Response:
    """Every public page in its three languages; a listing with the day it last changed.

    Where that is too much for one file, the list of the files: `file` 0 has the site's own pages, each other one the
    businesses of so many ids. All stand at the top, for a map names only what stands below it.
    """
    files, written = -(-highest_id(db.session()) // PER_FILE), request.args.get("file")
    if written is not None:
        number = find_number(written)
        if number is None or number > files:
            raise NotFound(f"sitemap {written}")
        return _map(_listings(number) if number else _own_pages())
    if files <= 1:
        return _map([*_own_pages(), *_listings(1)])
    names = (absolute(url_for("pages.sitemap", file=number)) for number in range(files + 1))
    lines = [f"<sitemap><loc>{escape(name)}</loc></sitemap>\n" for name in names]
    return _xml([_FILES, *lines, "</sitemapindex>\n"])


_Pages = Iterable[tuple[str, str | None]]


def _own_pages() -> _Pages:
    """The paths of the site's own pages behind the language."""
    return [("/", None), *((f"/about/{page}", None) for page in ABOUT)]


def _listings(number: int) -> _Pages:
    """The paths of the listings in one file of the sitemap, each with the day of its last change."""
    first = (number - 1) * PER_FILE
    rows = published_after(db.session(), first, first + PER_FILE, PER_FILE)
    return ((f"/businesses/{slug}", clock.local(changed).date().isoformat()) for _, slug, changed in rows)


def _map(pages: _Pages) -> Response:
    """A file of addresses, each with its sisters in the other languages, sent while it is written."""
    starts = {sister.bcp47: str(escape(absolute(f"/{sister.url}"))) for sister in LANGUAGES.values()}
    first = next(iter(starts.values()))

    def lines() -> Iterator[str]:
        yield _URLS
        for path, changed in pages:
            links = [
                f'<xhtml:link rel="alternate" hreflang="{tag}" href="{start}{path}"/>\n'
                for tag, start in starts.items()
            ]
            default = f'<xhtml:link rel="alternate" hreflang="x-default" href="{first}{path}"/>\n'
            day = f"<lastmod>{changed}</lastmod>\n" if changed else ""
            rest = f"{day}{''.join(links)}{default}</url>\n"
            yield "".join(f"<url><loc>{start}{path}</loc>\n{rest}" for start in starts.values())
        yield "</urlset>\n"

    return _xml(lines())


def _xml(lines: Iterable[str]) -> Response:
    answer = Response(lines, mimetype="application/xml")
    answer.headers["Cache-Control"] = _HOUR
    return answer
