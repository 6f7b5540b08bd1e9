"""Signatures of the SMS gateway's callbacks, in the scheme of the Twilio-compatible API."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def is_signed(url: str, form: Mapping[str, str], signature: str, token: str) -> bool:
    """Whether `signature` is base64(HMAC-SHA1(token, url + each name and value in order of name))."""
    words = url + "".join(name + form[name] for name in sorted(form))
    expected = base64.b64encode(hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()).decode()
    return hmac.compare_digest(expected.encode(), signature.encode())
