"""The first page is as quick as the second: before `/readyz` says so, the pages people come for are drawn once."""

from threading import Lock
from urllib.parse import urlencode

from flask import Flask, current_app, url_for

from directory.foundation.logs import log
from directory.kernel.language import LANGUAGES

#: What most people see first; the search has a word in each script, a sound and a number.
_PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("listings.home", {}),
    ("listings.find", {"q": "空调 kongtiao repair 20850"}),
)
_KEY = "lengnuan-warm"


def init_app(app: Flask) -> None:
    """Give the application what remembers whether it is warm."""
    app.extensions[_KEY] = _Warmth()


def trouble() -> str | None:
    """Warm up, where nobody has yet; why that went wrong, in a few words for the operator."""
    warmth: _Warmth = current_app.extensions[_KEY]
    return warmth.trouble()


class _Warmth:
    """Whether this process has drawn its first pages. Whoever asks meanwhile waits for it."""

    def __init__(self) -> None:
        self._line = Lock()
        self._is_warm = False

    def trouble(self) -> str | None:
        """Draw the first pages, once; what stopped that."""
        with self._line:
            if not self._is_warm:
                try:
                    _draw()
                except Exception as error:
                    log.error("the first pages could not be drawn", error=type(error).__name__)
                    return f"the first pages could not be drawn ({type(error).__name__})"
                self._is_warm = True
        return None


def _draw() -> None:
    """Call the views as a request would, without its hooks: nothing is logged, counted or limited.

    Each in an application context of its own, where the language it speaks is kept.
    """
    for lang in LANGUAGES:
        for endpoint, query in _PAGES:
            address = f"{url_for(endpoint, lang=lang)}?{urlencode(query)}"
            with current_app.app_context(), current_app.test_request_context(address):
                current_app.view_functions[endpoint]()
