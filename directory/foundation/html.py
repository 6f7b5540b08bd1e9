"""What every template may use: languages, phones, times, addresses of assets."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, url_for
from jinja2 import StrictUndefined
from jinja2.utils import urlize
from markupsafe import Markup, escape

from directory.foundation import i18n
from directory.foundation import tokens as links
from directory.foundation.paging import counted
from directory.foundation.settings import settings
from directory.foundation.templates import Compiled, Joined, Unindented
from directory.kernel import masks, phone, text
from directory.kernel.language import LANGUAGES, by_tag
from directory.kernel.site import site

#: Says in an address from which printed thing somebody came; the page is the same one.
ORIGIN = "from"
STATIC = Path(__file__).resolve().parent.parent / "static"
#: A web address in a sentence: in Chinese no space need stand on either side of it.
_ADDRESS = re.compile(r"(https?://[!-~]+)")


def init_app(app: Flask) -> None:
    """Give templates their filters and globals."""
    app.jinja_env.bytecode_cache = Compiled()
    # A name or an attribute that is not there is a mistake and fails where it is read, instead of leaving a gap.
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.add_extension(Joined)
    app.jinja_env.filters["counted"] = counted
    app.jinja_env.filters.update(
        phone=phone.display,
        dial=phone.dial,
        moment=i18n.show_moment,
        clock=i18n.show_clock,
        when=i18n.show_when,
        hour=i18n.show_hour,
        date=i18n.show_date,
        names=i18n.join_names,
        paragraphs=paragraphs,
        linked=linked,
        masked=masks.mask_contacts,
        language_of=text.language_of,
        unlinked=links.unlinked,
    )
    app.jinja_env.tests["takes_texts"] = phone.is_geographic
    app.jinja_env.globals.update(
        language=i18n.language,
        gap=i18n.gap,
        languages=LANGUAGES,
        asset=asset,
        sister=sister,
        canonical=canonical,
        absolute=absolute,
        query=query,
    )
    app.jinja_env.globals.update(spoken=spoken, goes_out=lambda channel: settings().goes_out(channel))
    app.jinja_env.globals.update(is_public=is_public, site=site, wording=i18n.wording)


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file with its fingerprint, so that it may be cached for a year."""
    return f"/static/{name}?v={_fingerprint(name)}"


def sister(code: str, *, is_bare: bool = False) -> str:
    """The address of this page in another language, query kept; of that language's home where it has no sister.

    `is_bare`: without the query, for a page that is the same one whatever comes along.

    Pages without a language in their address (`g.own_path` says theirs) are asked with `?lang=`.
    """
    if own := g.get("own_path"):
        return str(own) + query(lang=code)
    endpoint = request.endpoint
    if endpoint is None or not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        return f"/{code}/"
    path = url_for(endpoint, **{**(request.view_args or {}), "lang": code})
    has_query = request.query_string and not is_bare
    return path + ("?" + request.query_string.decode("utf-8", "replace") if has_query else "")


def canonical(code: str, *, is_bare: bool = False) -> str:
    """The address by which machines know this page in a language: as `sister`, without where somebody came from."""
    path, _mark, words = sister(code, is_bare=is_bare).partition("?")
    rest = [pair for pair in words.split("&") if pair and not pair.startswith(f"{ORIGIN}=")]
    return path + ("?" + "&".join(rest) if rest else "")


def is_public() -> bool:
    """Whether this is a page that anybody may open and pass on: no form sent, no error, nothing of one person's."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in ("GET", "HEAD") and getattr(view, "gate", "") == "public"


def absolute(path: str) -> str:
    """The path as an address for messages and machines: BASE_URL decides, never the Host header."""
    return f"{settings().base_url}{path}"


def query(**changes: object) -> str:
    """This page's query string with `changes` made: a list replaces all values, None removes; the page number goes."""
    values = request.args.to_dict(flat=False)
    values.pop("page", None)
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None and value != []:
            values[name] = [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)]
    pairs = [(name, value) for name, all_values in values.items() for value in all_values if value != ""]
    return "?" + urlencode(pairs)


def paragraphs(words: str) -> Markup:
    """Somebody's text, escaped, its line breaks kept."""
    return Markup("<br>").join(escape(line) for line in words.split("\n"))


def linked(words: str) -> Markup:
    """Somebody's text, escaped, its addresses as links: `见：https://x.org/a。` -> 见：<a>https://x.org/a</a>。"""
    pieces = _ADDRESS.split(words)
    return Markup("".join(urlize(piece, rel="noopener noreferrer") for piece in pieces).replace("\n", "<br>"))  # noqa: S704


def spoken(tag: str, says: Callable[..., object], *arguments: object) -> str:
    """What a macro or function says in somebody else's language (BCP 47): a text that they will read."""
    with i18n.speaking(by_tag(tag)):
        return str(says(*arguments)).strip()
