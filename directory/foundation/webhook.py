"""Signatures of the SMS gateway's callbacks, in the scheme of the Twilio-compatible API."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from flask import abort, request

from directory.foundation.html import absolute
from directory.foundation.settings import settings
from directory.kernel.text import has_surrogate_or_nul, short_id

#: The header that the gateway signs in.
SIGNATURE = "X-Twilio-Signature"


def is_signed(url: str, form: Mapping[str, Iterable[str]], signature: str, token: str) -> bool:
    """Whether `signature` is base64(HMAC-SHA1(token, url + the fields)): names in order, each with its values in order.

    A value that came twice counts once. The gateway signs the address it was given, its query as it stands and nothing
    from a `#` on, but is not agreed with itself on the port: with the usual one and without are both right.
    """
    fields = "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    return any(
        hmac.compare_digest(_signature(address + fields, token).encode(), signature.encode())
        for address in _spellings(url)
    )


def _signature(words: str, token: str) -> str:
    return base64.b64encode(hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()).decode()


def _spellings(url: str) -> set[str]:
    """The address with its port (or that of its scheme), and without any."""
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    return {parts._replace(netloc=netloc).geturl() for netloc in (host, f"{host}:{port}")}


def signed_reference() -> str:
    """The gateway's id of the text that this request is about, as a column keeps it.

    Aborts with 403 without the gateway's signature over BASE_URL, path and query, with 400 without an id. A form that
    has no signature at all is not read.
    """
    token, signature = settings().sms_token, request.headers.get(SIGNATURE, "")
    query = request.query_string.decode("ascii", "replace")
    address = absolute(request.path) + (f"?{query}" if query else "")
    if not (token and signature and is_signed(address, dict(request.form.lists()), signature, token)):
        abort(403)
    reference = request.form.get("MessageSid", "")
    if not reference or has_surrogate_or_nul(reference):
        abort(400)
    return short_id(reference)
