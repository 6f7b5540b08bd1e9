"""Capability tokens: derived from a seed and the key, recognized by their digest, never passed on in a text."""

import base64
import hashlib
import hmac
import re
import secrets

from flask_babel import gettext as _

from directory.foundation.settings import settings
from directory.kernel import links
from directory.kernel.errors import Invalid


def carries_link(text: str | None) -> bool:
    """Whether the text holds a link of this site, or the secret of one."""
    return bool(text) and links.carries_link(text or "", _base_url())


def refuse_link(field: str, text: str | None) -> None:
    """Raises Invalid(field) for words that would hand a link of this site to the other side."""
    if carries_link(text):
        raise Invalid(field, _("Please leave out links to this site: a private one would open your page to others."))


def unlinked(text: str) -> str:
    """The text without links of this site, however long ago it was written."""
    return links.without_links(text, _base_url())


def _base_url() -> str:
    return settings().base_url


#: Characters of a token: 132 bits.
LENGTH = 22
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")


def new_seed() -> str:
    """A fresh random seed for a row; a new seed kills the old link."""
    return secrets.token_urlsafe(16)


def derive(purpose: str, seed: str) -> str:
    """The token of a row, the same whoever asks: base64url(HMAC-SHA256(key, purpose + seed)) cut to 22 characters."""
    key = settings().secret_key.encode()
    digest = hmac.new(key, f"{purpose}\x00{seed}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:LENGTH]


def derive_digits(purpose: str, seed: str, count: int) -> str:
    """The digits of a row's one-time code, the same whoever asks; like a token they stand in no database."""
    key = settings().secret_key.encode()
    made = hmac.new(key, f"{purpose}\x00{seed}".encode(), hashlib.sha256).digest()
    return str(int.from_bytes(made) % 10**count).zfill(count)


def new_token() -> str:
    """A random token for a cookie, of the same shape as a derived one."""
    return secrets.token_urlsafe(32)[:LENGTH]


def digest(token: str) -> str:
    """SHA-256 of a token in hex: what the row keeps for look-up."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether the text could be a token at all."""
    return _SHAPE.fullmatch(text) is not None


def keyed_digest(purpose: str, value: str) -> str:
    """A digest of personal data that nobody without the key can try guesses on (consent chain, limits, logs)."""
    key = settings().secret_key.encode()
    return hmac.new(key, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()
