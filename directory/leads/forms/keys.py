"""The hidden key of a form: signed by us, so that a repeat is known as one and a machine's haste is seen."""

import secrets
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from directory.kernel import clock
from directory.leads.rules import LEAST_SECONDS

#: A page left open longer is asked to be sent again with a fresh key; the same-answers check needs no older ones.
_OLDEST = timedelta(days=7)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="quote-request")


def new_key() -> str:
    """A key for a form shown now."""
    return str(_signer().dumps([secrets.token_urlsafe(12), int(clock.now().timestamp())]))


def read_key(key: str) -> tuple[str, datetime] | None:
    """The idempotency part and the time of issue; None for a key that we did not sign or that is too old."""
    try:
        nonce, issued = _signer().loads(key)
        moment = datetime.fromtimestamp(int(issued), UTC)
    except (BadSignature, ValueError, TypeError):
        return None
    return (str(nonce), moment) if clock.now() - moment < _OLDEST else None


def is_hasty(issued: datetime) -> bool:
    """Whether the form came back faster than a person fills it in."""
    return (clock.now() - issued).total_seconds() < LEAST_SECONDS
