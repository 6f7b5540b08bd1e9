"""Headers, CSRF and the visitor's address."""

import ipaddress
from collections.abc import Callable
from typing import NoReturn, TypeVar

from flask import Flask, Response, current_app, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError

from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.edge import BAD_HOST
from directory.foundation.headers import security_headers
from directory.foundation.logs import log
from directory.foundation.settings import settings
from directory.foundation.uploads import FORM_BYTES, SmallRequest
from directory.kernel.address import split_address
from directory.kernel.errors import NotFound

View = TypeVar("View", bound=Callable[..., object])


class HostError(BadRequest):
    """The request was sent to a name that no host can have."""


class ForeignForm(CSRFError):  # type: ignore[misc]
    """A form sent by a page of another site."""


class _Csrf(CSRFProtect):  # type: ignore[misc]
    """The token decides. Where the browser also says which site the form was on, that has to be this one."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse what another site sent (ForeignForm), then what has not the right token (CSRFError)."""
        is_for_machines = request.path.startswith(("/api/", "/hooks/"))
        if request.method in current_app.config["WTF_CSRF_METHODS"] and not is_for_machines:
            refuse_foreign()
        super().protect(apply_exemptions)

    def exempt(self, view: View) -> View:
        """Leave the token of this view's form to the view."""
        super().exempt(view)
        return view


csrf = _Csrf()

_MOST_ROWS = 2**31 - 1
_PROXY = "lengnuan-unknown-proxy"
#: Where containers and machines of one house find each other.
_OWN_NETWORKS = [ipaddress.ip_network(name) for name in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
#: What an operator reads where it is so.
UNKNOWN_PROXY = (
    "a proxy stands in front and TRUSTED_PROXIES is 0, so all visitors count as one: set it to the number of proxies"
)


def takes(size: int) -> Callable[[View], View]:
    """Mark a view whose form may have so many bytes: it asks for long texts, of people we know."""

    def mark(view: View) -> View:
        view.takes = size  # type: ignore[attr-defined]
        return view

    return mark


class RowId(IntegerConverter):
    """`<int:...>` in a route: a row's number. One that no column holds is no page, not an error of the database."""

    def to_python(self, value: str) -> int:
        """The number; the route does not match above 2147483647."""
        number = int(super().to_python(value))
        if number > _MOST_ROWS:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """CSRF on every form, strict headers on every answer, the client's address behind known proxies only."""
    app.request_class = SmallRequest

    @app.before_request
    def _host() -> None:
        if request.environ.get(BAD_HOST):
            raise HostError

    @app.before_request
    def _size() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if (size := getattr(view, "takes", None)) is not None:
            request.max_content_length = request.max_form_memory_size = size
        files = getattr(view, "files", None) if request.mimetype == "multipart/form-data" else None
        if files is not None and isinstance(request, SmallRequest):
            request.takes_files = files
            # A few more than are taken, so that this can be said in words.
            request.max_content_length = FORM_BYTES + (files[0] + 2) * files[1]
            # The parser holds what may be the begin of a boundary, up to a piece, while it takes the next piece.
            request.max_form_memory_size = 2 * FORM_BYTES

    # After the size is known: a form is read for its token.
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.url_map.converters["int"] = RowId
    hops = int(app.config["TRUSTED_PROXIES"])
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    else:
        app.before_request(_notice_proxy)
    always = security_headers(is_https=bool(app.config["SESSION_COOKIE_SECURE"]))

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        for name, value in always.items():
            headers.setdefault(name, value)
        if g.get("private"):
            headers["Cache-Control"] = "no-store"
            headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


def csrf_token() -> str:
    """The token of this answer's forms, of which a page may have twenty."""
    return str(g.get("csrf_token") or generate_csrf())


def _notice_proxy() -> None:
    """A proxy of ours stands in front, and its word on who visits is not taken: said once by each process."""
    if "X-Forwarded-For" not in request.headers and "Forwarded" not in request.headers:
        return
    if not is_behind_unknown_proxy() and _is_ours(client_ip()):
        current_app.extensions[_PROXY] = True
        log.error("all visitors count as one", cure=UNKNOWN_PROXY)


def is_behind_unknown_proxy() -> bool:
    """Whether this process was asked by a proxy that TRUSTED_PROXIES does not count."""
    return bool(current_app.extensions.get(_PROXY))


def _is_ours(address: str) -> bool:
    """Whether it is this machine or a private network: from elsewhere anybody can send what a proxy sends."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return number.is_loopback or any(number in network for network in _OWN_NETWORKS)


def refuse_foreign() -> None:
    """Raise ForeignForm where the browser says that a page of another site sent this.

    No Origin, or "null" (what browsers send that keep their Referer to themselves), says nothing: the token decides.
    Ports are not compared: a proxy that passes the name alone would have every form refused, and cookies know none.
    """
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        return
    sent_by, here = split_address(origin), split_address(settings().base_url)
    own = {(here.scheme, here.hostname), ("https", split_address(f"//{request.host}").hostname)}
    if not request.is_secure and here.scheme != "https":
        own.add(("http", split_address(f"//{request.host}").hostname))
    if not sent_by.hostname or (sent_by.scheme, sent_by.hostname) not in own:
        raise ForeignForm


def cookie_name(name: str) -> str:
    """What a cookie of ours is called: with the prefix that ties it to this host, where the site has TLS."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def mark_private() -> None:
    """This answer holds somebody's data: no cache keeps it, no search engine lists it."""
    g.private = True


def client_ip() -> str:
    """The visitor's address as text."""
    return request.remote_addr or "0.0.0.0"  # noqa: S104  (a word for "unknown", nothing is bound to it)


#: Bits of a visitor's network at each width of `limits.rules.WIDTHS`, by version. A household has a whole /64.
_PREFIXES = {4: {"near": 32, "wide": 24}, 6: {"near": 64, "middle": 56, "wide": 48}}


def client_networks() -> list[tuple[str, str]]:
    """The networks a limit counts a visitor by, each with its width, narrow to wide: (near, 192.0.2.7) and so on."""
    try:
        address = ipaddress.ip_address(client_ip().partition("%")[0])
    except ValueError:
        return [("near", "unknown")]
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return [
        (width, str(ipaddress.ip_network((address, bits), strict=False)).removesuffix("/32"))
        for width, bits in _PREFIXES[address.version].items()
    ]


def no_such_link() -> NoReturn:
    """A link that does not exist: counted by the visitor's network, NotFound; TooMany once its misses are spent.

    Asked after the look-up: who holds a right link may share an address (a carrier's, an office's) with whoever
    guesses, and is not locked out by them.
    """
    db.session.rollback()
    limits.count("token-miss", client_network())
    raise NotFound


def client_network() -> str:
    """The narrowest of them: the IPv4 address, or the /64 of an IPv6 one."""
    return client_networks()[0][1]
