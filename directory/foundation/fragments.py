"""Parts of pages that are drawn once for all that they show: a form nobody has typed in is the same for everybody."""

import re
import threading
from collections.abc import Callable, Hashable

from flask import Flask, current_app, g
from markupsafe import Markup, escape

from directory.foundation.i18n import language
from directory.foundation.security import csrf_token

#: Parts that are remembered, from a line to 14 KB: the oldest goes.
_MOST = 2048
_adding = threading.Lock()
#: Under what the application keeps them: each has its own settings, which a part may show.
_KEPT = "drawn-parts"
#: What stands in a remembered part where a page puts its own: characters that no text of a page has.
_GAP = re.compile("\ue000([0-9]+)\ue001")


def init_app(app: Flask) -> None:
    """Give templates `draw_once`."""
    app.extensions[_KEPT] = {}
    app.jinja_env.globals["draw_once"] = draw_once


def draw_once(name: str, key: Hashable | None, *gaps: object, caller: Callable[..., str]) -> Markup:
    """The block of a `{% call draw_once("leads/job", key) %}` as it was drawn before for this key and language.

    `key` holds everything the block shows besides what never changes while the application runs; nothing that
    somebody typed. None: what it shows is somebody's own, and is drawn anew.

    `gaps` are what differs from page to page: an address, a name. The block gets them as its arguments and only prints
    them; none is remembered. The token of its forms is such a gap by itself.

        {% call(here) draw_once("tracking/close", chosen is none, here) %}<form action="{{ here }}">...{% endcall %}
    """
    if key is None:
        return Markup(caller(*gaps))  # noqa: S704  (drawn by a template, which escapes)
    parts: dict[Hashable, tuple[str, ...]] = current_app.extensions[_KEPT]
    where = (name, language().url, key)
    pieces = parts.get(where)
    if pieces is None:
        pieces = _pieces(caller(*(_gap(number) for number in range(len(gaps)))), len(gaps))
        with _adding:
            parts[where] = pieces
            if len(parts) > _MOST:
                del parts[next(iter(parts))]
    if len(pieces) == 1:
        return Markup(pieces[0])  # noqa: S704
    filled = list(pieces)
    for at in range(1, len(pieces), 2):
        number = int(pieces[at])
        filled[at] = escape(gaps[number]) if number < len(gaps) else csrf_token()
    return Markup("".join(filled))  # noqa: S704  (each gap is escaped)


def _gap(number: int) -> Markup:
    return Markup(f"\ue000{number}\ue001")  # noqa: S704


def _pieces(drawn: str, gaps: int) -> tuple[str, ...]:
    """What stands between the gaps, and in turn the number of each; the token of the block's forms comes after `gaps`
    others."""
    token = g.get("csrf_token")
    return tuple(_GAP.split(drawn.replace(token, _gap(gaps)) if token else drawn))


def forget() -> None:
    """Draw every part anew."""
    current_app.extensions[_KEPT].clear()
