"""Headers of every answer: pages, static files, what is answered when nothing can be drawn, the server's own refusals.

deploy/nginx.conf has the same for what it answers by itself; a test compares them.
"""

from collections.abc import Mapping

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def security_headers(*, is_https: bool) -> Mapping[str, str]:
    """Name to value; with HSTS where visitors come by https."""
    return _ALWAYS | _HSTS if is_https else _ALWAYS
