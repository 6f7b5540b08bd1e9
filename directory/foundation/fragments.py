"""Parts of pages that are drawn once for all that they show: a form nobody has typed in is the same for everybody."""

import threading
from collections.abc import Callable, Hashable

from flask import Flask, current_app
from markupsafe import Markup

from directory.foundation.i18n import language

#: Parts that are remembered, from a line to 14 KB: the oldest goes.
_MOST = 2048
_adding = threading.Lock()
#: Under what the application keeps them: each has its own settings, which a part may show.
_KEPT = "drawn-parts"


def init_app(app: Flask) -> None:
    """Give templates `draw_once`."""
    app.extensions[_KEPT] = {}
    app.jinja_env.globals["draw_once"] = draw_once


def draw_once(name: str, key: Hashable | None, caller: Callable[[], str]) -> Markup:
    """The block of a `{% call draw_once("leads/job", key) %}` as it was drawn before for this key and language.

    `key` holds everything the block shows besides what never changes while the application runs; nothing that
    somebody typed. None: what it shows is somebody's own, and is drawn anew. A block holds no CSRF token.
    """
    if key is None:
        return Markup(caller())  # noqa: S704  (drawn by a template, which escapes)
    parts: dict[Hashable, Markup] = current_app.extensions[_KEPT]
    where = (name, language().url, key)
    drawn = parts.get(where)
    if drawn is None:
        drawn = Markup(caller())  # noqa: S704
        with _adding:
            parts[where] = drawn
            if len(parts) > _MOST:
                del parts[next(iter(parts))]
    return drawn


def forget() -> None:
    """Draw every part anew."""
    current_app.extensions[_KEPT].clear()
