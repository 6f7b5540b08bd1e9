"""What a browser keeps of somebody: its own secret, and the token of its session."""

from flask import Response, current_app, g, request
from flask import session as cookie

from directory.foundation import tokens

_YEAR = 365 * 24 * 3600


def browser() -> str:
    """The secret that binds a code to the browser that asked for it; made where the browser has none yet."""
    if "browser" not in g:
        found = request.cookies.get(cookie_name("lengnuan_browser"), "")
        g.new_browser = not tokens.is_token(found)
        g.browser = tokens.new_token() if g.new_browser else found
    return str(g.browser)


def remember_browser(response: Response) -> None:
    """Give the browser its secret, where `browser` made one; done by itself after every request that asked."""
    if g.pop("new_browser", False):
        _set(response, "lengnuan_browser", str(g.browser), _YEAR)


def remember_sign_in(response: Response, token: str) -> None:
    """Give the browser the token of its new session; what the browser held before of forms and codes is dropped."""
    cookie.clear()
    _set(response, "lengnuan_session", token, _YEAR)


def forget_sign_in(response: Response) -> None:
    """Take the session's cookie back."""
    name = cookie_name("lengnuan_session")
    response.delete_cookie(name, path="/", secure=bool(current_app.config["SESSION_COOKIE_SECURE"]), httponly=True)


def has_cookie() -> bool:
    """Whether the browser says that somebody is signed in: good for the words of a link, never for a decision."""
    return bool(request) and cookie_name("lengnuan_session") in request.cookies


def is_operator_here() -> bool:
    """Whether the operator was at the desk in this browser: good for the words of a link, never for a decision."""
    return has_cookie() and bool(cookie.get("desk"))


def cookie_name(name: str) -> str:
    """What a cookie of ours is called: with the prefix that ties it to this host, where the site has TLS."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        cookie_name(name), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="Lax"
    )
