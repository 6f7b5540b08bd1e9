"""The outermost WSGI layer: input is checked before the application reads it; any escaped error becomes an answer."""

import re
import string
from collections.abc import Callable, Iterable
from functools import partial
from typing import ParamSpec, TypeVar
from urllib.parse import quote, urlsplit
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from directory.foundation import problems
from directory.foundation.headers import security_headers
from directory.foundation.logs import log_exception
from directory.kernel.site import site

P = ParamSpec("P")
T = TypeVar("T")
#: Key in the WSGI environment: the Host that was asked for cannot be a host's name.
BAD_HOST = "lengnuan.bad_host"
_MOST_CHARACTERS = 253
_HOST = re.compile(
    r"(?:(?P<name>[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)\.?|\[[a-f0-9]*:[a-f0-9.:]+\])(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII | re.IGNORECASE,
)
#: Said without templates, catalogues or a database, in all three languages: any of them may be what broke.
_WORDS = (
    '<p lang="en">Something broke on our side. We cannot promise that anything you sent was saved. Try again in a '
    'minute.</p><p lang="zh-Hans">我们这边出错了，不能保证您刚发的内容已保存，请过一分钟再试。</p>'
    '<p lang="zh-Hant">我們這邊出錯了，不能保證您剛送出的內容已儲存，請過一分鐘再試。</p>'
)
#: Said by the web server before a page is asked: more are here than it can answer in time.
_CROWD = (
    '<p lang="en">The site is very busy at this moment. What you just sent was not saved. Try again in a few '
    'seconds.</p><p lang="zh-Hans">现在访问的人太多，您刚发的内容没有保存，请过几秒再试。</p>'
    '<p lang="zh-Hant">目前造訪的人太多，您剛送出的內容沒有儲存，請過幾秒再試。</p>'
)
#: Seconds after which somebody who came into a crowd is asked to come again.
CROWD_RETRY_SECONDS = 5


def is_host(value: str) -> bool:
    """Whether a `Host` header names a host: labels of at most 63 characters, 253 in all, perhaps a port."""
    match = _HOST.fullmatch(value)
    if match is None or len(match["name"] or "") > _MOST_CHARACTERS:
        return False
    return not match["port"] or 1 <= int(match["port"]) <= 65535


def last_resort(path: str) -> tuple[str, str]:
    """What is answered when not even the page of an error can be drawn: content type and text."""
    return _bare(path, 500, _WORDS)


def crowd(path: str) -> tuple[str, str]:
    """What is answered, with status 503, to who would wait too long: content type and text."""
    return _bare(path, 503, _CROWD)


def _bare(path: str, status: int, words: str) -> tuple[str, str]:
    """A problem under /api/, one word to the gateway, else a page of these words."""
    if path.startswith("/api/"):
        return problems.CONTENT_TYPE, problems.written(problems.describe(status))
    if path.startswith("/hooks/"):
        return "text/plain; charset=utf-8", problems.PROBLEMS[status][0]
    name = site().wording["en"].site
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{name}</title></head><body>{words}<p><a href="/">{name}</a></p></body></html>'
    )
    return "text/html; charset=utf-8", page


class Body:
    """The body as the web server hands it on. Whatever it finds wrong with it (a chunk that lies about its size) is
    an OSError: to the libraries above that is a visitor who broke off, and a bad request."""

    def __init__(self, stream: InputStream) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        part = getattr(self._stream, name)
        return partial(self._read, part) if callable(part) else part

    def _read(self, function: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        try:
            return function(*arguments, **options)
        except OSError:
            raise
        except Exception as error:
            raise OSError(type(error).__name__) from error


class Edge:
    """WSGI middleware around everything else, static files included."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._app, self._inner = app, inner
        self._own_host = urlsplit(str(app.config["BASE_URL"])).netloc
        always = security_headers(is_https=bool(app.config["SESSION_COOKIE_SECURE"]))
        self._headers = [("Cache-Control", "no-store"), *always.items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, whatever happens; in tests an exception goes on to the test."""
        if environ.get("HTTP_HOST") and not is_host(environ["HTTP_HOST"]):
            # Links are built from it, those of the page of the error too: from here on the site has its own name.
            environ[BAD_HOST], environ["HTTP_HOST"] = True, self._own_host
        if not (query := environ.get("QUERY_STRING", "")).isascii():
            # Bytes as they were typed, in whatever encoding: percent-encoded they can be read, and shown as they are.
            environ["QUERY_STRING"] = quote(query.encode("latin-1", "replace"), safe=string.printable)
        if "wsgi.input" in environ:
            environ["wsgi.input"] = Body(environ["wsgi.input"])
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
            """Taken down, and passed on once nothing can go wrong any more."""
            started.append((status, headers))
            return _refuse_to_write

        try:
            answer = self._inner(environ, start)
            start_response(*started[-1])
        except Exception as error:
            if self._is_passed_on():
                raise
            log_exception(error, "-", environ.get("REQUEST_METHOD", "-"))
            kind, text = last_resort(environ.get("PATH_INFO", ""))
            start_response("500 Internal Server Error", [("Content-Type", kind), *self._headers])
            return [] if environ.get("REQUEST_METHOD") == "HEAD" else [text.encode()]
        return answer

    def _is_passed_on(self) -> bool:
        propagates = self._app.config["PROPAGATE_EXCEPTIONS"]
        return bool(self._app.testing or self._app.debug) if propagates is None else bool(propagates)


def _refuse_to_write(data: bytes) -> None:
    """The way around an answer that WSGI knows from old; nothing here goes it."""
    raise NotImplementedError
