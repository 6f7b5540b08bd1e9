"""Signatures of the SMS gateway's callbacks, in the scheme of the Twilio-compatible API."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from flask import abort, request

from directory.foundation.html import absolute
from directory.foundation.settings import settings
from directory.kernel.text import has_surrogate_or_nul


def is_signed(url: str, form: Mapping[str, str], signature: str, token: str) -> bool:
    """Whether `signature` is base64(HMAC-SHA1(token, url + each name and value in order of name))."""
    words = url + "".join(name + form[name] for name in sorted(form))
    expected = base64.b64encode(hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()).decode()
    return hmac.compare_digest(expected.encode(), signature.encode())


def signed_reference() -> str:
    """The gateway's id of the text that this request is about.

    Aborts with 403 without the gateway's signature over BASE_URL and the path, with 400 without an id we can keep.
    """
    token = settings().sms_token
    signature = request.headers.get("X-Twilio-Signature", "")
    if not token or not is_signed(absolute(request.path), request.form, signature, token):
        abort(403)
    reference = request.form.get("MessageSid", "")
    if not reference or has_surrogate_or_nul(reference):
        abort(400)
    return reference
